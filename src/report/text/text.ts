/** The result of a scan → the report for people at a terminal. */

import type { Flow } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import { bySeverity, type FindingGroup, type ScanResult, type ToldResult, told } from "../scan-result.ts";
import { listFlows, whenText } from "../words.ts";
import { otherBlocks, pathBlocks } from "./change-blocks.ts";
import { codeFrame } from "./code-frame.ts";
import { hopLines, obstacleLines } from "./flow-lines.ts";
import { summaryLines } from "./last-lines.ts";
import { fold, type Style, shortened, styleOf, type TextOptions, table } from "./lines.ts";
import { undeterminedBlocks } from "./open-questions.ts";
import { problemLines } from "./problems.ts";

export interface ReportTextOptions extends TextOptions {
  /** Only findings and errors: no undetermined flows, notes or summary. */
  readonly quiet: boolean;
  /** All of everything, also what changes no verdict: checks that are not decided, and notes that another message says as well. */
  readonly verbose: boolean;
}

export function renderText(result: ScanResult, options: ReportTextOptions): string {
  const style = styleOf(options);
  const shown = told(result);
  const { quiet, verbose } = options;
  const grave = bySeverity(shown.defects, ([{ severity }]) => severity);
  const drawn = new Set<string>();
  const blocks = grave.map((group) => findingBlock(group, shown, drawn, style));
  if (!quiet) blocks.push(...reachableBlocks(shown, verbose, style), ...undeterminedBlocks(shown, verbose, style));
  const diagnostics = result.diagnostics.filter(({ severity, detail }) => {
    if (quiet) return severity === "error";
    return verbose || detail === undefined;
  });
  if (diagnostics.length > 0) blocks.push(problemLines(diagnostics, quiet || verbose, style));
  blocks.push(...pathBlocks(result, style), ...otherBlocks(result, style));
  const unsaid = result.diagnostics.length - diagnostics.length;
  if (!quiet) blocks.push(summaryLines(result, shown, unsaid, verbose, style));
  return blocks.length === 0 ? "" : `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Findings of one rule at one place: the first in full, of the others what they say. `drawn`: the flows whose path stands above. */
function findingBlock(group: FindingGroup, shown: ToldResult, drawn: Set<string>, style: Style): readonly string[] {
  const [finding, ...others] = group;
  const mark = style.severity[finding.severity];
  const lines = [
    `${mark(finding.severity)} ${style.bold(plain(finding.ruleId))}`,
    ...fold(plain(finding.message), style, "  "),
  ];
  if (finding.when.length > 0) lines.push(...fold(style.dim(plain(whenText(finding.when))), style, "  "));
  lines.push(...codeFrame({ span: finding.span, mark, context: 1 }, style, "  "));
  const flows = listFlows(
    group.flatMap((one) => one.flows),
    shown,
  );
  if (finding.flow !== undefined) lines.push("", ...pathLines(finding.flow, flows[0]!.line, drawn, style));
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
  const more = [
    ...flows.slice(finding.flow === undefined ? 0 : 1).map(({ line }) => line),
    ...others.flatMap((other) => (other.flow === undefined ? [other.message] : [])),
  ];
  if (more.length > 0) {
    const names = more.flatMap((name) => fold(plain(name), style, "    ", "  "));
    lines.push("", `  ${style.dim("the same for")}`, ...names);
  }
  return lines;
}

/** The name of the flow, then its hops, where they are not told yet. */
function pathLines(flow: Flow, name: string, drawn: Set<string>, style: Style): readonly string[] {
  if (drawn.has(flow.id))
    return fold(`${style.bold(plain(name))} ${style.dim("(its path stands above)")}`, style, "  ", "  ");
  drawn.add(flow.id);
  return [
    ...fold(plain(name), style, "  ", "  ").map(style.bold),
    ...hopLines(flow.hops, style, "    "),
    ...obstacleLines(flow, style, "    "),
  ];
}

/** What is proven to work; where there is much of it, the beginning. */
function reachableBlocks(shown: ToldResult, all: boolean, style: Style): readonly (readonly string[])[] {
  const proven = listFlows(
    shown.flows.filter(({ verdict }) => verdict === "reachable"),
    shown,
  );
  if (proven.length === 0) return [];
  const lines = proven.map(({ line, flows: same }) => [
    ...fold(`${style.good("✓")} ${plain(line)}`, style, "", "  "),
    // What is no matter of packets stands in the way all the same; instances that are registered besides do not.
    ...new Set(same.flatMap((flow) => obstacleLines(refusals(flow), style, "  "))),
  ]);
  return [shortened(lines, all ? lines.length : MOST_REACHABLE, "more that are reachable", style)];
}

/** The flow with that only for which AWS does not register its target. */
function refusals(flow: Flow): Flow {
  return { ...flow, obstacles: (flow.obstacles ?? []).filter(({ kind }) => kind !== "hosts-registered") };
}

const MOST_REACHABLE = 10;
