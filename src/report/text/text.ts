/** The result of a scan → the report for people at a terminal. */

import { groupBy } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Finding } from "../../check/finding.ts";
import type { Flow } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText, whereText } from "../location.ts";
import { bySeverity, type FindingGroup, type ScanResult, type ToldResult, told } from "../scan-result.ts";
import { causesOf, count, flowName, listedName } from "../words.ts";
import { otherBlocks, pathBlocks } from "./change-blocks.ts";
import { codeFrame } from "./code-frame.ts";
import { causeLines, hintLines, hopLines, obstacleLines } from "./flow-lines.ts";
import { displayWidth, fold, indent, pad, type Style, styleOf, type TextOptions } from "./lines.ts";

export interface ReportTextOptions extends TextOptions {
  /** Only findings and errors: no undetermined flows, notes or summary. */
  readonly quiet: boolean;
}

export function renderText(result: ScanResult, options: ReportTextOptions): string {
  const style = styleOf(options);
  const shown = told(result);
  const blocks = shown.defects.map((group) => findingBlock(group, style));
  if (!options.quiet)
    blocks.push(...reachableBlocks(shown, style), ...undeterminedBlocks(shown, style), ...unreadBlocks(result, style));
  const diagnostics = result.diagnostics.filter(({ severity }) => !options.quiet || severity === "error");
  if (diagnostics.length > 0) blocks.push(diagnostics.flatMap((one) => diagnosticLines(one, style)));
  blocks.push(...pathBlocks(result, style), ...otherBlocks(result, style));
  if (!options.quiet) blocks.push(summary(result, shown, style));
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
  if (finding.when.length > 0) lines.push(`  ${style.dim("when")} ${plain(finding.when.join(" and "))}`);
  lines.push(...codeFrame({ span: finding.span, mark, context: 1 }, style).map(indent));
  if (finding.flow !== undefined) lines.push("", ...pathLines(finding.flow, style).map(indent));
  if (finding.related.length > 0) {
    lines.push("", `  ${style.dim("see also")}`);
    const places = finding.related.map(({ span }) => plain(placeText(span)));
    const width = Math.min(100, Math.max(...places.map(displayWidth)));
    lines.push(
      ...finding.related.map(({ message }, at) => `    ${style.link(pad(places[at]!, width))}  ${plain(message)}`),
    );
  }
  if (finding.repair !== undefined)
    lines.push("", ...fold(`${style.good("repair:")} ${plain(finding.repair)}`, style, "  "));
  const more = [
    ...group.flatMap(({ flows }) => flows.map(flowName)).slice(finding.flow === undefined ? 0 : 1),
    ...others.flatMap(({ flow, message }) => (flow === undefined ? [message] : [])),
  ];
  if (more.length > 0) lines.push("", `  ${style.dim("the same for")}`, ...more.map((name) => `    ${plain(name)}`));
  return lines;
}

/** The ends of the flow, then its hops. */
function pathLines(flow: Flow, style: Style): readonly string[] {
  const lines = [...hopLines(flow.hops, style), ...obstacleLines(flow, style)];
  return [style.bold(plain(flowName(flow))), ...lines.map(indent)];
}

/** What is proven to work; where there is much of it, the beginning. */
function reachableBlocks({ flows }: ToldResult, style: Style): readonly (readonly string[])[] {
  const proven = flows.filter(({ verdict }) => verdict === "reachable");
  if (proven.length === 0) return [];
  const lines = proven.slice(0, MOST_REACHABLE).map((flow) => `${style.good("✓")} ${plain(listedName(flow, proven))}`);
  const more = proven.length - lines.length;
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

const MOST_PLACES = 5;

/** What could not be evaluated: services may stand in it that nobody has judged. Things that are not there for the same reason are one line. */
function unreadBlocks({ coverage: { notEvaluated } }: ScanResult, style: Style): readonly (readonly string[])[] {
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

function diagnosticLines(diagnostic: Diagnostic, style: Style): readonly string[] {
  const { severity, code, message, hint } = diagnostic;
  const where = whereText(diagnostic);
  const place = where === undefined ? "" : `${style.link(plain(where))} `;
  const lines = fold(
    `${style.severity[severity](severity)} ${place}${plain(message)} ${style.dim(`[${plain(code)}]`)}`,
    style,
    "",
  );
  return [...lines, ...hintLines(hint, style, "  ")];
}

function summary({ coverage }: ScanResult, shown: ToldResult, style: Style): readonly string[] {
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
    style.dim(`${count(coverage.files, "file")}, ${count(coverage.resources, "resource")}`),
  ];
  return [parts.join(style.dim(" · "))];
}
