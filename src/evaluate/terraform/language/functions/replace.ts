/** replace: every occurrence of a text or of a pattern by another text, which may be unknown. */
import { STRING } from "../../../../base/type.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { derived } from "../../../../values/derived.ts";
import { string } from "../types/construct.ts";
import type { Result } from "../types/failure.ts";
import { concatenated, cutter } from "../types/text.ts";
import { textOf } from "./arguments.ts";
import { type FunctionSpec, failed } from "./function-spec.ts";
import { compileRegex, expandReplacement, isRegexFailure } from "./regex.ts";

type Text = StringValue | TextValue | UnknownValue;

/** Of longer texts it is not found out whether holes can be part of them. */
const MAX_CHECKED = 1000;
/** Longer results are refused. */
const MAX_LENGTH = 64 * 1024 * 1024;

export const replace: FunctionSpec = {
  parameters: [
    { name: "str", type: STRING, needs: "nothing" },
    { name: "substr", type: STRING },
    { name: "replace", type: STRING, needs: "nothing" },
  ],
  type: STRING,
  run(args): Result {
    const [str, wanted, replacement] = [args[0]!, textOf(args[1]), args[2] as Text];
    const unknown = () => derived("replace", args, STRING, { notNull: true });
    if (wanted.length > 1 && wanted.startsWith("/") && wanted.endsWith("/")) {
      return str.kind === "string" && replacement.kind === "string"
        ? byPattern(str.value, wanted, replacement.value)
        : unknown();
    }
    if (str.kind === "string") return inString(str, wanted, replacement);
    if (str.kind !== "text" || wanted === "") return unknown();
    const spans = str.parts.some((part) => typeof part === "string" && touches(part, wanted));
    return spans ? unknown() : inText(str, wanted, replacement, args.slice(1));
  },
};

function byPattern(text: string, wanted: string, replacement: string): Result {
  const regex = compileRegex(wanted.slice(1, -1));
  return isRegexFailure(regex) ? failed(regex.error) : string(expandReplacement(regex, text, replacement));
}

/** The pieces between the occurrences keep their places in the source. */
function inString(str: StringValue, wanted: string, replacement: Text): Result {
  const starts = occurrences(str.value, wanted);
  const growth = replacement.kind === "string" ? replacement.value.length - wanted.length : 0;
  if (str.value.length + growth * starts.length > MAX_LENGTH) return failed("the result is too long");
  const cut = cutter(str);
  const pieces: Text[] = [];
  let at = 0;
  for (const start of starts) {
    pieces.push(cut(at, start), replacement);
    at = start + wanted.length;
  }
  return concatenated([...pieces, cut(at, str.value.length)]);
}

/** Where the text occurs, without overlap; an empty text before every character and at the end. */
function occurrences(text: string, wanted: string): readonly number[] {
  const starts: number[] = [];
  if (wanted === "") {
    for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
    return [...starts, text.length];
  }
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) starts.push(at);
  return starts;
}

/** Holes may contain the text too: they become `replace(hole, …)`. */
function inText(text: TextValue, wanted: string, replacement: Text, more: readonly Value[]): Result {
  const pieces: Text[] = [];
  for (const part of text.parts) {
    if (typeof part !== "string") {
      pieces.push(derived("replace", [part, ...more], STRING, { notNull: true }));
      continue;
    }
    const replaced = inString(string(part), wanted, replacement);
    if ("failure" in replaced) return replaced;
    pieces.push(replaced as Text);
  }
  return concatenated(pieces);
}

/** Whether an occurrence could begin or end in this known piece and go on in the hole beside it. */
function touches(piece: string, wanted: string): boolean {
  if (wanted.length > MAX_CHECKED) return true;
  for (let length = 1; length < wanted.length; length++) {
    if (piece.endsWith(wanted.slice(0, length)) || piece.startsWith(wanted.slice(-length))) return true;
  }
  return false;
}
