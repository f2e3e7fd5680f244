/** `Fn::Sub` into the text with its variables replaced, each with its own place. */

import type { Origin } from "../../../../base/origin.ts";
import { spanInside } from "../../../../base/source-file.ts";
import { STRING } from "../../../../base/type.ts";
import type { UnknownValue, Value } from "../../../../base/value.ts";
import type { LocatedNode, LocatedScalar } from "../../../../parse/located.ts";
import { intrinsicOf } from "../../template/intrinsic.ts";
import { entryAt } from "../../template/template.ts";
import { concatenate, derived, piecesOf, textOfValue } from "../../values.ts";
import type { Context } from "../context.ts";
import { listArgument, mistake, wrong } from "./arguments.ts";
import { joinList } from "./lists.ts";

/** `!Sub "text"` and `!Sub ["text", { Variable: value }]`. */
export function substitute(argument: LocatedNode, context: Context, origin: Origin): Value {
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
function replaced(scalar: LocatedScalar, variables: LocatedNode | undefined, context: Context, origin: Origin): Value {
  const { text } = scalar;
  const pieces: (string | UnknownValue)[] = [];
  let from = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    pieces.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const written = match[1]!;
    if (written.startsWith("!")) {
      pieces.push(`\${${written.slice(1)}}`);
      continue;
    }
    const name = written.trim();
    const start = match.index + 2 + written.indexOf(name);
    const span = spanInside(scalar, start, start + name.length);
    const value = variableValue(name, span, variables, context);
    const own =
      value.kind === "list"
        ? piecesOf(joinList(value.elements, value.rest, ",", { kind: "template-hole", span }) ?? value)
        : piecesOf(value);
    if (own === undefined) {
      if (value.kind !== "null") mistake(context, scalar, `\${${name}} is no text`);
      continue;
    }
    for (const piece of own)
      pieces.push(
        typeof piece === "string" ? piece : { ...piece, origin: { kind: "template-hole", span, ...via(piece) } },
      );
  }
  pieces.push(text.slice(from));
  return concatenate(pieces, origin);
}

function via(value: Value): { readonly via?: Origin } {
  return value.origin === undefined ? {} : { via: value.origin };
}

function variableValue(
  name: string,
  span: Origin["span"],
  variables: LocatedNode | undefined,
  context: Context,
): Value {
  const own = entryAt(variables, name);
  if (own !== undefined) return context.evaluate(own.value, context);
  const bound = context.bindings.get(name);
  if (bound !== undefined) return bound;
  const resolved = name.replace(/&\{\s*([^}\s]+)\s*$/, (written, variable: string) => {
    const value = context.bindings.get(variable);
    return (value === undefined ? undefined : textOfValue(value))?.replace(/[^A-Za-z0-9]/g, "") ?? written;
  });
  const dot = resolved.indexOf(".");
  if (dot === -1) return context.stack.reference(resolved, span, context);
  return context.stack.attribute(resolved.slice(0, dot), resolved.slice(dot + 1), span, context);
}
