/** What the count or for_each of a resource or module call comes to. */
import type { MissingSource } from "../configuration/call-source.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { Repetition } from "./repetition.ts";
import type { ResourceInstance } from "./resource-instance.ts";

/** The instances of one resource declaration. */
export interface ResourceExpansion {
  readonly repetition: Repetition;
  readonly instances: readonly ResourceInstance[];
}

/** The instances of one module call; none where its source is not in the scan. */
export interface CallExpansion {
  readonly repetition: Repetition;
  readonly instances: ReadonlyMap<string, ModuleInstance>;
  /** Why there are none. */
  readonly missing: MissingSource | undefined;
}
