/** What the machinery of instances asks of the providers: the only way in which it learns what a resource type means. */
import type { Type, UnknownValue, Value } from "../../../base/value.ts";
import type { StackContents } from "../../input.ts";
import type { ResourceInstance } from "./resource-instance.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

export interface Provider {
  /** Undefined where the type is not known, or has no such attribute in any version of the provider. */
  attributeSchema(mode: "managed" | "data", type: string, name: string): AttributeSchema | undefined;
  /** An attribute that the configuration does not set: computed by AWS, by a pure data source, or null. `symbol`: that of the instance. */
  unsetAttribute(root: RootEvaluation, instance: ResourceInstance, name: string, symbol: string): Value;
  /** What is in the stack that a resource deploys; undefined where it deploys none. */
  deployedStack(root: RootEvaluation, instance: ResourceInstance): StackContents | NotRead | undefined;
  /** How a cycle of declarations with these names can be undone, where the provider has a way. */
  cycleHint(names: readonly string[]): string | undefined;
}

export interface AttributeSchema {
  readonly type: Type;
  /** The provider gives a value where none is set; otherwise an unset one is null. */
  readonly computed: boolean;
}

export interface NotRead {
  readonly because: string;
  readonly span: UnknownValue["cause"]["span"];
}
