/** The hops of a flow → one line for each filter on the path, pairs of subnets with the same answer on one line. */
import type { Flow, Hop, HopVerdict } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { collapse, filterNames, HOP_NAMES, type HopLine, openText, pairCount } from "../words.ts";
import { pad, type Style } from "./lines.ts";

/** In the order of the path. */
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
