/** Base64 and ToJsonString: from values to their encoded text. */

import { Buffer } from "node:buffer";
import { spanInside } from "../../../../base/source-file.ts";
import { type Origin, STRING, type UnknownValue, type Value } from "../../../../base/value.ts";
import type { LocatedNode, LocatedScalar } from "../../../../parse/located.ts";
import { entryAt, intrinsicOf } from "../../template/template.ts";
import { concatenate, derived, numberOrText, piecesOf, textOfValue, tooLong, usedAt } from "../../values.ts";
import type { EvaluationContext } from "../context.ts";
import { listArgument, mistake, wrong } from "./arguments.ts";
import { joinList } from "./lists.ts";

/** `!Sub "text"` and `!Sub ["text", { Variable: value }]`. */
export function substitute(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  if (argument.kind === "scalar" && argument.tag === undefined)
    return replaced(argument, undefined, context, { ...origin, span: argument.span });
  const inner = intrinsicOf(argument) === undefined ? undefined : context.evaluate(argument, context);
  if (inner !== undefined) return inner.kind === "unknown" ? derived("sub", [inner], STRING, origin) : inner;
  const parts = listArgument("Fn::Sub", argument, context, 1, 2);
  const [text, variables] = parts ?? [];
  if (text?.kind !== "scalar" || text.tag !== undefined || (variables !== undefined && variables.kind !== "mapping")) {
    if (parts !== undefined) mistake(context, argument, "Fn::Sub takes a text and a mapping of variables");
    return wrong("Fn::Sub", origin);
  }
  return replaced(text, variables, context, { ...origin, span: text.span });
}

/** `${!Literal}` stands for `${Literal}`; a dollar sign without a brace is itself. */
function replaced(
  scalar: LocatedScalar,
  variables: LocatedNode | undefined,
  context: EvaluationContext,
  origin: Origin,
): Value {
  const { text } = scalar;
  const pieces: (string | UnknownValue)[] = [];
  let from = 0;
  // A regular expression would look for the end of each hole anew: quadratic time.
  for (let at = text.indexOf("${"); at !== -1; at = text.indexOf("${", from)) {
    const end = text.indexOf("}", at);
    if (end === -1) break;
    pieces.push(text.slice(from, at));
    from = end + 1;
    const written = text.slice(at + 2, end);
    if (written.startsWith("!")) {
      pieces.push(`\${${written.slice(1)}}`);
      continue;
    }
    const name = written.trim();
    const start = at + 2 + written.indexOf(name);
    const span = spanInside(scalar, start, start + name.length);
    const value = variableValue(name, span, variables, context);
    const own =
      value.kind === "list"
        ? piecesOf(joinList(value, ",", { kind: "template-hole", span }) ?? value)
        : piecesOf(value);
    if (own === undefined) {
      if (value.kind !== "null") mistake(context, scalar, `\${${name}} is no text`);
      continue;
    }
    for (const piece of own) pieces.push(typeof piece === "string" ? piece : usedAt(piece, "template-hole", span));
    if (!context.stack.settings.run.effort.spend(own.length)) break;
  }
  pieces.push(text.slice(from));
  return concatenate(pieces, origin);
}

function variableValue(
  name: string,
  span: Origin["span"],
  variables: LocatedNode | undefined,
  context: EvaluationContext,
): Value {
  const own = entryAt(variables, name);
  if (own !== undefined) return context.evaluate(own.value, context);
  const bound = context.bindings.get(name);
  if (bound !== undefined) return bound;
  const last = Math.max(name.lastIndexOf("&{"), 0);
  const end = name.slice(last).replace(/^&\{\s*([^}\s]+)\s*$/, (written, variable: string) => {
    const value = context.bindings.get(variable);
    return (value === undefined ? undefined : textOfValue(value))?.replace(/[^A-Za-z0-9]/g, "") ?? written;
  });
  const resolved = name.slice(0, last) + end;
  const dot = resolved.indexOf(".");
  if (dot === -1) return context.stack.reference(resolved, span, context);
  return context.stack.attribute(resolved.slice(0, dot), resolved.slice(dot + 1), span, context);
}

/** The text itself stays readable as `plain`, also where its holes make the base64 unknown. */
export function base64(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const plain = context.evaluate(argument, context);
  const text = textOfValue(plain);
  const refused = tooLong(text?.length ?? 0, origin);
  if (refused !== undefined) return refused;
  if (text !== undefined) return { kind: "string", value: Buffer.from(text).toString("base64"), origin, plain };
  if (piecesOf(plain) !== undefined) return { ...derived("base64", [plain], STRING, origin), plain };
  mistake(context, argument, "Fn::Base64 takes a text");
  return wrong("Fn::Base64", origin);
}

/** With `AWS::LanguageExtensions`: a mapping or list as JSON text. */
export function toJsonString(argument: LocatedNode, context: EvaluationContext, origin: Origin): Value {
  const value = context.evaluate(argument, context);
  if (value.kind === "unknown") return derived("toJson", [value], STRING, origin);
  const pieces: (string | UnknownValue)[] = [];
  if (writeJson(value, pieces)) return concatenate(pieces, origin);
  // Where further entries stand among the others is not known: two mappings with the same entries may be two texts.
  const { file, start } = argument.span;
  return derived(`toJson ${file.path}:${start} `, [value], STRING, origin);
}

/** False where a collection has a part of unknown length. */
function writeJson(value: Value, into: (string | UnknownValue)[]): boolean {
  switch (value.kind) {
    case "null":
      into.push("null");
      return true;
    case "string":
      into.push(JSON.stringify(value.value));
      return true;
    case "bool":
    case "number":
      into.push(textOfValue(value) ?? "null");
      return true;
    case "unknown":
      into.push('"', value, '"');
      return isQuoted(value);
    case "text":
      into.push('"');
      for (const part of value.parts) into.push(typeof part === "string" ? JSON.stringify(part).slice(1, -1) : part);
      into.push('"');
      return true;
    case "list":
    case "map": {
      const entries: readonly (readonly [string | undefined, Value])[] =
        value.kind === "list" ? value.elements.map((element) => [undefined, element] as const) : [...value.entries];
      into.push(value.kind === "list" ? "[" : "{");
      for (const [index, [key, entry]] of entries.entries()) {
        into.push(`${index === 0 ? "" : ","}${key === undefined ? "" : `${JSON.stringify(key)}:`}`);
        if (!writeJson(entry, into)) return false;
      }
      into.push(value.kind === "list" ? "]" : "}");
      return value.rest === undefined;
    }
  }
}

/** Whether JSON has a text for it. What nothing is known of is one, as most values are; of one of several it is not told whether it is a number. */
function isQuoted(value: Value): boolean {
  if (value.kind === "string") return numberOrText(value.value, value.origin!).kind === "string";
  if (value.kind !== "unknown") return value.kind === "text";
  if (value.oneOf !== undefined) return value.oneOf.every(isQuoted);
  return value.type.kind === "string" || value.type.kind === "dynamic";
}
