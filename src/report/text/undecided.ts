/** What a scan could not decide → what to supply, for people. */
import { groupBy } from "../../base/collections.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Finding } from "../../check/finding.ts";
import type { Flow } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import type { ScanResult, ToldResult } from "../scan-result.ts";
import { causesOf, count, listedName } from "../words.ts";
import { fold, type Style } from "./lines.ts";

/** What is not known: the flows with each cause once, then what else is undetermined. */
export function undeterminedBlocks({ flows, undetermined }: ToldResult, style: Style): readonly (readonly string[])[] {
  const waiting = flows.filter(({ verdict }) => verdict === "undetermined");
  const others = undetermined.filter(({ flow }) => flow === undefined);
  return [
    ...(waiting.length === 0 ? [] : [waitingFlows(waiting, style)]),
    ...(others.length === 0 ? [] : [otherChecks(others, style)]),
  ];
}

function otherChecks(findings: readonly Finding[], style: Style): readonly string[] {
  const lines = findings.flatMap(({ span, message, ruleId }) => {
    const text = `${style.unsure("?")} ${style.link(plain(placeText(span)))}  ${plain(message)} ${style.dim(`[${plain(ruleId)}]`)}`;
    return fold(text, style, "  ");
  });
  return [undecided(count(findings.length, "check"), style), ...lines];
}

function undecided(what: string, style: Style): string {
  return `${style.severity.undetermined("undetermined")} ${style.bold(`${what} cannot be decided from the source`)}`;
}

function waitingFlows(waiting: readonly Flow[], style: Style): readonly string[] {
  const causes = waiting.flatMap((flow) => [...causesOf(flow.because)].map(([key, { cause }]) => ({ key, cause })));
  const lines = [
    undecided(count(waiting.length, "flow"), style),
    ...waiting.map((flow) => `  ${style.unsure("?")} ${plain(listedName(flow, waiting))}`),
    "",
    `  ${style.dim("because")}`,
  ];
  for (const same of groupBy(causes, ({ key }) => key).values()) {
    const many = same.length > 1 ? style.dim(` (${same.length} flows)`) : "";
    lines.push(...causeLines(same[0].cause, plain(same[0].cause.text) + many, style, "    "));
  }
  return lines;
}

/** The cause as it is told, where it stands, and how to supply what is not known. */
export function causeLines(
  { span, hint }: UnknownValue["cause"],
  text: string,
  style: Style,
  margin: string,
): readonly string[] {
  const where = span === undefined ? "" : `  ${style.link(plain(placeText(span)))}`;
  return [...fold(text + where, style, margin), ...hintLines(hint, style, `${margin}  `)];
}

export function hintLines(hint: string | undefined, style: Style, margin: string): readonly string[] {
  return hint === undefined ? [] : fold(`${style.good("→")} ${plain(hint)}`, style, margin);
}

const MOST_PLACES = 5;

/** What could not be evaluated: services may stand in it that nobody has judged. Things that are not there for the same reason are one line. */
export function unreadBlocks({ coverage: { notEvaluated } }: ScanResult, style: Style): readonly (readonly string[])[] {
  if (notEvaluated.length === 0) return [];
  const reasons = groupBy(notEvaluated, ({ because }) => because);
  const lines = [...reasons].slice(0, MOST_PLACES).flatMap(([because, [{ span }, ...others]]) => {
    const again = others.length === 0 ? "" : style.dim(` (${others.length + 1} times)`);
    const place = span === undefined ? "" : placeText(span);
    return fold(`${style.unsure("?")} ${plain(because)}${again}  ${style.link(plain(place))}`, style, "  ");
  });
  const more = reasons.size - Math.min(reasons.size, MOST_PLACES);
  return [
    [
      `${style.unsure("not read")} ${count(notEvaluated.length, "part")} of the configuration: services in them are not judged`,
      ...lines,
      ...(more > 0 ? [style.dim(`  and ${more} more, all in the JSON report`)] : []),
    ],
  ];
}
