/** What text tells of a flow: a line for each filter on its path, what else stands in the way, and why something is not known. */
import type { Cause } from "../../base/value.ts";
import type { Flow, Hop, HopVerdict } from "../../reach/flow.ts";
import { plain } from "../escape.ts";
import { placeText } from "../location.ts";
import { collapse, count, filterNames, HOP_NAMES, type HopLine, openText, pairCount } from "../words.ts";
import { fold, type Style, table } from "./lines.ts";

/** In the order of the path; pairs of subnets with the same answer on one line, with their number where others differ. */
export function hopLines(hops: readonly Hop[], style: Style, margin: string): readonly string[] {
  const lines = collapse(hops);
  const rows = lines.map((line) => {
    const { kind, verdict } = line.hop;
    const isOne = lines.filter(({ hop }) => hop.kind === kind).length === 1;
    const where = `${paint(verdict, style)(MARK[verdict])} ${style.dim(HOP_NAMES[kind])}`;
    return [where, plain(filterNames(line.hop)), answer(line, isOne, style)] as const;
  });
  const folded = () =>
    rows.flatMap(([where, filter, answered]) => fold(`${where}: ${filter} ${answered}`, style, margin, "  "));
  return table(rows, style, margin) ?? folded();
}

/** What stands in the way besides filters. */
export function obstacleLines({ obstacles = [] }: Flow, style: Style, margin: string): readonly string[] {
  return obstacles.flatMap(({ text, proof }) => {
    const mark = proof !== undefined ? style.bad(MARK.closed) : style.unsure(MARK.undetermined);
    return fold(`${mark} ${plain(text)}`, style, margin, "  ");
  });
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

function answer({ hop, hops }: HopLine, isForAll: boolean, style: Style): string {
  // Where subnets are not known they are no pairs to be counted.
  const number = pairCount(hops);
  const pairs = isForAll || number === 0 ? "" : style.dim(` (${count(number, "pair")} of subnets)`);
  return `${paint(hop.verdict, style)(openText(hop))}${pairs}`;
}

/** The cause as it is told, where it stands, and how to supply what is not known. */
export function causeLines({ span, hint }: Cause, text: string, style: Style, margin: string): readonly string[] {
  const where = span === undefined ? "" : `  ${style.link(plain(placeText(span)))}`;
  return [...fold(text + where, style, margin, "  "), ...hintLines(hint, style, `${margin}  `)];
}

export function hintLines(hint: string | undefined, style: Style, margin: string): readonly string[] {
  return hint === undefined ? [] : fold(`${style.good("→")} ${plain(hint)}`, style, margin, "  ");
}
