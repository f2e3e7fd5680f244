/** Services to which nothing is asked to reach: reports name them, as their silence is not praise. */
import type { Span } from "../base/source-file.ts";
import type { Assumption } from "../base/value.ts";
import type { NotMade } from "../evaluate/resource.ts";
import type { Service } from "../graph/model.ts";
import type { Flow } from "../reach/flow.ts";
import type { GroupGraphs } from "./judge.ts";

/** A service of which there is certainly no flow, so that nothing was judged of it. */
export interface WithoutFlow {
  readonly address: string;
  /** The path of its root. */
  readonly root: string;
  readonly because: "no-load-balancer" | NotMade["because"];
  readonly span: Span;
  /** What was taken as given for it: else there may be a flow. */
  readonly assumption?: Assumption;
}

/** With what some rest on: all but those that are left where it is not taken as given. */
export function restingOn(
  services: readonly WithoutFlow[],
  left: readonly WithoutFlow[],
  assumption: Assumption,
): readonly WithoutFlow[] {
  const keyOf = ({ root, address, because }: WithoutFlow): string => JSON.stringify([root, address, because]);
  const certain = new Set(left.map(keyOf));
  return services.map((one) => (certain.has(keyOf(one)) ? one : { ...one, assumption }));
}

/** In the first world of a group, which has all resources; not made is what no world makes in which parameters have their defaults. */
export function servicesWithoutFlow(
  { roots, worlds: [first, ...others] }: GroupGraphs,
  flows: readonly Flow[],
): readonly WithoutFlow[] {
  if (first === undefined) return [];
  const served = new Set(flows.map(({ service }) => service.id));
  const paths = new Map(roots.map(({ id, path }) => [id, path]));
  const pathOf = (id: string): string => paths.get(id) ?? id;
  // What is borrowed is not judged.
  const own = first.graph.of("service").filter(({ root }) => paths.has(root));
  // Its task sets run the tasks, and each has load balancers of its own.
  const inSets = new Set(own.flatMap(({ taskSetOf }) => taskSetOf ?? []));
  const idle = own.filter((service) => hasNoBalancer(service) && !served.has(service.id) && !inSets.has(service.id));
  const usual = others.filter(({ world }) => world.alternative !== true);
  const isNeverMade = (one: NotMade): boolean =>
    usual.every(({ world }) => world.notMade?.some((same) => same.root === one.root && same.address === one.address));
  return [
    ...idle.map(({ address, root, span }) => {
      return { address, root: pathOf(root), because: "no-load-balancer" as const, span };
    }),
    ...(first.world.notMade ?? []).filter(isNeverMade).map(({ address, root, because, span }) => {
      return { address, root: pathOf(root), because, span };
    }),
  ];
}

/** A gateway of Amazon ECS has load balancers that are not in the source. */
function hasNoBalancer({ loadBalancers, loadBalancersRest, gateways, exists, external }: Service): boolean {
  const none = loadBalancers.length === 0 && loadBalancersRest === undefined && gateways === undefined;
  return none && external === undefined && exists === true;
}
