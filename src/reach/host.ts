/** Container instances as targets: who they are, and why it is not certain that tasks run there. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, CapacityProvider } from "../graph/model.ts";
import type { Context } from "./context.ts";
import type { HostLaunch } from "./graph-index.ts";
import { doubts, type Given, unassumed } from "./unknowns.ts";

/** One kind of container instance. */
export interface Host extends HostLaunch {
  /** Why it is not certain that tasks run there; empty where it is. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** A provider whose instances AWS starts itself. */
export interface ManagedHosts {
  readonly provider: CapacityProvider;
  readonly because: readonly UnknownValue[];
}

export interface Hosts {
  readonly hosts: readonly Host[];
  readonly managed: readonly ManagedHosts[];
  /** There may be others, because these are unknown. */
  readonly open: readonly UnknownValue[];
  /** That these are the ones is only assumed, because of these: that they cannot be reached proves nothing. */
  readonly doubt: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  /** Nothing is known that runs the tasks, or might. */
  readonly unstaffed: boolean;
}

/** The instances of a launch, with what speaks against their being there. */
export function hostOf(
  context: Context,
  { host, launch }: HostLaunch,
  because: readonly UnknownValue[],
  assumptions: readonly Assumption[],
  given: Given,
): Host {
  const taken = launch.assumption;
  return {
    host,
    launch,
    because: [
      ...because,
      ...doubts(launch.exists, given),
      ...doubts(host.exists, given),
      ...(taken !== undefined && context.options.strict ? [unassumed(taken, launch.span)] : []),
    ],
    assumptions: [...assumptions, ...(taken === undefined ? [] : [taken])],
  };
}
