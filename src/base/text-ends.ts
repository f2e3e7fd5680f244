/** Where the characters of a kind begin or end that stand at an end of a text. `/x+$/` would look through each run of them: quadratic time. */

/** Up to where the text goes without the last run of such characters. */
export function endWithout(kind: RegExp, text: string): number {
  let end = text.length;
  while (end > 0 && kind.test(text[end - 1]!)) end--;
  return end;
}

/** From where it goes without the first. */
export function startWithout(kind: RegExp, text: string): number {
  let start = 0;
  while (start < text.length && kind.test(text[start]!)) start++;
  return start;
}

/** The lines without white space around them, as one. */
export function onOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}
