/** `Fn::If` into the branch that its condition chooses, and conditions into formulas. */
import type { Origin } from "../../../../base/origin.ts";
import { BOOL } from "../../../../base/type.ts";
import type { Value } from "../../../../base/value.ts";
import type { LocatedNode } from "../../../../parse/located.ts";
import { derived, oneOf, symbolOf } from "../../values.ts";
import type { Context } from "../context.ts";
import { listArgument, mistake, wrong } from "./arguments.ts";

/** Both branches are kept where the condition is open. */
export function ifThenElse(argument: LocatedNode, context: Context, origin: Origin): Value {
  const parts = listArgument("Fn::If", argument, context, 3, 3);
  const [name, then, otherwise] = parts ?? [];
  if (name === undefined || then === undefined || otherwise === undefined) return wrong("Fn::If", origin);
  if (name.kind !== "scalar") {
    mistake(context, name, "the first argument of Fn::If is the name of a condition");
    return wrong("Fn::If", origin);
  }
  const { truth, unknown } = context.stack.condition(name, context);
  if (truth !== "unknown") return context.evaluate(truth === "true" ? then : otherwise, context);
  const values = [context.evaluate(then, context), context.evaluate(otherwise, context)];
  return oneOf(`if(${unknown.symbol},${values.map(symbolOf).join(",")})`, values, [unknown], origin);
}

/** A condition function where a value is expected: CloudFormation allows it in conditions only. */
export function truthFunction(argument: LocatedNode, context: Context, origin: Origin): Value {
  mistake(context, argument, "condition functions stand in Conditions, in rules and in other condition functions only");
  return wrong("a condition function", origin, "a condition function stands where a value is expected");
}

/** `!Condition Name` where a value is expected. */
export function conditionValue(argument: LocatedNode, context: Context, origin: Origin): Value {
  if (argument.kind !== "scalar") return truthFunction(argument, context, origin);
  const { truth, unknown } = context.stack.condition(argument, context);
  if (truth !== "unknown") return { kind: "bool", value: truth === "true", origin };
  return derived("condition", [unknown], BOOL, origin);
}
