/** The argument of a call into the values that the function needs, or a diagnostic that says what was expected. */
import type { Origin, UnknownValue, Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { list, string, textOfValue, unknown } from "../../values.ts";
import type { EvaluationContext } from "../context.ts";

/** The nodes of a list argument; `undefined` (and a diagnostic) where there are fewer than `least` or more than `most`. */
export function listArgument(
  name: string,
  argument: LocatedNode,
  context: EvaluationContext,
  least: number,
  most: number,
): readonly LocatedNode[] | undefined {
  if (argument.kind === "sequence" && argument.tag === undefined) {
    const { length } = argument.elements;
    if (length >= least && length <= most) return argument.elements;
  }
  const count =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  mistake(context, argument, `${name} takes a list of ${count} elements`);
  return undefined;
}

export function mistake(context: EvaluationContext, argument: LocatedNode, message: string): void {
  context.stack.report({ code: "function-argument", severity: "error", message, span: argument.span });
}

/** What a call yields whose arguments are wrong. */
export function wrong(name: string, origin: Origin, text = `the arguments of ${name} are wrong`): UnknownValue {
  const symbol = `${origin.span.file.path}:${origin.span.start}:${name}`;
  return unknown("error", symbol, text, origin, "correct it as the error at this place says");
}

/** `split(",", value)`, as CloudFormation turns the text of a list parameter into its elements. */
export function splitText(text: string, delimiter: string, origin: Origin, trim: boolean): Value {
  const pieces = text === "" && trim ? [] : text.split(delimiter);
  return list(
    pieces.map((piece) => string(trim ? piece.trim() : piece, origin)),
    origin,
  );
}

/** The whole number that a value is; undefined where it is none or not known. */
export function integerOf(value: Value): number | undefined {
  const text = textOfValue(value);
  return text !== undefined && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}
