/** Text of the scan, which may be hostile → text that is safe where it is printed. */

/**
 * Everything that moves a cursor, changes colours, reorders or hides text: control and format characters, among them the
 * bidirectional controls by which source can be made to look like other source (CVE-2021-42574,
 * https://www.unicode.org/reports/tr9/), and the separators of lines and paragraphs.
 * Not the line break: where none may stand it is replaced before.
 */
const CONTROL = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * What a runner of GitHub Actions takes for a command in what a step prints: `##[name]` anywhere, and `::name` at the beginning of a line, where
 * folding may bring any word (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs). Looking back comes after the character,
 * which V8 finds fast.
 */
const COMMAND = /\[(?<=##\[)(?=[a-z])|:(?<=(?<!\S)::)(?=[a-z])/gi;

/** One line for a terminal or a log: controls are shown as `\u001b`, line breaks as spaces, and nothing is a command to a runner. */
export function plain(text: string): string {
  return text
    .replace(/\r?\n|\t/g, " ")
    .replace(CONTROL, escaped)
    .replace(COMMAND, escaped);
}

/** Each UTF-16 unit as JSON and most languages write it. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}

/** JSON with two spaces of indentation and a line break at the end, in which control characters and commands are escaped too. */
export function jsonText(value: unknown): string {
  return `${escapedJson(JSON.stringify(value, undefined, 2))}\n`;
}

/** A text as JSON, escaped in the same way. */
export function jsonString(text: string): string {
  return escapedJson(JSON.stringify(text));
}

/** JSON that somebody else made, escaped in the same way: only texts in it have such characters, but for the line breaks between them. */
export function escapedJson(json: string): string {
  return json.replace(CONTROL, escaped).replace(COMMAND, escaped);
}

/** Text inside Markdown: nothing in it is markup, an HTML tag, a link, a mention or the end of a table cell. */
export function markdown(text: string): string {
  return plain(text).replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$]/g, (found) =>
    found === "&" ? "&amp;" : found === "<" ? "&lt;" : `\\${found}`,
  );
}

/** A code span of Markdown that holds exactly this text, also inside a table. */
export function markdownCode(text: string): string {
  const inside = plain(text).replaceAll("|", "¦");
  let longest = 0;
  for (const [run] of inside.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${inside} ${fence}` : `${fence}${inside}${fence}`;
}

/** As one line of a label in Mermaid: what could be markup is an entity, and no character reorders or hides others. */
export function mermaidText(text: string): string {
  return plain(text).replace(/[^\w .,:()[\]/-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** Text of an element or an attribute of XML 1.0 (https://www.w3.org/TR/xml/#charsets), on one line. */
export function xml(text: string): string {
  return wellFormed(plain(text))
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Half a surrogate pair, which is no character, as the replacement character. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
