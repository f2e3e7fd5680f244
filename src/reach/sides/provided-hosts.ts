/** The container instances of the capacity providers that get the tasks of a service. */
import type { Assumption, UnknownValue } from "../../base/value.ts";
import type { Link } from "../../graph/model.ts";
import type { Service, StrategyEntry } from "../../graph/workload.ts";

import type { ReachContext } from "../certainty/context.ts";
import type { HostLaunch } from "../certainty/graph-index.ts";
import { follow, severalTargets } from "../certainty/links.ts";
import { type Given, unassumed, unknownFor } from "../certainty/unknowns.ts";
import { type Host, type Hosts, hostOf, type ManagedHosts } from "./joined-hosts.ts";
import { joins, namesNothing, whyUnsure } from "./membership.ts";

/** A capacity provider that may get tasks. */
export interface Placing {
  readonly entry: StrategyEntry;
  /** Why that is not certain; empty where it is. */
  readonly because: readonly UnknownValue[];
}

/**
 * A provider scales a group of instances. It is their user data that makes them join the cluster, with a provider as without
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html), and tasks wait for ever where it names
 * another. Where it does not tell, or there is none and the image may, that they are given to the provider tells for which cluster they are meant.
 */
export function providedHosts(
  context: ReachContext,
  service: Service,
  strategy: { readonly placing: readonly Placing[]; readonly rest: readonly UnknownValue[] },
  doubt: readonly UnknownValue[],
  given: Given,
): Hosts {
  const found = new Provided(context, service, given);
  found.rest.push(...strategy.rest);
  for (const { entry, because: own } of strategy.placing) {
    const { nodes, assumptions, elsewhere } = follow(context, "capacity-provider", entry.provider, given);
    found.assumptions.push(...assumptions);
    found.rest.push(...elsewhere);
    const because = [...doubt, ...own, ...severalTargets(context.graph, entry.provider)];
    for (const provider of nodes) {
      const { external, provides } = provider;
      if (external !== undefined) found.rest.push(external.unknown);
      else if (provides.kind === "unknown") found.rest.push(provides.unknown);
      else if (provides.kind === "managed-instances") found.managed.push({ provider, because });
      else if (provides.kind === "host-group") found.addGroups(provides.hosts, because);
    }
  }
  return found.hostsOf();
}

class Provided {
  readonly managed: ManagedHosts[] = [];
  readonly rest: UnknownValue[] = [];
  readonly assumptions: Assumption[] = [];
  readonly #context: ReachContext;
  readonly #service: Service;
  readonly #given: Given;
  readonly #hosts: Host[] = [];
  /** Why it is not certain of hosts that they join. */
  readonly #unsure: UnknownValue[] = [];
  /** What joins another cluster. */
  readonly #strangers: HostLaunch[] = [];

  constructor(context: ReachContext, service: Service, given: Given) {
    this.#context = context;
    this.#service = service;
    this.#given = given;
  }

  addGroups(link: Link, because: readonly UnknownValue[]): void {
    const { nodes, because: own, assumptions, elsewhere } = follow(this.#context, "host-group", link, this.#given);
    this.assumptions.push(...assumptions);
    this.rest.push(...elsewhere);
    for (const host of nodes) {
      if (host.external !== undefined) this.rest.push(host.external.unknown);
      else {
        if (host.launchesRest !== undefined) this.rest.push(host.launchesRest);
        for (const launch of host.launches) this.#add({ host, launch }, [...because, ...own]);
      }
    }
  }

  #add(one: HostLaunch, because: readonly UnknownValue[]): void {
    const context = this.#context;
    const clusters = this.#service.cluster.to;
    const linked = one.launch.cluster?.assumption;
    const truth = joins(context, one, clusters, this.#given);
    const byDefault = namesNothing(one.launch) && this.#isCalledDefault();
    if (linked === undefined && (truth === "true" || byDefault)) this.#put(one, because, []);
    else if (linked === undefined && truth === "false" && !namesNothing(one.launch)) this.#strangers.push(one);
    else if (context.options.strict) {
      const why = linked === undefined ? whyUnsure(context, one, clusters) : [unassumed(linked, one.launch.span)];
      this.#unsure.push(...why);
      this.#put(one, [...because, ...why], []);
    } else this.#put(one, because, [linked !== undefined && truth === "true" ? linked : this.#meant(one)]);
  }

  /** It is not in the source, and is the one that instances without user data join. */
  #isCalledDefault(): boolean {
    const { graph } = this.#context;
    return this.#service.cluster.to.every((id) => {
      const { address, external } = graph.node(id) ?? {};
      return external?.literal === true && address === "default";
    });
  }

  #put(one: HostLaunch, because: readonly UnknownValue[], assumptions: readonly Assumption[]): void {
    this.#hosts.push(hostOf(this.#context, one, because, assumptions, this.#given));
  }

  #meant({ host }: HostLaunch): Assumption {
    const text = `${host.address} joins ${this.#cluster()}, for which its capacity provider is used`;
    return { kind: "provided-hosts", text };
  }

  #cluster(): string {
    const { cluster } = this.#service;
    const [id] = cluster.to;
    return (cluster.to.length === 1 ? this.#context.graph.node(id!)?.address : undefined) ?? "the cluster";
  }

  hostsOf(): Hosts {
    const { managed, assumptions } = this;
    const hosts = this.#hosts;
    const rest = [...this.rest, ...this.#unsure];
    const common = { hosts, managed, doubt: [], assumptions };
    const others = [...hosts, ...managed];
    const certain = others.some(({ because }) => because.length === 0);
    const isOpen = others.length === 0 && rest.length > 0;
    if (this.#strangers.length === 0 || certain || isOpen) return { ...common, rest, unstaffed: undefined };
    // Where none of the others is certain to get tasks, all may wait for instances that join another cluster.
    const unstaffed = others.length === 0 && assumptions.length === 0 ? "its capacity providers" : undefined;
    return { ...common, rest: [...rest, this.#nobody()], unstaffed };
  }

  #nobody(): UnknownValue {
    const { id, cluster } = this.#service;
    const names = [...new Set(this.#strangers.map(({ host }) => host.address))].sort().join(", ");
    return unknownFor(
      "error",
      `instances for ${id}`,
      `the user data of ${names} does not make the instances join ${this.#cluster()}`,
      { hint: "write ECS_CLUSTER with the cluster's name in it", span: cluster.origin.span },
    );
  }
}
