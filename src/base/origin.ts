/** Where a value comes from: a chain from the place that uses it to the place that defines it. */
import type { Span } from "./source-file.ts";

/**
 * What stands at a link of the chain:
 * `literal` written there; `reference` a use of another name; `variable-default`, `variable-file`, `variable-argument` where an
 * input variable or parameter gets its value; `module-argument` the call's argument; `local`, `output` their definitions;
 * `template-hole` an interpolation inside a string; `call` the result of a function; `default` a value that nobody wrote, the
 * span is that of the thing it is a default of.
 */
export type OriginKind =
  | "literal"
  | "reference"
  | "variable-default"
  | "variable-file"
  | "variable-argument"
  | "module-argument"
  | "local"
  | "output"
  | "template-hole"
  | "call"
  | "default";

/** One link: the span of the use, and through `via` the origin of what is used there. */
export interface Origin {
  readonly kind: OriginKind;
  readonly span: Span;
  /** Of a default: the symbol of the input that it is the default of, and how the user gives another value. */
  readonly input?: { readonly symbol: string; readonly hint: string };
  readonly via?: Origin;
  /** Where an input gets its value: what the user can do to give it another one, such as `give it with --parameter Port=…`. */
  readonly hint?: string;
}

/** The far end of the chain: where the value was defined. */
export function definition(origin: Origin): Origin {
  let at = origin;
  while (at.via !== undefined) at = at.via;
  return at;
}
