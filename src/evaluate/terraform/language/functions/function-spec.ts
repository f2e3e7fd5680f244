/** What a function declares of itself: its parameters, its type and what it does. */
import type { Type } from "../../../../base/type.ts";
import type { Value } from "../../../../base/value.ts";
import type { Failure, Result } from "../types/failure.ts";
import type { FunctionContext } from "./context.ts";

/** How much of an argument must be known for the function to look at it; else the result is derived from it, unknown. */
export type Needs =
  /** the argument itself, not its elements (also no further elements) */
  | "known"
  /** everything inside it */
  | "whole"
  /** nothing: the function copes with unknown, partly known and open-ended arguments */
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
  /** The result may be null even where it is unknown. */
  readonly mayBeNull?: true;
  /**
   * Failures are clauses without the name of the function and without a full stop; `argument` where one is at fault.
   */
  run(args: readonly Value[], context: FunctionContext): Result;
}

/** A failure of the call as a whole. */
export function failed(clause: string): Failure {
  return { failure: clause };
}

/** A failure because of one argument, counted from 0. */
export function badArgument(argument: number, clause: string): Failure {
  return { failure: clause, argument };
}
