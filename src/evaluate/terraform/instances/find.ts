/** What a data source finds among the resources of a scan. */
import type { Assumption, InputOfRoot } from "../../../base/value.ts";
import type { Resource } from "../../resource.ts";
import type { ResourceInstance } from "./resource-instance.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** A resource that is found, as it was evaluated before anything was known to be found. */
export interface Thing {
  readonly root: RootEvaluation;
  readonly instance: ResourceInstance;
  readonly resource: Resource;
}

/** Why something is not known, with what the user can do. */
export interface Reason {
  readonly text: string;
  readonly hint: string;
  /** The input that it waits for first. */
  readonly input?: InputOfRoot;
}

interface Found {
  readonly things: readonly [Thing, ...Thing[]];
  /** Undefined where the source itself says so. */
  readonly assumption: Assumption | undefined;
}

export type Find =
  /** Exactly one of the things. */
  | (Found & { readonly kind: "one" })
  /** All of them. `rest`: why there may be more. */
  | (Found & { readonly kind: "all"; readonly rest: Reason | undefined })
  /** Nothing that is certain. `among`: what it is one of, or of one root all of, where roots besides its own have something that fits. */
  | {
      readonly kind: "open";
      readonly things: readonly [];
      readonly among: readonly Thing[];
      readonly reason: Reason;
      /** It is because there is too much to compare. */
      readonly isTooMany?: true;
    };

/** By the address of a data source. What is not among them finds nothing that the scan has. */
export type FindsOfRoot = ReadonlyMap<string, Find>;

/** By the id of a root. */
export type Finds = ReadonlyMap<string, FindsOfRoot>;
