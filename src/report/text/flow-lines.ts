/** What text tells of a flow: a line for each filter on its path, what else stands in the way, and why something is not known. */
import type { Cause } from "../../base/value.ts";
import type { Flow, Hop, HopVerdict } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import { collapse, filterNames, HOP_NAMES, type HopLine, openText, pairCount } from "../words.ts";
import { fold, pad, type Style } from "./lines.ts";

/** In the order of the path; pairs of subnets with the same answer on one line. */
export function hopLines(hops: readonly Hop[], style: Style): readonly string[] {
  const rows = collapse(hops).map((line) => ({
    line,
    cells: [HOP_NAMES[line.hop.kind], plain(filterNames(line.hop))] as const,
  }));
  const widths = [0, 1].map((at) => Math.min(48, Math.max(0, ...rows.map(({ cells }) => cells[at]!.length))));
  return rows.map(({ line, cells }) => {
    const mark = MARK[line.hop.verdict];
    const [where, filter] = cells.map((cell, at) => pad(cell, widths[at]!));
    return `${paint(line.hop.verdict, style)(mark)} ${style.dim(where!)}  ${filter}  ${answer(line, style)}`.trimEnd();
  });
}

/** What stands in the way besides filters. */
export function obstacleLines({ obstacles = [] }: Flow, style: Style): readonly string[] {
  return obstacles.map(
    ({ text, proof }) =>
      `${proof !== undefined ? style.bad(MARK.closed) : style.unsure(MARK.undetermined)} ${plain(text)}`,
  );
}

export const MARK: Readonly<Record<HopVerdict, string>> = {
  open: "✓",
  partial: "✗",
  closed: "✗",
  undetermined: "?",
  "not-applicable": "·",
};

export function paint(verdict: HopVerdict, style: Style): (text: string) => string {
  if (verdict === "open") return style.good;
  if (verdict === "undetermined") return style.unsure;
  return verdict === "not-applicable" ? style.dim : style.bad;
}

function answer({ hop, hops }: HopLine, style: Style): string {
  const number = pairCount(hops);
  const pairs = number > 1 ? style.dim(` (${number} pairs of subnets)`) : "";
  return `${paint(hop.verdict, style)(openText(hop))}${pairs}`;
}

/** The cause as it is told, where it stands, and how to supply what is not known. */
export function causeLines({ span, hint }: Cause, text: string, style: Style, margin: string): readonly string[] {
  const where = span === undefined ? "" : `  ${style.link(plain(placeText(span)))}`;
  return [...fold(text + where, style, margin), ...hintLines(hint, style, `${margin}  `)];
}

export function hintLines(hint: string | undefined, style: Style, margin: string): readonly string[] {
  return hint === undefined ? [] : fold(`${style.good("→")} ${plain(hint)}`, style, margin);
}
