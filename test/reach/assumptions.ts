/** Whether what a flow says it takes as given holds in a reality. What does not is not held against the flow. */
import type { Assumption } from "../../src/base/value.ts";
import type { Graph } from "../../src/graph/model.ts";

import type { Flow } from "../../src/reach/flow.ts";
import { type Reality, rangeOf, writtenAs } from "./completions.ts";
import { placesOf, type Side, type Way } from "./connections.ts";
import { joins } from "./placement.ts";
import { listens } from "./sending.ts";
import { only, value } from "./simulator.ts";

/** Whether each assumption of the flow holds; that clients are in the VPC is asked of each client. */
export function honoured(graph: Graph, reality: Reality, flow: Flow, ways: readonly Way[]): boolean {
  return flow.assumptions.every((assumption) => holds(graph, reality, assumption, flow, ways));
}

function holds(graph: Graph, reality: Reality, { kind, text }: Assumption, flow: Flow, ways: readonly Way[]): boolean {
  switch (kind) {
    case "given":
      return reality.holds(text);
    case "default-network-acl": {
      const vague = text.startsWith("a subnet that is not known ");
      const meant = ({ named, subnet }: Side): boolean =>
        vague
          ? named === "listed" || reality.outside.has(subnet)
          : text.startsWith(`${graph.node(writtenAs(named))?.address} `);
      return ways.flatMap(({ from, to }) => [from, to]).every((side) => !meant(side) || side.acl === "open");
    }
    case "outside-subnet":
      return (
        isOutside(graph, reality, text.split(" leads to no ")[0]!) &&
        unknownSides(reality, flow, ways).every(({ subnet }) => isNotDefined(graph, subnet))
      );
    case "outside-vpc":
      return isOutside(graph, reality, text.split(" leads to no ")[0]!);
    case "vpc-ranges":
      return graph
        .of("vpc")
        .every(({ id, address }) => !text.startsWith(`${address} `) || reality.values.get(`ranges of ${id}`) !== true);
    case "health-port":
      return placesOf(reality, flow).every(({ service, targetGroup, loadBalancer }) => {
        const task = reality.graph.get("task-definition", only(service.taskDefinition!))!;
        const mode = value(task.networkMode);
        return ways.every(({ ports }) => listens(reality, service, mode, ports, targetGroup, loadBalancer));
      });
    case "internal-clients":
      return true;
    case "zone-served":
      return ways.every(({ unserved }) => !unserved);
    case "all-hosts-in-scan":
      return ways.every(({ target }) => target.host === undefined || !reality.outside.has(target.host.id));
    case "unread-user-data": {
      const [names, rest] = text.split(", whose user data is not known, ");
      const joining = rest!.startsWith("joins ");
      const cluster = reality.graph.get("service", flow.service.id)!.cluster;
      const told = new Set(names!.split(", "));
      return graph
        .of("host-group")
        .filter(({ address }) => told.has(address))
        .flatMap(({ id, launches }) => {
          const unread = launches.filter(
            (launch) => launch.cluster === undefined && launch.userDataUnread !== undefined,
          );
          const found = reality.graph.get("host-group", id)?.launches ?? [];
          return found.filter((launch) => unread.some(({ address }) => address === launch.address));
        })
        .every((launch) => joins(reality, launch, only(cluster)) === joining);
    }
    case "provided-hosts": {
      const [name] = text.split(" joins ");
      const cluster = only(reality.graph.get("service", flow.service.id)!.cluster);
      return graph
        .of("host-group")
        .filter(({ address }) => address === name)
        .every(({ id }) =>
          (reality.graph.get("host-group", id)?.launches ?? []).every((one) => joins(reality, one, cluster)),
        );
    }
    case "cluster-name":
      return (
        value(reality.graph.get("cluster", only(reality.graph.get("service", flow.service.id)!.cluster))!.name) !==
        "default"
      );
    case "dynamic-range":
      return ways.every(
        ({ target: { launch } }) =>
          launch === undefined ||
          !text.startsWith(`${launch.address} `) ||
          reality.values.get(rangeOf(launch.address)) !== false,
      );
    case "list-not-empty":
      return (reality.values.get(text.split(" is not ")[0]!) as readonly unknown[] | undefined)?.length !== 0;
    case "no-default-strategy":
      return (
        reality.graph.get("cluster", only(reality.graph.get("service", flow.service.id)!.cluster))!.defaultStrategy
          .length === 0
      );
    default:
      throw new Error(`the assumption ${kind} is not one that the oracle knows: ${text}`);
  }
}

/** Neither the external node of the symbol nor a member of the list is something that the source defines. */
function isOutside(graph: Graph, reality: Reality, symbol: string): boolean {
  const list = reality.values.get(symbol);
  const members = Array.isArray(list) ? (list as readonly unknown[]).flatMap((id) => reality.is(`${id}`)) : [];
  const nodes = graph.nodes().filter(({ external }) => external?.unknown.symbol === symbol);
  const ids = [...members, ...nodes.flatMap(({ id }) => reality.is(id))];
  return ids.every((id) => isNotDefined(graph, id));
}

function isNotDefined(graph: Graph, id: string): boolean {
  const node = graph.node(writtenAs(id));
  return node === undefined || node.external !== undefined;
}

/** The sides that a part of the source has which is missing: load balancers without a listener, instances of a cluster without any. */
function unknownSides({ outside }: Reality, { loadBalancer }: Flow, ways: readonly Way[]): readonly Side[] {
  return ways.flatMap(({ from, to, target: { host } }) => [
    ...(loadBalancer === undefined ? [from] : []),
    ...(host !== undefined && outside.has(host.id) ? [to] : []),
  ]);
}

/** The addresses of a side that may not be held against the flow: clients outside of the VPC, where they are taken to be inside. */
export function heldAddresses(
  reality: Reality,
  flow: Flow,
  { client, addresses }: Side,
  subnet: string,
): readonly bigint[] {
  if (!client || !flow.assumptions.some(({ kind }) => kind === "internal-clients")) return addresses;
  const own = reality.graph.get("subnet", subnet)!.vpc;
  const vpc = own && reality.graph.get("vpc", only(own));
  const ranges = vpc?.cidrs.map((fact) => value(fact)) ?? [];
  return addresses.filter((address) => ranges.some(({ first, last }) => first <= address && address <= last));
}
