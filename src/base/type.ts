/** The types of values, as Terraform's type system has them (https://developer.hashicorp.com/terraform/language/expressions/types). */
import type { Value } from "./value.ts";

/** An attribute of an object type. `optional` attributes may be absent; `default` (a value) then stands in for them. */
export interface AttributeType {
  readonly type: Type;
  readonly optional: boolean;
  readonly default?: Value;
}

/** `dynamic` is the type of a value of which not even the type is known (`any` in a constraint). */
export type Type =
  | { readonly kind: "dynamic" }
  | { readonly kind: "string" }
  | { readonly kind: "number" }
  | { readonly kind: "bool" }
  | { readonly kind: "list" | "set" | "map"; readonly element: Type }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, AttributeType> };

export const DYNAMIC: Type = { kind: "dynamic" };
export const STRING: Type = { kind: "string" };
export const NUMBER: Type = { kind: "number" };
export const BOOL: Type = { kind: "bool" };
