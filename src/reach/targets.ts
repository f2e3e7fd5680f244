/** Where the containers of a service are reached: the interfaces of its tasks or of the instances that run them. */
import type { UnknownValue } from "../base/value.ts";
import type { Assumption, LinkSet, Service } from "../graph/model.ts";
import type { Context } from "./context.ts";
import { type InterfaceGroups, interfaceGroups, unknownGroups } from "./groups.ts";
import { type Host, hostsOf } from "./hosts.ts";
import { type Place, placesOf, unknownPlace } from "./places.ts";
import type { Registration } from "./registration.ts";
import { type Given, unknownFor } from "./unknowns.ts";

export interface Target {
  readonly place: Place;
  readonly groups: InterfaceGroups;
  /** The instances, where containers are reached on them and they are known. */
  readonly host: Host | undefined;
  /** Why it is not certain that tasks run there. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
  readonly key: string;
}

export interface Targets {
  /** Never empty. */
  readonly targets: readonly Target[];
  /** That these are the ones is only assumed, because of these (see Hosts). */
  readonly doubt: readonly UnknownValue[];
}

export function targetsOf(context: Context, service: Service, registration: Registration, given: Given): Targets {
  const { target } = registration;
  if (target === "task") return { targets: taskTargets(context, service, given), doubt: [] };
  if (target === "hosts") return hostTargets(context, service, given);
  const port = registration.port;
  const because = port.kind === "dynamic" ? [] : port.need.because;
  return {
    targets: [unknownTarget(context, because.length > 0 ? because : [unplaced(service)], service.root)],
    doubt: [],
  };
}

function unplaced(service: Service): UnknownValue {
  return unknownFor(
    "missing-source",
    `targets of ${service.id}`,
    `it is not known where the tasks of ${service.address} run`,
    {
      span: service.span,
    },
  );
}

function taskTargets(context: Context, service: Service, given: Given): readonly Target[] {
  const { network } = service;
  if (network === undefined) {
    const text = `${service.address} has no network configuration, which network mode awsvpc needs`;
    return [
      unknownTarget(
        context,
        [unknownFor("error", `network of ${service.id}`, text, { span: service.span })],
        service.root,
      ),
    ];
  }
  return interfaces(context, network.securityGroups, network.subnets, service.root, given, undefined);
}

function hostTargets(context: Context, service: Service, given: Given): Targets {
  const { hosts, managed, open, doubt, assumptions } = hostsOf(context, service, given);
  const targets = [
    ...hosts.flatMap((host) =>
      interfaces(
        context,
        host.launch.securityGroups,
        host.launch.subnets ?? host.host.subnets,
        host.host.root,
        given,
        host,
      ),
    ),
    ...managed.flatMap(({ provides, root }) =>
      provides.kind === "managed-instances"
        ? interfaces(context, provides.securityGroups, provides.subnets, root, given, undefined)
        : [],
    ),
    ...open.map((unknown) => unknownTarget(context, [unknown], service.root)),
  ].map((target) => ({ ...target, assumptions: [...assumptions, ...target.assumptions] }));
  if (targets.length > 0) return { targets, doubt };
  return { targets: [unknownTarget(context, [unplaced(service)], service.root)], doubt };
}

function interfaces(
  context: Context,
  securityGroups: LinkSet,
  subnets: LinkSet,
  root: string,
  given: Given,
  host: Host | undefined,
): readonly Target[] {
  const groups = interfaceGroups(context, securityGroups, given);
  return placesOf(context, subnets, given, root).map((place) =>
    targetOf(context, place, groups, host, host?.because ?? [], host?.assumptions ?? []),
  );
}

function unknownTarget(context: Context, because: readonly UnknownValue[], root: string): Target {
  return targetOf(context, unknownPlace(because, root), unknownGroups(because), undefined, because, []);
}

function targetOf(
  context: Context,
  place: Place,
  groups: InterfaceGroups,
  host: Host | undefined,
  because: readonly UnknownValue[],
  assumptions: readonly Assumption[],
): Target {
  const doubt = because.map(({ symbol }) => symbol).join(",");
  return {
    place,
    groups,
    host,
    because,
    assumptions: [...assumptions, ...place.assumptions],
    key: context.short(`${place.key}/${groups.key}/${doubt}`),
  };
}
