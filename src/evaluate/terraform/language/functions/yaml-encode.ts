/** yamlencode: a value into YAML as Terraform writes it: block style, strings in double quotes or, with line breaks, as literals. */
import { numberText } from "../../../../base/number-text.ts";
import type { MapValue, Value } from "../../../../base/value.ts";
import { entriesOf } from "./function-spec.ts";

/** Strings in double quotes are folded at blanks beyond this column. */
const BEST_WIDTH = 80;
const STEP = 2;
/** Longer keys are written after a question mark. */
const MAX_SIMPLE_KEY = 128;

/** The value is wholly known. */
export function encodeYaml(value: Value): string {
  const writer = new Writer();
  writer.node(value, -1, false);
  return writer.finished();
}

class Writer {
  /** The lines that are written. */
  #text = "";
  /** What is written of the next one. */
  #line = "";
  #column = 0;
  #couldGoOn = false;

  finished(): string {
    // A plain scalar that is the whole document could go on: its end is marked.
    const text = this.#text + this.#line;
    if (this.#couldGoOn) return `${text}\n...\n`;
    return text.endsWith("\n") ? text : `${text}\n`;
  }

  #put(text: string): void {
    this.#line += text;
    this.#column += Array.from(text).length;
  }

  /** A new line with that many blanks, unless the line is still blank so far. */
  #indent(indent: number): void {
    if (this.#column > 0 && !/^[-?: ]*$/.test(this.#line)) this.#break();
    if (this.#column < indent) this.#put(" ".repeat(indent - this.#column));
  }

  #break(): void {
    this.#text += `${this.#line}\n`;
    this.#line = "";
    this.#column = 0;
  }

  /** A node inside a collection of that indentation (-1: none); `inMapping` where it is the value of a key on the same line. */
  node(value: Value, indent: number, inMapping: boolean): void {
    if (value.kind === "list" && value.elements.length > 0) this.#sequence(value.elements, indent, inMapping);
    else if (value.kind === "map" && value.entries.size > 0) this.#mapping(value, indent);
    else {
      if (inMapping) this.#put(" ");
      this.#couldGoOn = indent < 0 && (value.kind === "number" || value.kind === "bool" || value.kind === "null");
      this.#scalar(value, indent < 0 ? STEP : indent + STEP);
    }
  }

  #sequence(elements: readonly Value[], indent: number, inMapping: boolean): void {
    const own = indent < 0 ? 0 : inMapping ? indent : indent + STEP;
    for (const element of elements) {
      this.#indent(own);
      this.#put("- ");
      this.node(element, own, false);
    }
  }

  #mapping(value: MapValue, indent: number): void {
    const own = indent < 0 ? 0 : indent + STEP;
    for (const [key, inner] of entriesOf(value)) {
      this.#indent(own);
      if (key.includes("\n") || Buffer.byteLength(key) > MAX_SIMPLE_KEY) {
        this.#put("? ");
        this.#scalar({ kind: "string", value: key }, own + STEP);
        this.#indent(own);
        this.#put(": ");
        this.node(inner, own, false);
        continue;
      }
      this.#doubleQuoted(key, own + STEP, false);
      this.#put(":");
      this.node(inner, own, true);
    }
  }

  #scalar(value: Value, indent: number): void {
    switch (value.kind) {
      case "string":
        if (value.value.includes("\n") && literalAllowed(value.value)) this.#literal(value.value, indent);
        else this.#doubleQuoted(value.value, indent, true);
        return;
      case "number":
        this.#put(numberText(value));
        return;
      case "bool":
        this.#put(String(value.value));
        return;
      case "list":
        this.#put("[]");
        return;
      case "map":
        this.#put("{}");
        return;
      default:
        this.#put("null");
    }
  }

  #doubleQuoted(text: string, indent: number, folds: boolean): void {
    this.#put('"');
    const characters = Array.from(text);
    let blank = false;
    for (const [at, character] of characters.entries()) {
      if (character === " " && folds && !blank && this.#column > BEST_WIDTH && at > 0 && at < characters.length - 1) {
        this.#break();
        this.#put(" ".repeat(indent));
        if (characters[at + 1] === " ") this.#put("\\");
      } else this.#put(ESCAPES.get(character) ?? escaped(character));
      blank = character === " ";
    }
    this.#put('"');
  }

  #literal(text: string, indent: number): void {
    const lines = text.split("\n");
    const hint = /^[ \n]/.test(text) ? String(STEP) : "";
    const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
    this.#put(`|${hint}${chomp}`);
    for (const [at, line] of lines.entries()) {
      this.#break();
      if (at === lines.length - 1 && line === "") break;
      if (line !== "") this.#put(" ".repeat(indent) + line);
    }
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\0", "\\0"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\x1b", "\\e"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\u0085", "\\N"],
  ["\u2028", "\\L"],
  ["\u2029", "\\P"],
]);

function escaped(character: string): string {
  if (isPrintable(character)) return character;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff
    ? `\\x${hex.padStart(2, "0")}`
    : code <= 0xffff
      ? `\\u${hex.padStart(4, "0")}`
      : `\\U${hex.padStart(8, "0")}`;
}

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0)!;
  if (code < 0xa0) return code === 0x0a || (code >= 0x20 && code <= 0x7e);
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

/** Texts with blanks at the end of a line or with characters that need escapes cannot be literals. */
function literalAllowed(text: string): boolean {
  if (text.endsWith(" ") || / [\n\r\u0085\u2028\u2029]/.test(text)) return false;
  return Array.from(text).every(isPrintable);
}
