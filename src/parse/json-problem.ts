/** Where and how a text departs from JSON, and our words for it; Go's are those of `jsondecode`. */

/** Where a text departs from JSON. Offsets are UTF-16. */
export class JsonProblem {
  readonly kind: /** Something that begins no value, key, or is not the punctuation that must stand there. */
    | "value"
    | "first-key"
    | "key"
    | "colon"
    | "comma-in-object"
    | "comma-in-array"
    | "end"
    /** Inside a token: `true`, `false` or `null` misspelt, a digit missing, a string that is not closed or holds what it may not. */
    | "word"
    | "digit"
    | "digit-of-fraction"
    | "digit-of-exponent"
    | "unclosed-string"
    | "control-character"
    | "escape"
    | "hexadecimal"
    | "unclosed-comment"
    | "depth"
    /** Said by a builder, for the reason in `detail`. */
    | "refused";
  /** Of the character at which it shows; the text's length where it ends too early. */
  readonly at: number;
  /** Of the token that `at` is in. */
  readonly start: number;
  /** The word that is misspelt, the depth that is allowed, or why the builder refuses it. */
  readonly detail: string;

  constructor(kind: JsonProblem["kind"], at: number, start = at, detail = "") {
    this.kind = kind;
    this.at = at;
    this.start = start;
    this.detail = detail;
  }
}

/** What is wrong as a clause, `found "a" where a key in double quotes was expected`. At the offsets in `unknown` stands no text. */
export function jsonProblemText(
  text: string,
  { kind, at, start, detail }: JsonProblem,
  unknown?: ReadonlyMap<number, unknown>,
): string {
  const found = (offset: number): string => {
    if (unknown?.has(offset)) return "found an unknown part";
    const code = text.codePointAt(offset);
    return code === undefined ? "the text ends" : `found ${JSON.stringify(String.fromCodePoint(code))}`;
  };
  switch (kind) {
    case "value":
    case "word":
      return `${found(start)} where a JSON value was expected`;
    case "first-key":
    case "key":
      return `${found(at)} where a key in double quotes was expected`;
    case "colon":
      return `${found(at)} where ":" was expected after the key`;
    case "comma-in-object":
      return `${found(at)} where "," or "}" was expected`;
    case "comma-in-array":
      return `${found(at)} where "," or "]" was expected`;
    case "end":
      return `${found(at)} after the end of the JSON value`;
    case "digit":
    case "digit-of-fraction":
    case "digit-of-exponent":
      return `${found(at)} where a digit was expected`;
    case "unclosed-string":
      return "the string is not closed";
    case "control-character":
      return "a line break or control character stands in a string";
    case "escape":
    case "hexadecimal":
      return `unknown escape \\${text[start + 1] ?? ""} in a string`;
    case "unclosed-comment":
      return "the comment is not closed";
    case "depth":
      return `nested deeper than ${detail} levels`;
    case "refused":
      return detail;
  }
}

/** Where a reader should look: at the character, or at the beginning of the token that is wrong as a whole. */
export function jsonProblemPlace({ kind, at, start }: JsonProblem): number {
  return kind.startsWith("digit") ? at : start;
}
