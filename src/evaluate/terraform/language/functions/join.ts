/** join: the strings of lists into one string, with what is unknown kept as holes. */
import { STRING } from "../../../../base/type.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { derived } from "../../../../values/derived.ts";
import { string } from "../types/construct.ts";
import { concatenated } from "../types/text.ts";
import { textOf } from "./arguments.ts";
import { inRow } from "./collection-list.ts";
import { badArgument, type FunctionSpec, failed } from "./function-spec.ts";

/** Longer results are refused. */
const MAX_LENGTH = 64 * 1024 * 1024;

export const join: FunctionSpec = {
  parameters: [{ name: "separator", type: STRING }],
  variadic: { name: "lists", type: { kind: "list", element: STRING }, needs: "nothing" },
  type: STRING,
  run(args) {
    const [separator, ...lists] = args;
    if (lists.length === 0) return failed("at least one list is required");
    for (const [at, one] of lists.entries()) {
      const isNull = one.kind === "list" ? one.elements.findIndex((element) => element.kind === "null") : -1;
      if (isNull < 0) continue;
      const which = lists.length > 1 ? ` of list ${at + 1}` : "";
      return badArgument(at + 1, `element ${isNull}${which} is null; cannot concatenate null values`);
    }
    const all = inRow(lists, "join");
    const between = textOf(separator);
    const size = all.elements.reduce(
      (sum, one) => sum + between.length + (one.kind === "string" ? one.value.length : 0),
      0,
    );
    if (size > MAX_LENGTH) return failed("the result is too long");
    // Elements whose place is not certain go into one hole together with the further ones.
    const certain = all.rest === undefined ? all.elements.length : (all.restFrom ?? all.elements.length);
    const pieces: (StringValue | TextValue | UnknownValue)[] = [];
    for (const [at, one] of all.elements.slice(0, certain).entries()) {
      if (at > 0) pieces.push(string(between));
      if (isTextual(one)) pieces.push(one);
    }
    if (all.rest === undefined) return concatenated(pieces);
    pieces.push(derived("join", args, STRING, { notNull: true }));
    return concatenated(pieces);
  },
};

function isTextual(value: Value): value is StringValue | TextValue | UnknownValue {
  return value.kind === "string" || value.kind === "text" || value.kind === "unknown";
}
