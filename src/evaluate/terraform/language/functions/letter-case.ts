/** Texts into upper, lower and title case, letter by letter as Go's strings package does it. */

/** Each letter has one letter as its counterpart; where full Unicode rules give several, the letter stays. */
function mapped(character: string, counterpart: string): string {
  return [...counterpart].length === 1 ? counterpart : character;
}

export function upper(text: string): string {
  return Array.from(text, upperLetter).join("");
}

function upperLetter(character: string): string {
  return mapped(character, character.toUpperCase());
}

export function lower(text: string): string {
  return Array.from(text, (character) => (character === "İ" ? "i" : mapped(character, character.toLowerCase()))).join(
    "",
  );
}

/** Letters that begin a word in upper case: those after anything but a letter, a digit, an underscore or a mark. */
export function title(text: string): string {
  let previous = " ";
  return Array.from(text, (character) => {
    const begins = separates(previous);
    previous = character;
    return begins ? titleLetter(character) : character;
  }).join("");
}

/** The digraphs that have a form of their own at the beginning of a word. */
const DIGRAPHS: ReadonlyMap<string, string> = new Map(
  [0x1c4, 0x1c7, 0x1ca, 0x1f1].flatMap((code) =>
    [code, code + 1, code + 2].map((form) => [String.fromCharCode(form), String.fromCharCode(code + 1)] as const),
  ),
);

function titleLetter(character: string): string {
  return DIGRAPHS.get(character) ?? upperLetter(character);
}

function separates(character: string): boolean {
  if (character.charCodeAt(0) < 0x80) return !/[A-Za-z0-9_]/.test(character);
  if (/[\p{L}\p{Nd}]/u.test(character)) return false;
  return /\p{White_Space}/u.test(character);
}
