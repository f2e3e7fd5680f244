/** One way in which instances are launched: what is written of it into a launch, with what its user data says. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { Assumption, Existence, UnknownValue, Value } from "../../base/value.ts";
import type { Launch, LinkSet } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { byDefault } from "../facts.ts";
import { groupsOrDefault } from "../references/companion.ts";
import { link } from "../references/reference.ts";
import type { UserDataInput } from "../user-data/read-user-data.ts";
import { bothExist, unsettled } from "../value.ts";
import type { View } from "../view.ts";

/** What a launch template, configuration, instance or specification says. */
export interface LaunchParts {
  readonly view: View;
  /** As written for the primary interface; empty where nothing is. */
  readonly groups: LinkSet;
  /** The block of that interface, where there is one. */
  readonly interface?: Span;
  /** Groups beside the interface, which do not count. */
  readonly ignored?: Span;
  readonly subnets: LinkSet | undefined;
  readonly userData: Value | undefined;
  readonly userDataSpan: Span;
  /** What `cfn-init` is told to do for a resource of the template, by its logical id. */
  readonly initialisation?: (id: string) => Value | undefined;
  readonly image: Value | undefined;
}

/** The launch, for instances in the group's subnets where it says none itself. */
export function launchOf(context: Context, parts: LaunchParts, groupSubnets: LinkSet, assumption?: Assumption): Launch {
  const { view } = parts;
  const { root, address } = view.resource;
  const read = parts.userData === undefined ? undefined : context.readUserData(userDataOf(parts.userData, parts));
  const cluster = read?.cluster;
  const place = { root, span: parts.interface ?? view.span };
  const where = parts.interface === undefined ? address : `the network interface of ${address}`;
  return {
    address,
    span: view.span,
    ...groupsOrDefault(context, parts.groups, parts.subnets ?? groupSubnets, place, where),
    ...(parts.interface === undefined ? {} : { interface: parts.interface }),
    ...(parts.ignored === undefined ? {} : { securityGroupsIgnored: { span: parts.ignored } }),
    subnets: parts.subnets,
    cluster: cluster === undefined ? undefined : link(context, "cluster", cluster, { root, span: parts.userDataSpan }),
    ...(read?.clusterDoubt === undefined ? {} : { clusterDoubt: read.clusterDoubt }),
    ...(read?.open === undefined ? {} : { userDataUnread: read.open }),
    ...(read?.dynamicPorts === undefined ? {} : { dynamicPorts: read.dynamicPorts }),
    platform: platformOf(parts, read?.platform),
    exists: bothExist(view.resource.exists, view.exists),
    ...(assumption === undefined ? {} : { assumption }),
  };
}

function userDataOf(value: Value, { userDataSpan: span, initialisation }: LaunchParts): UserDataInput {
  return { value, span, ...(initialisation === undefined ? {} : { initialisation }) };
}

function platformOf(parts: LaunchParts, platform: "linux" | "windows" | undefined): Fact<"linux" | "windows"> {
  const { image } = parts;
  const name = image?.kind === "string" ? image.value : image?.kind === "unknown" ? image.symbol : "";
  const guess = platform ?? (/windows/i.test(name) ? "windows" : "linux");
  return byDefault(guess, parts.view.span);
}

/** One or several launches that a group may use, and whether there may be others. */
export interface Launches {
  readonly launches: readonly Launch[];
  readonly rest?: UnknownValue;
}

export function joinLaunches(all: readonly Launches[]): Launches {
  const launches = all.flatMap((one) => one.launches);
  const rest = all.find((one) => one.rest !== undefined)?.rest;
  return rest === undefined ? { launches } : { launches, rest };
}

/** Launches that are there only where something else is. */
export function boundLaunches(launches: Launches, exists: Existence): Launches {
  if (exists === true) return launches;
  return { ...launches, launches: launches.launches.map((one) => ({ ...one, exists: bothExist(one.exists, exists) })) };
}

/**
 * The newest version of a launch template is taken to be the one in use, unless the source says so. Under --strict the group may
 * use others.
 */
export function assumeNewest(context: Context, launches: Launches, view: View, certainly: boolean): Launches {
  if (certainly) return launches;
  const { address } = view.resource;
  const text = `${address} uses the version of its launch template that the source describes`;
  if (context.strict) {
    return {
      ...launches,
      rest: unsettled(
        `launch template version of ${address}`,
        text,
        "assumption",
        view.span,
        "name the version of the launch template, or leave out --strict",
      ),
    };
  }
  const assumption: Assumption = { kind: "launch-template-version", text };
  return { ...launches, launches: launches.launches.map((one) => ({ ...one, assumption })) };
}
