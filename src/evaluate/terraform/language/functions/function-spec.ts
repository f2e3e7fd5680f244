/** What functions are made of: what they declare of themselves, what they may use, and how they read their arguments. */

import { infinity, isInteger, type Num, truncated } from "../../../../base/big-float.ts";
import { sortedKeys } from "../../../../base/collections.ts";
import type { Files } from "../../../../base/files.ts";
import type { Span } from "../../../../base/source-file.ts";
import type { ListValue, MapValue, Type, UnknownValue, Value } from "../../../../base/value.ts";
import { STRING } from "../../../../base/value.ts";
import type { TemplatePart } from "../../../../parse/hcl/syntax.ts";
import { makeUnknown, type Refinement } from "../../../../values/unknown.ts";
import type { Parsers } from "../../../input.ts";
import { totalWeight } from "../budget.ts";
import { convert } from "../types/convert.ts";
import { each, type Failure, isFailure, type Result } from "../types/values.ts";
import { A_CONSTANT } from "../unknowns.ts";

/** How much of an argument must be known for the function to look at it; else the result is derived from it, unknown. */
type Needs =
  /** the argument itself, not its elements (also no further elements), and their order */
  | "known"
  /** the same, whatever the order */
  | "elements"
  /** everything inside it */
  | "whole"
  /** nothing: the function copes with unknown, partly known arguments */
  | "nothing";

export interface Parameter {
  /** As messages name it. */
  readonly name: string;
  /** What the argument is converted to. */
  readonly type: Type;
  /** `known` where absent. */
  readonly needs?: Needs;
  /** Null is passed on; else it is an error. */
  readonly nullable?: true;
  /** Only the argument's own sensitivity makes the result sensitive, not that of its elements, which go along with them. */
  readonly shallow?: true;
  /** The argument's sensitivity is the function's own affair. */
  readonly unmarked?: true;
}

export interface FunctionSpec {
  readonly parameters: readonly Parameter[];
  /** Any number of further arguments. */
  readonly variadic?: Parameter;
  /** Of the result where it is unknown. */
  readonly type: Type | ((args: readonly Value[]) => Type | Failure);
  /** Of the result where it is unknown: what is known of it all the same. */
  readonly ofUnknown?: (args: readonly Value[]) => Refinement;
  /** The result may be null even where it is unknown. */
  readonly mayBeNull?: true;
  /** What a call weighs in scalars looked at once, apart from what it pays itself; that of its arguments where absent. */
  readonly weigh?: (args: readonly Value[]) => number;
  /**
   * Failures are clauses without the name of the function and without a full stop; `argument` where one is at fault.
   */
  run(args: readonly Value[], context: FunctionContext): Result;
}

/** The functions of one theme by name. */
export type Functions = Readonly<Record<string, FunctionSpec>>;

/** A parameter, of which the function needs the argument itself (not its elements) unless it says otherwise. */
export function param(name: string, type: Type, more: Omit<Parameter, "name" | "type"> = {}): Parameter {
  return { name, type, ...more };
}

/** Of a parameter: the function copes with arguments that are unknown, or known in part. */
export const PARTLY = { needs: "nothing" } as const;
/** The same for elements that are passed on, with what is sensitive in them. */
export const PASSED_ON = { ...PARTLY, shallow: true } as const;

/** As the last parameter: any number of arguments like that. */
export function many(parameter: Parameter): Many {
  return { many: parameter };
}

interface Many {
  readonly many: Parameter;
}

/** A value for each parameter, and for the last one as many as are given. */
type Arguments<P extends readonly (Parameter | Many)[]> = P extends readonly [...infer Fixed, Many]
  ? readonly [...{ readonly [At in keyof Fixed]: Value }, ...(readonly Value[])]
  : { readonly [At in keyof P]: Value };

/**
 * A function from its parameters, the type of its result where that is unknown, and what it does with converted arguments that are known
 * as far as it needs. Failures are clauses without the name of the function and without a full stop.
 */
export function define<const P extends readonly (Parameter | Many)[]>(
  parameters: P,
  type: FunctionSpec["type"],
  run: (args: Arguments<P>, context: FunctionContext) => Result,
): FunctionSpec {
  const fixed = parameters.flatMap((one) => ("many" in one ? [] : [one]));
  const last = parameters.at(-1);
  const variadic = last !== undefined && "many" in last ? { variadic: last.many } : {};
  return { parameters: fixed, ...variadic, type, run: (args, context) => run(args as Arguments<P>, context) };
}

/** The same function, whose result may be null where it is unknown. */
export function orNull(spec: FunctionSpec): FunctionSpec {
  return { ...spec, mayBeNull: true };
}

/** The same function, which does so many times as much for each scalar or character of its arguments as others do. */
export function dear(times: number, spec: FunctionSpec): FunctionSpec {
  return { ...spec, weigh: (args) => times * totalWeight(args) };
}

/** A failure of the call as a whole. */
export function failed(clause: string): Failure {
  return { failure: clause };
}

/** A failure because of one argument, counted from 0. */
export function badArgument(argument: number, clause: string): Failure {
  return { failure: clause, argument };
}

/** What a call may use beside its arguments. */
export interface CallContext {
  readonly files: Files;
  readonly parse: Parsers;
  /** The directory of the root module: relative paths are resolved against it, as Terraform runs there. */
  readonly rootDirectory: string;
  /** What the program around Terraform has besides, or in the place of Terraform's own. */
  readonly further?: ReadonlyMap<string, FunctionSpec> | undefined;
  /** Renders a template in a scope of a map's entries only (and the functions, without templatefile and templatestring). */
  renderTemplate(parts: readonly TemplatePart[], variables: MapValue | UnknownValue): Result;
  /** The call: where an unknown that arises in it is said to arise. */
  readonly span: Span;
  /** Tells this call from others of the same place. */
  occasion(): string;
  /** Pays for work of that weight before it is done; what stands for the result where that is too much. */
  pay(weight: number): UnknownValue | undefined;
}

export interface FunctionContext extends CallContext {
  /** The function that is called. */
  readonly name: string;
  /** What the function gives for arguments that are not known enough; never null. Of its own type where no other is given. */
  unknown(args: readonly Value[], type?: Type): UnknownValue;
}

/** The text of a known string. */
export function textOf(value: Value | undefined): string {
  return value?.kind === "string" ? value.value : "";
}

/** A known number. */
export function numberOf(value: Value | undefined): Num {
  return value?.kind === "number" ? value.value : 0;
}

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

/** A known number as a 64-bit integer; those beyond what a plain number holds exactly are only ever compared with small ones. */
export function integerOf(value: Value | undefined): number | Failure {
  const whole = bigIntegerOf(value);
  if (typeof whole !== "bigint" || whole < MIN_INT || whole > MAX_INT) {
    return { failure: `value must be a whole number, between ${MIN_INT} and ${MAX_INT}` };
  }
  return Number(whole);
}

/** As `integerOf`, the failure being that of an argument. */
export function integerArgument(args: readonly Value[], at: number, prefix = ""): number | Failure {
  const integer = integerOf(args[at]);
  return isFailure(integer) ? badArgument(at, `${prefix}${integer.failure}`) : integer;
}

/** The arguments as one type. */
export function allAs(args: readonly Value[], type: Type): readonly Value[] | Failure {
  return each(args, (arg, at) => {
    const result = convert(arg, type);
    return isFailure(result) ? badArgument(at, result.failure) : result;
  });
}

/** A known number as an integer of any size. */
export function bigIntegerOf(value: Value | undefined): bigint | Failure {
  const number = numberOf(value);
  if (infinity(number) !== 0 || !isInteger(number)) return { failure: "value must be a whole number" };
  return truncated(number);
}

export function isSequence(value: Value): value is ListValue {
  return value.kind === "list" && value.shape !== "set";
}

export function elementsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === "list" ? value.elements : [];
}

/** The entries in the order in which Terraform iterates them. */
export function entriesOf(value: MapValue): readonly (readonly [string, Value])[] {
  return sortedKeys(value.entries).map((key) => [key, value.entries.get(key)!]);
}

/** A function that gives something else at each run. */
export function impure(...parameters: readonly (Parameter | Many)[]): FunctionSpec {
  return define(parameters, STRING, (_, { name, span, occasion }) => {
    const cause = { kind: "impure", text: `${name}() differs from run to run`, hint: A_CONSTANT, span } as const;
    return makeUnknown({
      type: STRING,
      cause,
      symbol: `${name}()@${span.file.path}:${span.start}${occasion()}`,
      notNull: true,
    });
  });
}
