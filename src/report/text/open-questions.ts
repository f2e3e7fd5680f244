/** What is not known, for people at a terminal: the flows that wait, why, and what would settle them; and what was not analysed. */
import { groupBy } from "../../base/collections.ts";
import type { Cause } from "../../base/value.ts";
import type { Finding } from "../../check/finding.ts";
import type { NotEvaluated } from "../../evaluate/resource.ts";
import type { Flow } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import type { ToldResult } from "../scan-result.ts";
import { causesOf, count, listFlows, someNames } from "../words.ts";
import { hintLines } from "./flow-lines.ts";
import { fold, type Style, shortened } from "./lines.ts";

/** The flows with each cause once; then the checks, which are only counted unless `all` is asked for: no verdict depends on them. */
export function undeterminedBlocks(shown: ToldResult, all: boolean, style: Style): readonly (readonly string[])[] {
  const waiting = shown.flows.filter(({ verdict }) => verdict === "undetermined");
  const checks = shown.undetermined.filter(({ flow }) => flow === undefined);
  return [
    ...(waiting.length === 0 ? [] : [waitingFlows(waiting, shown, all, style)]),
    ...(checks.length === 0 || !all ? [] : [otherChecks(checks, style)]),
  ];
}

function waitingFlows(waiting: readonly Flow[], shown: ToldResult, all: boolean, style: Style): readonly string[] {
  const lines = listFlows(waiting, shown).map(({ line }) =>
    fold(`${style.unsure("?")} ${plain(line)}`, style, "  ", "  "),
  );
  const help = shown.otherHelp;
  return [
    ...undecided(count(waiting.length, "flow"), style),
    ...shortened(lines, all ? lines.length : MOST_WAITING, "more", style),
    ...causes(waiting, "flow", all, style),
    ...(help === undefined ? [] : fold(`${style.good("→")} or ${help.text}`, style, "  ", "  ")),
  ];
}

const MOST_WAITING = 10;

function otherChecks(findings: readonly Finding[], style: Style): readonly string[] {
  const lines = findings.flatMap(({ span, message, ruleId }) => {
    const text = `${style.unsure("?")} ${style.link(plain(placeText(span)))}  ${plain(message)} ${style.dim(`[${plain(ruleId)}]`)}`;
    return fold(text, style, "  ", "  ");
  });
  return [...undecided(count(findings.length, "check"), style), ...lines, ...causes(findings, "check", true, style)];
}

function undecided(what: string, style: Style): readonly string[] {
  const text = style.bold(`${what} cannot be decided from the source`);
  return fold(`${style.severity.undetermined("undetermined")} ${text}`, style, "");
}

/** Each cause once, with how many wait for it, and those that one thing settles together above it. */
function causes(
  waiting: readonly Pick<Flow, "because">[],
  word: string,
  all: boolean,
  style: Style,
): readonly string[] {
  const told = waiting.flatMap(({ because }, at) => {
    return [...causesOf(because).values()].map(({ cause }) => ({ cause, at }));
  });
  if (told.length === 0) return [];
  const settled = [...groupBy(told, ({ cause: { hint } }) => hint).values()];
  const lines = [...groupBy(settled, argumentOf).values()].map(([same, ...alike]) => {
    const texts = [...groupBy(same, ({ cause: { text } }) => text).values()].map((one) => {
      const number = new Set(one.map(({ at }) => at)).size;
      const many = number > 1 ? style.dim(` (${count(number, word)})`) : "";
      return fold(
        `${plain(one[0].cause.text)}${many}${places(
          one.map(({ cause }) => cause),
          style,
        )}`,
        style,
        "    ",
        "  ",
      );
    });
    return [
      ...shortened(texts, all ? texts.length : MOST_TOGETHER, "more, which the same settles", style, "    "),
      ...hintLines(same[0].cause.hint, style, "      "),
      ...(alike.length === 0 ? [] : [`      ${style.dim(`and so in ${count(alike.length, "more call")} of it`)}`]),
    ];
  });
  return [
    "",
    `  ${style.dim("because")}`,
    ...shortened(lines, all ? lines.length : MOST_CAUSES, "more reasons", style),
  ];
}

/** Calls of one module lack the same argument at the place where it is declared; what else one thing settles is by itself. */
function argumentOf([{ cause }]: readonly [{ readonly cause: Cause }, ...unknown[]]): string {
  const [argument] = /^pass .* in the block of /.exec(cause.hint ?? "") ?? [];
  return argument === undefined || cause.span === undefined ? (cause.hint ?? "") : argument + placeText(cause.span);
}

const MOST_CAUSES = 10;
const MOST_TOGETHER = 3;

/** The first place, and how many others there are. */
function places(causes: readonly Cause[], style: Style): string {
  const [first, ...others] = [...new Set(causes.flatMap(({ span }) => (span === undefined ? [] : [placeText(span)])))];
  if (first === undefined) return "";
  return `  ${style.link(plain(first))}${others.length === 0 ? "" : style.dim(` and ${count(others.length, "more place")}`)}`;
}

/** What was not analysed: services may stand in it that nobody has judged. What one thing settles stands together, and what flows wait for has told it. */
export function unreadLines(
  notEvaluated: readonly NotEvaluated[],
  { flows }: Pick<ToldResult, "flows">,
  all: boolean,
  style: Style,
): readonly string[] {
  if (notEvaluated.length === 0) return [];
  const modules = notEvaluated.filter(({ address }) => MODULE.test(address)).length;
  const what = [
    ...(modules === 0 ? [] : [count(modules, "module")]),
    ...(modules === notEvaluated.length
      ? []
      : [count(notEvaluated.length - modules, modules === 0 ? "part" : "other part")]),
  ].join(" and ");
  const names = [...new Set(notEvaluated.map(({ address }) => address))];
  // A module that several roots call is one name, and not analysed in each.
  const calls = names.length === notEvaluated.length ? what : `${what} of ${count(names.length, "name")}`;
  const head = `${style.unsure("not analysed:")} ${calls} (${notEvaluated.length === 1 ? "its" : "their"} services were not checked)`;
  const hints = [...groupBy(notEvaluated, ({ hint }) => hint)];
  if (!all) {
    const told = hintsTold(flows);
    const settle = hints.flatMap(([hint]) => (hint === undefined || told.has(hint) ? [] : [hint]));
    return fold(
      `${head}: ${plain(someNames(names))}${settle.length === 0 ? "" : ` ${style.good("→")} ${plain(settle.slice(0, 2).join("; "))}`}`,
      style,
      "",
    );
  }
  const lines = hints.flatMap(([hint, same]) => [
    ...[...groupBy(same, ({ because }) => because)].flatMap(([because, [{ span }, ...others]]) => {
      const again = others.length === 0 ? "" : style.dim(` (${others.length + 1} times)`);
      const place = span === undefined ? "" : `  ${style.link(plain(placeText(span)))}`;
      return fold(`${style.unsure("?")} ${plain(because)}${again}${place}`, style, "  ", "  ");
    }),
    ...hintLines(hint, style, "    "),
  ]);
  return [...fold(head, style, ""), ...lines];
}

/** Those that stand above it at the flows that wait. */
function hintsTold(flows: readonly Flow[]): ReadonlySet<string> {
  const waiting = flows.filter(({ verdict }) => verdict === "undetermined");
  const hints = waiting.flatMap(({ because }) => [...causesOf(because).values()].map(({ cause }) => cause.hint));
  return new Set([...new Set(hints)].slice(0, MOST_CAUSES));
}

/** The address of a module call of Terraform. */
const MODULE = /(?:^|\.)module\.[^.]+$/;
