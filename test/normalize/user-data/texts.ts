/** Values of user data for tests, and what is read from them in one line. */
import { SourceFile, type Span, textOf } from "../../../src/base/source-file.ts";
import { STRING, type UnknownValue, type Value } from "../../../src/base/value.ts";
import { readUserData } from "../sources.ts";

/** Where user data stands that has no place of its own. */
export const onlyPlace: Span = { file: new SourceFile("main.tf", "user_data = …"), start: 0, end: 9 };

export function unknown(symbol: string): UnknownValue {
  return { kind: "unknown", type: STRING, cause: { kind: "input", text: `${symbol} has no value` }, symbol };
}

export function string(value: string): Value {
  return { kind: "string", value };
}

/** Text with holes, written `<name>`. */
export function text(source: string): Value {
  const parts = source
    .split(/<(\w+)>/)
    .map((part, at) => (at % 2 === 0 ? part : unknown(part)))
    .filter((part) => part !== "");
  const [only] = parts;
  return parts.length === 1 && typeof only === "string" ? string(only) : { kind: "text", parts };
}

/** With the mark that makes it a script, unless it has that of another language. */
export function marked(source: string): string {
  return /^(?:#!|#cloud|\[)/.test(source) ? source : `#!/bin/bash\n${source}`;
}

/** A script as it stands in a file, so that what is found in it has its place. */
export function scriptIn(source: string): Value {
  const value = marked(source);
  const file = new SourceFile("user-data.sh", value);
  return { kind: "string", value, origin: { kind: "literal", span: { file, start: 0, end: value.length } } };
}

/** A name; `?` and what is unknown; `a|b` for one of several, where `-` is none. */
export function shown(value: Value | undefined): string | undefined {
  if (value?.kind === "string") return value.value;
  if (value?.kind === "null") return "-";
  if (value?.kind === "unknown")
    return value.oneOf === undefined ? `?${value.symbol}` : value.oneOf.map(shown).join("|");
  if (value?.kind === "text")
    return value.parts.map((part) => (typeof part === "string" ? part : `<${part.symbol}>`)).join("");
  return undefined;
}

export function clusterOf(value: Value): string | undefined {
  return shown(readUserData({ value, span: onlyPlace }).cluster);
}

/** The source at which an unknown arises. */
export function placeOf(value: UnknownValue | undefined): string | undefined {
  return value?.cause.span === undefined ? undefined : textOf(value.cause.span);
}
