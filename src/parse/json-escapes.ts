/** The escapes in a string of JSON (https://www.rfc-editor.org/rfc/rfc8259#section-7). */

/** What each stands for, by the character behind the backslash; `u` and four digits are a code unit. */
export const JSON_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/**
 * The characters that [start, end) inside a string stands for; the range holds whole escapes. `onEscape` is told where the text goes on
 * behind each: the place in what is returned, and the offset in the text.
 */
export function unescapeJson(
  text: string,
  start: number,
  end: number,
  onEscape?: (at: number, offset: number) => void,
): string {
  const raw = text.slice(start, end);
  let decoded = "";
  let from = 0;
  for (let at = raw.indexOf("\\"); at !== -1; at = raw.indexOf("\\", from)) {
    const simple = JSON_ESCAPES.get(raw[at + 1]!);
    const before = raw.slice(from, at);
    from = at + (simple === undefined ? 6 : 2);
    decoded += before + (simple ?? String.fromCharCode(Number.parseInt(raw.slice(at + 2, from), 16)));
    onEscape?.(decoded.length, start + from);
  }
  return decoded + raw.slice(from);
}
