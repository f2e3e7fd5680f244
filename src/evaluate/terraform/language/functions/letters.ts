/** Texts by what people see as letters: their upper, lower and title case as Go's strings package has it, and their grapheme clusters. */

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
