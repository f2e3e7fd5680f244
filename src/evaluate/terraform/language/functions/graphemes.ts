/** A text into its grapheme clusters: what people see as characters (https://unicode.org/reports/tr29/). */

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * Between the consonants of a conjunct of Indic scripts: one cluster since Unicode 15.1, two in the Unicode 15.0 that Terraform uses.
 */
const CONJUNCT =
  /(?<=[\p{M}\u200D])(?=\p{Lo})(?=[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Telugu}\p{Script=Malayalam}])/u;

export function graphemes(text: string): string[] {
  // Plain ASCII without carriage returns has one cluster per unit.
  if (/^[\x20-\x7e\n\t]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), (segment) => segment.segment.split(CONJUNCT)).flat();
}

export function graphemeCount(text: string): number {
  return graphemes(text).length;
}
