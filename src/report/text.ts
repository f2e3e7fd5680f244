/** The result of a scan → the report for people at a terminal. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Finding } from "../check/finding.ts";
import type { Flow, FlowVerdict } from "../reach/flow.ts";
import { codeFrame } from "./code-frame.ts";
import { count } from "./count.ts";
import { displayWidth, pad } from "./display-width.ts";
import { plain } from "./escape.ts";
import { groupFindings } from "./finding-group.ts";
import { flowName, listedName } from "./flow-name.ts";
import { byId } from "./flow-order.ts";
import { fold } from "./fold.ts";
import { hopLines, obstacleLines } from "./hop-lines.ts";
import { placeText } from "./location.ts";
import { undeterminedBlock } from "./open-questions.ts";
import type { ScanResult } from "./scan-result.ts";
import { type Style, styleOf, type TextOptions } from "./style.ts";
import { unreadBlock } from "./unread.ts";

export interface ReportTextOptions extends TextOptions {
  /** Only findings and errors: no open questions, notes or summary. */
  readonly quiet: boolean;
}

export function renderText(result: ScanResult, options: ReportTextOptions): string {
  const style = styleOf(options.color);
  const shown = result.findings.filter(({ suppressed, verdict }) => suppressed === undefined && verdict === "violated");
  const blocks = groupFindings(shown).map((group) => findingBlock(group, style, options));
  if (!options.quiet) blocks.push(...reachableBlock(result, style), ...undeterminedBlock(result, style, options));
  if (!options.quiet) blocks.push(...unreadBlock(result, style, options));
  const diagnostics = result.diagnostics.filter(({ severity }) => !options.quiet || severity === "error");
  if (diagnostics.length > 0) blocks.push(diagnostics.flatMap((one) => diagnosticLines(one, style, options)));
  if (!options.quiet) blocks.push(summary(result, style));
  return blocks.length === 0 ? "" : `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Findings of one rule at one place: the first in full, of the others what they say. */
function findingBlock(group: readonly [Finding, ...Finding[]], style: Style, options: TextOptions): readonly string[] {
  const [finding, ...others] = group;
  const mark = style.severity[finding.severity];
  const lines = [
    `${mark(finding.severity)} ${style.bold(plain(finding.ruleId))}`,
    ...fold(plain(finding.message), options.width, "  "),
  ];
  if (finding.when.length > 0) lines.push(`  ${style.dim("when")} ${plain(finding.when.join(" and "))}`);
  lines.push(...codeFrame({ span: finding.span, mark, context: 1 }, style, options).map(indent));
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
    lines.push("", ...fold(`${style.good("repair:")} ${plain(finding.repair)}`, options.width, "  "));
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
function reachableBlock({ flows }: ScanResult, style: Style): readonly (readonly string[])[] {
  const proven = byId(flows).filter(({ verdict }) => verdict === "reachable");
  if (proven.length === 0) return [];
  const lines = proven.slice(0, MOST_REACHABLE).map((flow) => `${style.good("✓")} ${plain(listedName(flow, proven))}`);
  const more = proven.length - lines.length;
  return [more > 0 ? [...lines, style.dim(`  and ${more} more reachable flows`)] : lines];
}

const MOST_REACHABLE = 20;

function diagnosticLines(
  { severity, code, message, span, path, hint }: Diagnostic,
  style: Style,
  options: TextOptions,
): readonly string[] {
  const where = span === undefined ? path : placeText(span);
  const place = where === undefined ? "" : `${style.link(plain(where))} `;
  const lines = fold(
    `${style.severity[severity](severity)} ${place}${plain(message)} ${style.dim(`[${plain(code)}]`)}`,
    options.width,
    "",
  );
  return hint === undefined ? lines : [...lines, ...fold(`${style.good("→")} ${plain(hint)}`, options.width, "  ")];
}

function summary({ flows, findings, coverage }: ScanResult, style: Style): readonly string[] {
  const of = (verdict: FlowVerdict): number => flows.filter((flow) => flow.verdict === verdict).length;
  const verdicts = [
    [of("reachable"), "reachable", style.good],
    [of("partial"), "partly blocked", style.bad],
    [of("blocked"), "blocked", style.bad],
    [of("undetermined"), "undetermined", style.open],
  ] as const;
  const judged = verdicts.filter(([number]) => number > 0).map(([number, word, paint]) => paint(`${number} ${word}`));
  const violated = findings.filter(({ verdict, suppressed }) => verdict === "violated" && suppressed === undefined);
  const severities = (["error", "warning", "note"] as const)
    .map((severity) => [violated.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => style.severity[severity](count(number, severity)));
  const suppressed = findings.filter((one) => one.suppressed !== undefined).length;
  const parts = [
    flows.length === 0
      ? "no flows from a load balancer to a service"
      : `${count(flows.length, "flow")}: ${judged.join(", ")}`,
    severities.length === 0 ? style.good("no findings") : severities.join(", "),
    ...(suppressed === 0 ? [] : [style.dim(`${suppressed} suppressed`)]),
    style.dim(`${count(coverage.files, "file")}, ${count(coverage.resources, "resource")}`),
  ];
  return [parts.join(style.dim(" · "))];
}

export function indent(line: string): string {
  return line === "" ? "" : `  ${line}`;
}
