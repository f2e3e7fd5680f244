/** Patterns of file names as the shell compares texts with them: `*`, `?` and characters that stand for themselves. */

/** One character that stands for itself, or what stands for any one or any number. */
type Element = string | typeof ANY | typeof STAR;
const ANY = Symbol("?");
const STAR = Symbol("*");

export interface Pattern {
  readonly elements: readonly Element[];
}

/** Undefined for what has brackets, escapes or extended globs. */
export function patternOf(text: string): Pattern | undefined {
  if (/[[\]\\()|]/.test(text)) return undefined;
  return { elements: [...text].map((one) => (one === "*" ? STAR : one === "?" ? ANY : one)) };
}

export function literalPattern(text: string): Pattern {
  return { elements: [...text] };
}

/** Whether the pattern is the whole text, in time linear in the text for each star. */
export function matches({ elements }: Pattern, text: string): boolean {
  let at = 0;
  let element = 0;
  let star = -1;
  let from = 0;
  while (at < text.length) {
    const wanted = elements[element];
    if (wanted === STAR) {
      star = element++;
      from = at;
    } else if (wanted === ANY || wanted === text[at]) {
      element += 1;
      at += 1;
    } else if (star !== -1) {
      element = star + 1;
      at = ++from;
    } else return false;
  }
  while (elements[element] === STAR) element += 1;
  return element === elements.length;
}

/** The length of the shortest or longest beginning of the text that the pattern is. */
export function beginning(pattern: Pattern, text: string, longest: boolean): number | undefined {
  return lengthOf(text.length, longest, (length) => matches(pattern, text.slice(0, length)));
}

/** The same of its end. */
export function ending(pattern: Pattern, text: string, longest: boolean): number | undefined {
  return lengthOf(text.length, longest, (length) => matches(pattern, text.slice(text.length - length)));
}

function lengthOf(most: number, longest: boolean, fits: (length: number) => boolean): number | undefined {
  for (let step = 0; step <= most; step++) {
    const length = longest ? most - step : step;
    if (fits(length)) return length;
  }
  return undefined;
}
