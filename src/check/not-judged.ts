/** What stands behind load balancers and is about no flow and no rule: it is told as not judged, with its place. */
import { groupBy, underKey } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Root } from "../evaluate/resource.ts";
import type { Graph, Service, ServiceLoadBalancer, TargetGroup } from "../graph/model.ts";
import type { World } from "../worlds/judge.ts";
import { firstOf, own } from "./vocabulary/entity.ts";

/** `roots`: those of the worlds, for the paths by which they are told. */
export function notJudged(worlds: readonly World[], roots: readonly Root[]): readonly Diagnostic[] {
  return [...otherTargets(worlds, roots), ...entriesWithoutTarget(worlds), ...behindOthers(worlds)];
}

/**
 * A note at each place that defines target groups to which listeners forward and with which no ECS service is registered. One with which a
 * service is registered in any of the worlds is not told: the flows say what becomes of it.
 */
function otherTargets(worlds: readonly World[], roots: readonly Root[]): readonly Diagnostic[] {
  const registered = new Set(worlds.flatMap(({ graph }) => registeredIn(graph)));
  const others = worlds
    .filter(isTold)
    .flatMap((world) => own(world, world.graph.of("target-group")).filter((one) => isForwardedTo(world.graph, one)))
    .filter(({ id }) => !registered.has(id));
  const paths = new Map(roots.map(({ id, path }) => [id, path]));
  const told = (group: TargetGroup): string => whatIsBehind(group, paths.get(group.root) ?? group.root);
  const places = groupBy(others, ({ span }) => JSON.stringify([span.file.path, span.start, span.end]));
  return [...places.values()].map((all) => ({
    code: "targets-not-judged",
    severity: "note",
    message: `${firstOf(all.map(told))}: whether its listeners reach what is behind it is not judged`,
    span: all[0].span,
  }));
}

/** An entry of a service that names neither a target group nor a classic load balancer registers its tasks with nothing. */
function entriesWithoutTarget(worlds: readonly World[]): readonly Diagnostic[] {
  const services = worlds.filter(isTold).flatMap((world) => own(world, world.graph.of("service")));
  return services.flatMap(({ address, loadBalancers }) =>
    loadBalancers.filter(namesNothing).map(({ span }) => ({
      code: "load-balancer-not-named",
      severity: "note" as const,
      message: `${address} names neither a target group nor a classic load balancer here, so that no flow to it is judged`,
      span,
    })),
  );
}

/** What AWS sends by to tasks, with nothing of it in the source. */
const BY_AWS = [
  {
    code: "vpc-lattice-not-judged",
    placesOf: ({ lattice }: Service) => lattice,
    what: "VPC Lattice: whether its requests get through is not judged",
    // It sends from addresses of a prefix list (https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html).
    hint: "its instances, or the interfaces of its tasks, must admit the managed prefix list com.amazonaws.REGION.vpc-lattice on every port that its tasks get",
  },
  {
    code: "gateway-not-judged",
    placesOf: ({ gateways }: Service) => gateways,
    what: "a gateway of Amazon ECS, whose load balancers and groups AWS makes: whether its requests get through is not judged",
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/gateway-connect-service.html
    hint: "its tasks must admit these load balancers on the named port, and the network ACLs of both let requests in and answers out",
  },
] as const;

function behindOthers(worlds: readonly World[]): readonly Diagnostic[] {
  const services = worlds.filter(isTold).flatMap((world) => own(world, world.graph.of("service")));
  return BY_AWS.flatMap(({ code, placesOf, what, hint }) => {
    const found = services.flatMap((service) => (placesOf(service) ?? []).map(({ span }) => ({ service, span })));
    const places = groupBy(found, ({ span }) => JSON.stringify([span.file.path, span.start, span.end]));
    return [...places.values()].map((all): Diagnostic => {
      const message = `${firstOf(all.map(({ service }) => service.address))} is behind ${what}`;
      return { code, severity: "note", message, span: all[0].span, hint };
    });
  });
}

function namesNothing(entry: ServiceLoadBalancer): boolean {
  return [entry.targetGroup, entry.alternateTargetGroup, entry.classicLoadBalancer].every((link) => link === undefined);
}

function isTold({ alternative }: World): boolean {
  return alternative === undefined;
}

function registeredIn(graph: Graph): readonly string[] {
  return graph
    .of("service")
    .flatMap(({ loadBalancers }) =>
      loadBalancers.flatMap(({ targetGroup, alternateTargetGroup }) => [
        ...(targetGroup?.to ?? []),
        ...(alternateTargetGroup?.to ?? []),
      ]),
    );
}

function isForwardedTo(graph: Graph, { id }: TargetGroup): boolean {
  return graph.of("listener").some(({ forwards }) => forwards.links.some(({ to }) => to.includes(id)));
}

/** What is registered, by its type (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html). */
const TARGETS: Readonly<Record<string, string>> = {
  lambda: "leads to a function of Lambda",
  alb: "leads to another load balancer",
};

function whatIsBehind({ address, span, targetType }: TargetGroup, root: string): string {
  const type = targetType.known ? targetType.value : "instance";
  const { path } = span.file;
  const isOfRoot = path === root || path.slice(0, Math.max(0, path.lastIndexOf("/"))) === (root === "." ? "" : root);
  return `${address}${isOfRoot ? "" : ` in ${root}`} ${underKey(TARGETS, type) ?? "has no service in the scan that registers with it"}`;
}
