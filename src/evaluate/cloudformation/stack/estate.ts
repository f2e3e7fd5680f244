/** What the stacks of one estate share while one of its worlds is evaluated. */
import type { Span } from "../../../base/source-file.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";
import type { CloudFormationOptions } from "../../input.ts";
import type { Resource } from "../../resource.ts";
import type { Bound } from "../estate/links.ts";
import type { Library } from "../template/library.ts";
import type { Assumptions, Sink } from "../template/sink.ts";
import type { Decisions, SymbolTable } from "../worlds/decisions.ts";
import type { Context } from "./context.ts";
import type { Given } from "./given.ts";

/** Values that one world may evaluate; more is a template made to exhaust us. */
export const MAXIMUM_VALUES = 3_000_000;
/** Stacks inside each other. */
export const MAXIMUM_DEPTH = 24;
/** Stacks of one world. */
export const MAXIMUM_STACKS = 1000;

export interface EstateRun {
  readonly library: Library;
  readonly options: CloudFormationOptions;
  readonly decisions: Decisions;
  readonly symbols: SymbolTable;
  readonly sink: Sink;
  readonly assumptions: Assumptions;
  readonly given: Given;
  /** Filled by the stacks, in order. */
  readonly resources: Resource[];
  /** The same for the entries of the section Hooks. */
  readonly hooks: Resource[];
  /** What an import yields. */
  importValue(name: Value, span: Span, importer: string, context: Context): Value;
  /** The value of a stored parameter that a template of the scan makes; undefined where it is none. */
  stored(unknown: UnknownValue, importer: string, context: Context): Value | undefined;
  /** What a parameter without a value, or a stack's name, is taken to be; none under --strict. */
  bound(symbol: string): Bound | undefined;
  /** Counts a value; false once there are too many. */
  spend(): boolean;
  /** Counts a stack; false once there are too many. */
  enter(): boolean;
}
