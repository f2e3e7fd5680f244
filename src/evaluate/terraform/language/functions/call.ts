/** A function's name and its evaluated arguments into the function's result. */
import { distance } from "../../../../base/closest.ts";
import { DYNAMIC, type Type, type Value } from "../../../../base/value.ts";
import {
  bounded,
  derived,
  derivedAs,
  isCertain,
  isKnown,
  isSensitive,
  isWhollyKnown,
  operandName,
  placedIn,
  symbolOf,
} from "../../../../values/unknown.ts";
import { totalWeight } from "../budget.ts";
import { convert } from "../types/convert.ts";
import { overChoices } from "../types/several-results.ts";
import { each, type Failure, isFailure, type Result } from "../types/values.ts";
import { markSensitive } from "../unknowns.ts";
import { LIST_FUNCTIONS } from "./collection-list.ts";
import { MAP_FUNCTIONS } from "./collection-map.ts";
import { ORDER_FUNCTIONS, SET_FUNCTIONS } from "./collection-rearrange.ts";
import { CONVERSION_FUNCTIONS } from "./conversion.ts";
import { DATE_FUNCTIONS } from "./date.ts";
import { ENCODING_FUNCTIONS } from "./encoding.ts";
import { FILESYSTEM_FUNCTIONS } from "./filesystem.ts";
import { FORMAT_FUNCTIONS } from "./format.ts";
import type { CallContext, FunctionContext, FunctionSpec, Parameter } from "./function-spec.ts";
import { HASH_FUNCTIONS } from "./hash.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { NETWORK_FUNCTIONS } from "./network.ts";
import { NUMERIC_FUNCTIONS } from "./numeric.ts";
import { REGEX_FUNCTIONS } from "./regex.ts";
import { STRING_FUNCTIONS } from "./string.ts";
import { YAML_FUNCTIONS } from "./yaml.ts";

/**
 * Calls a built-in function of Terraform or OpenTofu, with or without the prefix `core::`.
 *
 * The arguments are evaluated already, an expanded last one (`f(xs...)`) is spread by the caller. Not here, because they need
 * their arguments unevaluated: `try`, `can`, `templatestring`'s check that its first argument is a reference, and `convert` (its second
 * argument is a type). `type` is here. Provider functions (`provider::…`) are not here: they are unknown.
 *
 * An element that is only passed through (`lookup`, `element`, `merge`, `concat`, `coalesce`) keeps its own origin; a result
 * made by the function has none, and the evaluator gives it one of kind `call`.
 */
export function call(name: string, args: readonly Value[], context: CallContext): Result {
  const plain = name.startsWith("core::") ? name.slice("core::".length) : name;
  const spec = context.further?.get(plain) ?? FUNCTIONS.get(plain);
  if (spec === undefined) return unknownFunction(name);
  const miscounted = checkCount(name, spec, args.length);
  if (miscounted !== undefined) return miscounted;
  const refused = context.pay(weightOf(spec, args));
  if (refused !== undefined) return refused;
  const converted = each(args, (arg, at) => {
    const parameter = parameterAt(spec, at);
    const value = convert(arg, parameter.type);
    return isFailure(value) ? invalidArgument(parameter.name, value.failure, at) : value;
  });
  if (isFailure(converted)) return converted;
  for (const [at, arg] of converted.entries()) {
    const parameter = parameterAt(spec, at);
    if (arg.kind === "null" && parameter.nullable !== true)
      return invalidArgument(parameter.name, "argument must not be null", at);
  }
  const own = typeof spec.type === "function" ? DYNAMIC : spec.type;
  const unknown: FunctionContext["unknown"] = (given, type = own) => derived(plain, given, type, { notNull: true });
  const { files, parse, rootDirectory, further, renderTemplate, span, occasion, pay } = context;
  const passed: FunctionContext = {
    files,
    parse,
    rootDirectory,
    further,
    renderTemplate,
    span,
    occasion,
    pay,
    name: plain,
    unknown,
  };
  const result = run(plain, spec, converted, passed);
  if (isFailure(result)) {
    // What may not be there makes no call fail for certain.
    const isDoubtful = converted.some((arg) => (arg.kind === "list" || arg.kind === "map") && !isCertain(arg));
    return isDoubtful ? unknownResult(plain, spec, converted) : worded(name, spec, args.length, result);
  }
  const sensitive = converted.some((arg, at) => isMarked(arg, parameterAt(spec, at)));
  const ordered = inOrder(result, plain, converted);
  return sensitive && ordered.sensitive !== true ? markSensitive(ordered) : ordered;
}

/** A list whose order is not known stands in the one that the function made of its arguments. */
function inOrder(result: Value, name: string, args: readonly Value[]): Value {
  if (result.kind !== "list" || result.restFrom === undefined || args.includes(result)) return result;
  return { ...result, order: bounded(`${name}(${args.map(symbolOf).join(",")})`) };
}

/** Calls with arguments that are converted and counted; where some are not known enough, each of the few things they can be is tried. */
function run(name: string, spec: FunctionSpec, args: readonly Value[], context: FunctionContext): Result {
  const short = args.filter((arg, at) => !suffices(arg, parameterAt(spec, at)));
  if (short.length === 0) return spec.run(args, context);
  const holes = short.flatMap((arg) =>
    arg.kind === "text" ? arg.parts.filter((part) => typeof part !== "string") : [arg],
  );
  const attempt = (chosen: readonly Value[]): Result => {
    const isNull = chosen.findIndex((arg, at) => arg.kind === "null" && parameterAt(spec, at).nullable !== true);
    if (isNull >= 0) return { failure: "argument must not be null", argument: isNull };
    const isEnough = chosen.every((arg, at) => suffices(arg, parameterAt(spec, at)));
    if (!isEnough) return unknownResult(name, spec, chosen);
    return context.pay(weightOf(spec, chosen)) ?? spec.run(chosen, context);
  };
  const result = holes.every((one) => one.kind === "unknown") ? overChoices(holes, args, name, attempt) : undefined;
  return result ?? unknownResult(name, spec, args);
}

function unknownResult(name: string, spec: FunctionSpec, args: readonly Value[]): Result {
  const type: Type | Failure = typeof spec.type === "function" ? spec.type(args) : spec.type;
  if ("failure" in type) return type;
  const nameOf = type.kind === "number" ? operandName : symbolOf;
  return derivedAs(`${name}(${args.map(nameOf).join(",")})`, args, type, {
    ...(spec.mayBeNull === true ? {} : { notNull: true }),
    ...spec.ofUnknown?.(args),
  });
}

function suffices(arg: Value, { needs }: Parameter): boolean {
  if (needs === "nothing") return true;
  if (needs === "whole") return isWhollyKnown(arg) && isPlaced(arg);
  return isKnown(arg) && (needs === "elements" || isPlaced(arg));
}

/** A set has no order that a function could ask for. */
function isPlaced(arg: Value): boolean {
  return arg.kind !== "list" || arg.shape === "set" || placedIn(arg) >= arg.elements.length;
}

function isMarked(arg: Value, parameter: Parameter): boolean {
  if (parameter.unmarked === true) return false;
  return parameter.shallow === true ? arg.sensitive === true : isSensitive(arg);
}

function parameterAt(spec: FunctionSpec, at: number): Parameter {
  return spec.parameters[at] ?? spec.variadic!;
}

function checkCount(name: string, spec: FunctionSpec, given: number): Failure | undefined {
  const wanted = spec.parameters.length;
  if (given < wanted) {
    const least = spec.variadic === undefined ? "" : " at least";
    const missing = spec.parameters[given]!.name;
    return {
      failure: `Function "${name}" expects${least} ${wanted} argument(s). Missing value for "${missing}".`,
      summary: "Not enough function arguments",
    };
  }
  if (given > wanted && spec.variadic === undefined) {
    return {
      failure: `Function "${name}" expects only ${wanted} argument(s).`,
      summary: "Too many function arguments",
      argument: wanted,
    };
  }
  return undefined;
}

function invalidArgument(parameter: string, clause: string, argument: number): Failure {
  return {
    failure: `Invalid value for "${parameter}" parameter: ${clause}.`,
    summary: "Invalid function argument",
    argument,
  };
}

/** A failure of the function itself as a sentence. An argument that does not exist stands for the call as a whole. */
function worded(name: string, spec: FunctionSpec, given: number, failure: Failure): Failure {
  if (failure.summary !== undefined) return failure;
  const at = failure.argument;
  const parameter = at === undefined ? undefined : (spec.parameters[at] ?? spec.variadic);
  if (at !== undefined && parameter !== undefined)
    return invalidArgument(parameter.name, failure.failure, Math.min(at, given - 1));
  return { failure: `Call to function "${name}" failed: ${failure.failure}.`, summary: "Error in function call" };
}

function unknownFunction(name: string): Failure {
  const summary = "Call to unknown function";
  const at = name.lastIndexOf("::");
  const namespace = at < 0 ? "" : name.slice(0, at + 2);
  if (namespace !== "" && namespace !== "core::")
    return { failure: `There are no functions in namespace "${namespace}".`, summary };
  const close = suggestion(name.slice(namespace.length), FUNCTIONS.keys());
  if (namespace === "") {
    return {
      failure: `There is no function named "${name}".${close === undefined ? "" : ` Did you mean "${close}"?`}`,
      summary,
    };
  }
  const hint = close === undefined ? "" : ` Did you mean ${namespace}${close}?`;
  return {
    failure: `There is no function named "${name.slice(namespace.length)}" in namespace ${namespace}.${hint}`,
    summary,
  };
}

/** What a call weighs for the budget, before it is made. */
function weightOf(spec: FunctionSpec, args: readonly Value[]): number {
  return (spec.weigh ?? totalWeight)(args);
}

/** Names further away than this many edits are not suggested. */
const MAX_EDITS = 2;

function suggestion(given: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = MAX_EDITS + 1;
  for (const name of known) {
    if (Math.abs(name.length - given.length) > MAX_EDITS) continue;
    const edits = distance(given, name);
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best;
}

export const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map(
  [
    STRING_FUNCTIONS,
    FORMAT_FUNCTIONS,
    REGEX_FUNCTIONS,
    NUMERIC_FUNCTIONS,
    LIST_FUNCTIONS,
    ORDER_FUNCTIONS,
    MAP_FUNCTIONS,
    SET_FUNCTIONS,
    CONVERSION_FUNCTIONS,
    JSON_FUNCTIONS,
    YAML_FUNCTIONS,
    ENCODING_FUNCTIONS,
    HASH_FUNCTIONS,
    DATE_FUNCTIONS,
    NETWORK_FUNCTIONS,
    FILESYSTEM_FUNCTIONS,
  ].flatMap((group) => Object.entries(group)),
);
