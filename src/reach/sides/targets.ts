/** Where the containers of a service are reached: the interfaces of its tasks or of the instances that run them. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { CapacityProvider, HostGroup, Launch, Service } from "../../graph/workload.ts";

import type { Registration } from "../asked/registration.ts";
import type { ReachContext } from "../certainty/context.ts";
import { type Given, unknownFor } from "../certainty/unknowns.ts";
import { hostsOf } from "./hosts.ts";
import {
  type InterfaceGroups,
  interfaceGroups,
  type Placement,
  placementAnywhere,
  placementsOf,
  unknownGroups,
  withoutSubnet,
} from "./interfaces.ts";
import type { Host, Hosts } from "./joined-hosts.ts";

export interface Target {
  readonly placement: Placement;
  readonly groups: InterfaceGroups;
  /** The instances, where containers are reached on them and they are known. */
  readonly host: Host | undefined;
  /** Why it is not certain that tasks run there; empty where it is. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

export interface Targets {
  /** Never empty. */
  readonly targets: readonly Target[];
  /** That these are the ones is only assumed, because of these (see Hosts). */
  readonly doubt: readonly UnknownValue[];
  readonly unstaffed: Hosts["unstaffed"];
}

export function targetsOf(
  context: ReachContext,
  service: Service,
  registration: Pick<Registration, "target" | "port">,
  given: Given,
): Targets {
  const { target, port } = registration;
  if (target === "task") {
    const targets = taskTargets(context, service, given);
    return { targets, doubt: [], unstaffed: onInstances(context, service, given) };
  }
  if (target === "hosts") return hostTargets(context, service, given);
  const known = port.kind === "dynamic" ? [] : port.need.because;
  return only([unknownTarget(context, known.length > 0 ? known : [unplaced(service)])]);
}

function only(targets: readonly Target[]): Targets {
  return { targets, doubt: [], unstaffed: undefined };
}

/** Tasks with interfaces of their own run on instances too, where the service says so: what has none of them. */
function onInstances(context: ReachContext, service: Service, given: Given): Targets["unstaffed"] {
  const { launchType } = service;
  if (launchType !== undefined && !(launchType.known && launchType.value === "EC2")) return undefined;
  const { unstaffed } = hostsOf(context, service, given);
  return launchType !== undefined || unstaffed === "its capacity providers" ? unstaffed : undefined;
}

function unplaced({ id, address, span }: Service): UnknownValue {
  const text = `it is not known where the tasks of ${address} run`;
  return unknownFor("missing-source", `targets of ${id}`, text, { span });
}

function taskTargets(context: ReachContext, service: Service, given: Given): readonly Target[] {
  const { network, id, address, span } = service;
  if (network === undefined) {
    const text = `${address} has no network configuration, which network mode awsvpc needs`;
    return [unknownTarget(context, [unknownFor("error", `network of ${id}`, text, { span })])];
  }
  const nowhere = withoutSubnet(service, network.subnets);
  if (nowhere !== undefined) return [unknownTarget(context, [nowhere])];
  const groups = interfaceGroups(context, network.securityGroups, given, address);
  return placementsOf(context, network.subnets, given, address).map((placement) =>
    targetAt({ placement, groups }, undefined),
  );
}

function hostTargets(context: ReachContext, service: Service, given: Given): Targets {
  const { hosts, managed, rest, doubt, assumptions, unstaffed } = hostsOf(context, service, given);
  const found = [
    ...populated(hosts).flatMap((host) =>
      context.ask(interfacesOf, host.host, host.launch, given).map((one) => targetAt(one, host)),
    ),
    ...managed.flatMap(({ provider, because }) =>
      context.ask(interfacesManaged, provider, given).map((one) => ({ ...targetAt(one, undefined), because })),
    ),
    ...rest.map((unknown) => unknownTarget(context, [unknown])),
  ];
  // That there is none rests on the same as where they are.
  const targets = (found.length > 0 ? found : [unknownTarget(context, [unplaced(service)])]).map((target) => ({
    ...target,
    assumptions: [...assumptions, ...target.assumptions],
  }));
  return { targets, doubt, unstaffed: unstaffed ?? (found.length === 0 ? "the scan" : undefined) };
}

/** Nothing runs in a group that may have no instance. Where there is no other, the way to its instances is all that can be told. */
function populated(hosts: readonly Host[]): readonly Host[] {
  const all = hosts.filter(({ host: { size } }) => !(size?.max.known && size.max.value === 0));
  return all.some(({ because }) => because.length === 0) ? all : hosts;
}

type Interface = Pick<Target, "placement" | "groups">;

function interfacesOf(context: ReachContext, host: HostGroup, launch: Launch, given: Given): readonly Interface[] {
  const groups = interfaceGroups(context, launch.securityGroups, given, launch.address);
  const subnets = launch.subnets ?? host.subnets;
  return placementsOf(context, subnets, given, host.address).map((placement) => ({ placement, groups }));
}

function interfacesManaged(context: ReachContext, provider: CapacityProvider, given: Given): readonly Interface[] {
  const { provides, address } = provider;
  if (provides.kind !== "managed-instances") return [];
  const groups = interfaceGroups(context, provides.securityGroups, given, address);
  return placementsOf(context, provides.subnets, given, address).map((placement) => ({ placement, groups }));
}

/** What leaves open who runs the tasks, such as the launches of a group, names no subnet: they may be in one that the source defines. */
function unknownTarget(context: ReachContext, because: readonly UnknownValue[]): Target {
  const one = { placement: placementAnywhere(context, because), groups: unknownGroups(context, because) };
  return { ...targetAt(one, undefined), because };
}

function targetAt({ placement, groups }: Interface, host: Host | undefined): Target {
  return {
    placement,
    groups,
    host,
    because: host?.because ?? [],
    assumptions: [...(host?.assumptions ?? []), ...placement.assumptions],
  };
}
