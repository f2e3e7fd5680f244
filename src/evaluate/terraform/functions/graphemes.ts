/** A text into its grapheme clusters: what people see as characters (https://unicode.org/reports/tr29/). */

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

export function graphemes(text: string): string[] {
  // Plain ASCII without carriage returns has one cluster per unit.
  if (/^[\x20-\x7e\n\t]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), (segment) => segment.segment);
}

export function graphemeCount(text: string): number {
  return graphemes(text).length;
}
