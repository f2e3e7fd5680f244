/** A number and a word → both, the word in the plural unless there is one. */

export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
