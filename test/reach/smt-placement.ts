/** Where the tasks of a service run and which port they need there, as formulas. */
import type { Graph, LinkSet, NodeId } from "../../src/graph/model.ts";
import type { Subnet } from "../../src/graph/network.ts";
import type { HostGroup, Launch, Service, StrategyEntry } from "../../src/graph/workload.ts";

import type { Flow } from "../../src/reach/flow.ts";
import type { Dynamic } from "./connections.ts";
import type { Encoding } from "./smt.ts";
import type { Formula, Term, Z3 } from "./smt-unknowns.ts";

export interface Target {
  readonly subnet: Subnet;
  readonly groups: LinkSet;
  readonly exists: Formula;
  /** That the port is one that is needed there. */
  readonly needed: Formula;
}

export class SmtPlacement {
  readonly #z3: Z3;
  readonly #graph: Graph;
  readonly #encoding: Encoding;
  readonly #dynamic: Dynamic;

  constructor(z3: Z3, graph: Graph, encoding: Encoding, dynamic: Dynamic) {
    this.#z3 = z3;
    this.#graph = graph;
    this.#encoding = encoding;
    this.#dynamic = dynamic;
  }

  targets(flow: Flow, port: Term): readonly Target[] {
    const { service } = flow;
    const needed = this.#needed(flow, port);
    const at = (subnets: LinkSet, groups: LinkSet, exists: Formula): readonly Target[] =>
      this.#encoding
        .places(subnets)
        .map((place) => ({ subnet: place.subnet, groups, exists: this.#z3.And(exists, place.exists), needed }));
    const { network } = service;
    if (network !== undefined) return at(network.subnets, network.securityGroups, this.#z3.Bool.val(true));
    return this.#graph
      .of("host-group")
      .flatMap((host) =>
        host.launches.flatMap((launch) => at(host.subnets, launch.securityGroups, this.#runs(service, host, launch))),
      );
  }

  /** Exactly one mapping of the container is registered; a host port of 0 or none is a dynamic one. */
  #needed({ service, entry }: Flow, port: Term): Formula {
    const z3 = this.#z3;
    const task = this.#graph.get("task-definition", service.taskDefinition!.to[0]!)!;
    const [container] = task.containers;
    const registered = container!.portMappings
      .filter(
        ({ containerPort }) =>
          containerPort?.known && entry.containerPort.known && containerPort.value === entry.containerPort.value,
      )
      .map(({ exists, hostPort }) => ({ exists: this.#encoding.exists(exists), hostPort }));
    const bridge = task.networkMode.known && task.networkMode.value === "bridge";
    const own = entry.containerPort.known ? entry.containerPort.value : 0;
    const one = registered.map(({ exists, hostPort }) => {
      const others = registered.filter((other) => other.exists !== exists).map((other) => z3.Not(other.exists));
      const host = hostPort?.known ? hostPort.value : 0;
      const range = !bridge
        ? port.eq(own)
        : host !== 0
          ? port.eq(host)
          : z3.And(port.ge(this.#dynamic.first), port.le(this.#dynamic.last));
      return z3.And(exists, ...others, range);
    });
    return z3.And(this.#encoding.exists(container!.exists), z3.Or(z3.Bool.val(false), ...one));
  }

  /** On what joins the cluster; with a strategy, of the service or else of its cluster, on what its providers provide of that. */
  #runs(service: Service, host: HostGroup, launch: Launch): Formula {
    const z3 = this.#z3;
    const there = z3.And(this.#encoding.exists(host.exists), this.#encoding.exists(launch.exists));
    const inCluster = service.cluster.to.map((id) => {
      const joins = launch.cluster === undefined ? z3.Bool.val(false) : this.#encoding.leads(launch.cluster, id);
      const { defaultStrategy } = this.#graph.get("cluster", id)!;
      const byDefault = this.#placed(defaultStrategy, host.id, z3.Bool.val(true));
      const placed =
        service.launchType !== undefined ? z3.Bool.val(true) : this.#placed(service.strategy, host.id, byDefault);
      return z3.And(this.#encoding.leads(service.cluster, id), joins, placed);
    });
    return z3.And(there, z3.Or(z3.Bool.val(false), ...inCluster));
  }

  /** What a strategy without any entry leaves to others. */
  #placed(strategy: readonly StrategyEntry[], host: NodeId, otherwise: Formula): Formula {
    const z3 = this.#z3;
    if (strategy.length === 0) return otherwise;
    const present = strategy.map(({ provider }) => this.#encoding.exists(provider.exists));
    const placed = strategy.map(({ provider, weight, base }, at) => {
      const share = z3.Or(this.#encoding.number(weight).gt(0), this.#encoding.number(base).gt(0));
      const provided = provider.to.map((id) => {
        const node = this.#graph.get("capacity-provider", id)!;
        const hosts =
          node.provides.kind === "host-group" ? this.#encoding.leads(node.provides.hosts, host) : z3.Bool.val(false);
        return z3.And(this.#encoding.leads(provider, id), hosts);
      });
      return z3.And(present[at]!, share, z3.Or(z3.Bool.val(false), ...provided));
    });
    const none = z3.Not(z3.Or(z3.Bool.val(false), ...present));
    return z3.Or(z3.And(none, otherwise), ...placed);
  }
}
