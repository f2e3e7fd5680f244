/** Where an expression of a template is evaluated: in which stack, under which loop variables, and how far conditions are decided. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source-file.ts";
import type { Truth } from "../../base/truth.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { LocatedMapping, LocatedNode, LocatedScalar } from "../../parse/located.ts";

/** What a function may ask of the stack that it stands in. */
export interface StackScope {
  /** The template's path. */
  readonly path: string;
  /** Put before a name to make it a symbol: empty, or the stack's logical path and what tells its root from others. */
  readonly prefix: string;
  readonly mappings: LocatedMapping | undefined;
  /** `Ref`: a parameter, a pseudo parameter or a resource. `name` is where the reference is written. */
  reference(name: string, span: Span, context: Context): Value;
  /** `Fn::GetAtt`. */
  attribute(id: string, attribute: string, span: Span, context: Context): Value;
  /** The truth of a named condition, and the unknown that it depends on. */
  condition(name: LocatedScalar, context: Context): { readonly truth: Truth; readonly unknown: UnknownValue };
  /** `Fn::ImportValue`. */
  importValue(name: Value, span: Span, context: Context): Value;
  /** The text of a file that the template includes (`AWS::Include`), read into a tree; undefined where it is not there. */
  include(location: Value, span: Span): LocatedNode | undefined;
  /** Says that a fault was found; equal ones are said once. */
  report(diagnostic: Diagnostic): void;
}

export interface Context {
  readonly stack: StackScope;
  /** The loop variables of `Fn::ForEach`. */
  readonly bindings: ReadonlyMap<string, Value>;
  /** What is evaluated matters, so that open conditions in it are decided. */
  readonly settles: boolean;
  /** Parameters with a choice of values stay symbols: inside conditions. */
  readonly symbolic: boolean;
  evaluate(node: LocatedNode, context: Context): Value;
}
