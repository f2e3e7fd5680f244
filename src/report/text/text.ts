/** The result of a scan → the report for people at a terminal. */

import { groupBy } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Finding } from "../../check/finding.ts";
import type { Flow } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText, whereText } from "../location.ts";
import { bySeverity, type FindingGroup, type ScanResult, type ToldResult, told } from "../scan-result.ts";
import { assumed, causesOf, count, flowName, listedName } from "../words.ts";
import { otherBlocks, pathBlocks } from "./change-blocks.ts";
import { codeFrame } from "./code-frame.ts";
import { causeLines, hintLines, hopLines, obstacleLines } from "./flow-lines.ts";
import { fold, type Style, styleOf, type TextOptions, table } from "./lines.ts";

export interface ReportTextOptions extends TextOptions {
  /** Only findings and errors: no undetermined flows, notes or summary. */
  readonly quiet: boolean;
  /** Also the diagnostics that other messages say as well. */
  readonly verbose: boolean;
}

export function renderText(result: ScanResult, options: ReportTextOptions): string {
  const style = styleOf(options);
  const shown = told(result);
  const blocks = shown.defects.map((group) => findingBlock(group, style));
  if (!options.quiet)
    blocks.push(...reachableBlocks(shown, style), ...undeterminedBlocks(shown, style), ...unreadBlocks(result, style));
  const diagnostics = result.diagnostics.filter(({ severity, detail }) => {
    if (options.quiet) return severity === "error";
    return options.verbose || detail === undefined;
  });
  if (diagnostics.length > 0) blocks.push(diagnostics.flatMap((one) => diagnosticLines(one, style)));
  blocks.push(...pathBlocks(result, style), ...otherBlocks(result, style));
  if (!options.quiet) blocks.push(summary(result, shown, diagnostics.length, style));
  return blocks.length === 0 ? "" : `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Findings of one rule at one place: the first in full, of the others what they say. */
function findingBlock(group: FindingGroup, style: Style): readonly string[] {
  const [finding, ...others] = group;
  const mark = style.severity[finding.severity];
  const lines = [
    `${mark(finding.severity)} ${style.bold(plain(finding.ruleId))}`,
    ...fold(plain(finding.message), style, "  "),
  ];
  if (finding.when.length > 0)
    lines.push(...fold(`${style.dim("when")} ${plain(finding.when.join(" and "))}`, style, "  "));
  lines.push(...codeFrame({ span: finding.span, mark, context: 1 }, style, "  "));
  if (finding.flow !== undefined) lines.push("", ...pathLines(finding.flow, style));
  if (finding.related.length > 0) {
    lines.push("", `  ${style.dim("see also")}`);
    const rows = finding.related.map(
      ({ span, message }) => [style.link(plain(placeText(span))), plain(message)] as const,
    );
    const folded = () => rows.flatMap(([place, message]) => [`    ${place}`, ...fold(message, style, "      ")]);
    lines.push(...(table(rows, style, "    ") ?? folded()));
  }
  if (finding.repair !== undefined)
    lines.push("", ...fold(`${style.good("repair:")} ${plain(finding.repair)}`, style, "  "));
  const flows = group.flatMap((one) => one.flows);
  const more = [
    ...flows.map((flow) => listedName(flow, flows)).slice(finding.flow === undefined ? 0 : 1),
    ...others.flatMap((other) => (other.flow === undefined ? [messageIn(other, group)] : [])),
  ];
  if (more.length > 0) {
    const names = more.flatMap((name) => fold(plain(name), style, "    ", "  "));
    lines.push("", `  ${style.dim("the same for")}`, ...names);
  }
  return lines;
}

/** What a finding says, with its root where those of its group are of several: a line of a module is told for each that calls it. */
function messageIn({ message, nodes: [node] }: Finding, group: FindingGroup): string {
  const several = group.some(({ nodes: [other] }) => other?.root !== node?.root);
  return several && node !== undefined ? `${message} (in ${node.root})` : message;
}

/** The ends of the flow, then its hops. */
function pathLines(flow: Flow, style: Style): readonly string[] {
  const name = fold(plain(flowName(flow)), style, "  ", "  ").map(style.bold);
  return [...name, ...hopLines(flow.hops, style, "    "), ...obstacleLines(flow, style, "    ")];
}

/** What is proven to work; where there is much of it, the beginning. */
function reachableBlocks({ flows }: ToldResult, style: Style): readonly (readonly string[])[] {
  const proven = flows.filter(({ verdict }) => verdict === "reachable");
  if (proven.length === 0) return [];
  const lines = proven
    .slice(0, MOST_REACHABLE)
    .flatMap((flow) => fold(`${style.good("✓")} ${plain(listedName(flow, proven))}`, style, "", "  "));
  const more = proven.length - MOST_REACHABLE;
  return [more > 0 ? [...lines, style.dim(`  and ${more} more reachable flows`)] : lines];
}

const MOST_REACHABLE = 20;

/** What is not known: the flows with each cause once, then what else is undetermined. */
function undeterminedBlocks({ flows, undetermined }: ToldResult, style: Style): readonly (readonly string[])[] {
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
    return fold(text, style, "  ", "  ");
  });
  return [...undecided(count(findings.length, "check"), style), ...lines, ...causes(findings, "check", style)];
}

function undecided(what: string, style: Style): readonly string[] {
  const text = style.bold(`${what} cannot be decided from the source`);
  return fold(`${style.severity.undetermined("undetermined")} ${text}`, style, "");
}

function waitingFlows(waiting: readonly Flow[], style: Style): readonly string[] {
  return [
    ...undecided(count(waiting.length, "flow"), style),
    ...waiting.flatMap((flow) => fold(`${style.unsure("?")} ${plain(listedName(flow, waiting))}`, style, "  ", "  ")),
    ...causes(waiting, "flow", style),
  ];
}

/** Each cause once, with how many wait for it. */
function causes(waiting: readonly Pick<Flow, "because">[], word: string, style: Style): readonly string[] {
  const all = waiting.flatMap(({ because }) => [...causesOf(because)].map(([key, { cause }]) => ({ key, cause })));
  if (all.length === 0) return [];
  const lines = [...groupBy(all, ({ key }) => key).values()].flatMap((same) => {
    const many = same.length > 1 ? style.dim(` (${count(same.length, word)})`) : "";
    return causeLines(same[0].cause, plain(same[0].cause.text) + many, style, "    ");
  });
  return ["", `  ${style.dim("because")}`, ...lines];
}

const MOST_PLACES = 5;

/** What could not be evaluated: services may stand in it that nobody has judged. Things that are not there for the same reason are one line. */
function unreadBlocks({ coverage: { notEvaluated } }: ScanResult, style: Style): readonly (readonly string[])[] {
  if (notEvaluated.length === 0) return [];
  const reasons = groupBy(notEvaluated, ({ because }) => because);
  const lines = [...reasons].slice(0, MOST_PLACES).flatMap(([because, [{ span }, ...others]]) => {
    const again = others.length === 0 ? "" : style.dim(` (${others.length + 1} times)`);
    const place = span === undefined ? "" : placeText(span);
    return fold(`${style.unsure("?")} ${plain(because)}${again}  ${style.link(plain(place))}`, style, "  ", "  ");
  });
  const more = reasons.size - Math.min(reasons.size, MOST_PLACES);
  const what = `${count(notEvaluated.length, "part")} of the configuration: services in them are not judged`;
  return [
    [
      ...fold(`${style.unsure("not read")} ${what}`, style, ""),
      ...lines,
      ...(more > 0 ? [style.dim(`  and ${more} more, all in the JSON report`)] : []),
    ],
  ];
}

function diagnosticLines(diagnostic: Diagnostic, style: Style): readonly string[] {
  const { severity, code, message, hint } = diagnostic;
  const where = whereText(diagnostic);
  const place = where === undefined ? "" : `${style.link(plain(where))} `;
  const lines = fold(
    `${style.severity[severity](severity)} ${place}${plain(message)} ${style.dim(`[${plain(code)}]`)}`,
    style,
    "",
    "  ",
  );
  return [...lines, ...hintLines(hint, style, "  ")];
}

/** `printed`: how many diagnostics there were to read. */
function summary(result: ScanResult, shown: ToldResult, printed: number, style: Style): readonly string[] {
  const { coverage, diagnostics } = result;
  const { flows, verdicts, violations, suppressed, baselined, unchanged } = shown;
  const words = [
    ["reachable", "reachable", style.good],
    ["partial", "partly blocked", style.bad],
    ["blocked", "blocked", style.bad],
    ["undetermined", "undetermined", style.unsure],
  ] as const;
  const judged = words.flatMap(([verdict, word, paint]) =>
    verdicts[verdict] === 0 ? [] : [paint(`${verdicts[verdict]} ${word}`)],
  );
  const grave = bySeverity(violations, ({ severity }) => severity);
  const severities = [...groupBy(grave, ({ severity }) => severity)].map(([severity, { length }]) =>
    style.severity[severity](count(length, severity)),
  );
  const problems = diagnostics.filter(({ severity }) => severity !== "note");
  const unsaid = diagnostics.length - printed;
  const parts = [
    flows.length === 0
      ? "no flows from a load balancer to a service"
      : `${count(flows.length, "flow")}: ${judged.join(", ")}`,
    severities.length === 0
      ? style.good(baselined.length + unchanged.length === 0 ? "no findings" : "no new findings")
      : severities.join(", "),
    ...(baselined.length === 0 ? [] : [style.dim(`${baselined.length} in the baseline`)]),
    ...(unchanged.length === 0 ? [] : [style.dim(`${unchanged.length} as before`)]),
    ...(suppressed === 0 ? [] : [style.dim(`${suppressed} suppressed`)]),
    ...(problems.length === 0 ? [] : [style.unsure(`${count(problems.length, "problem")} in the configuration`)]),
    ...(unsaid === 0 ? [] : [style.dim(`${count(unsaid, "note")} with --verbose`)]),
    style.dim(`${count(coverage.files, "file")}, ${count(coverage.resources, "resource")}`),
  ];
  const given = assumed(flows);
  return [
    ...fold(parts.join(style.dim(" · ")), style, ""),
    ...(given === undefined ? [] : fold(style.dim(`assumed: ${plain(given)}`), style, "")),
  ];
}
