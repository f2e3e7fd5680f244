/** What people see as letters of a text: its grapheme clusters, as Terraform counts them, and what it takes to find them. */
import type { Value } from "../../../../base/value.ts";
import { totalWeight } from "../budget.ts";
import type { FunctionSpec } from "./function-spec.ts";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * Between the consonants of a conjunct of Indic scripts: one cluster since Unicode 15.1, two in the Unicode 15.0 that Terraform uses.
 */
const CONJUNCT =
  /(?<=[\p{M}\u200D])(?=\p{Lo})(?=[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Telugu}\p{Script=Malayalam}])/u;

/** Has one cluster per unit: ASCII without carriage returns. */
const PLAIN = /^[\x20-\x7e\n\t]*$/;
/** The segmenter takes quadratic time, so that it is given so many units at once. */
const SEGMENTED = 1024;

export function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split("");
  const clusters: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isAll = at + SEGMENTED >= text.length;
    const found = Array.from(segmenter.segment(text.slice(at, at + SEGMENTED)), ({ segment }) => segment);
    // The last cluster of a piece may go on behind it.
    const whole = isAll ? found : found.slice(0, -1);
    for (const cluster of whole.length === 0 ? [longCluster(text, at)] : whole) {
      at += cluster.length;
      for (const one of cluster.split(CONJUNCT)) clusters.push(one);
    }
  }
  return clusters;
}

/** A cluster that is longer than a piece. */
function longCluster(text: string, at: number): string {
  for (let length = 2 * SEGMENTED; ; length *= 2) {
    const { segment } = segmenter.segment(text.slice(at, at + length)).containing(0)!;
    if (segment.length < length || at + length >= text.length) return segment;
  }
}

/** The same function of a text, which takes so many times as much as others, and more to find what people see as letters. */
export function lettered(times: number, spec: FunctionSpec): FunctionSpec {
  const weigh = (args: readonly Value[]): number =>
    args.reduce((sum, arg) => sum + weightOfLetters(arg), times * totalWeight(args));
  return { ...spec, weigh };
}

/** The segmenter takes two steps for a character. */
const WEIGHT_OF_A_LETTER = 8;

export function weightOfLetters(value: Value): number {
  if (value.kind === "text")
    return value.parts.reduce((sum, part) => sum + (typeof part === "string" ? weightOfText(part) : 0), 0);
  return value.kind === "string" ? weightOfText(value.value) : 0;
}

function weightOfText(text: string): number {
  return PLAIN.test(text) ? 0 : WEIGHT_OF_A_LETTER * text.length;
}

export function graphemeCount(text: string): number {
  return graphemes(text).length;
}
