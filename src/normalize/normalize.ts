/** The resources of one world into the graph that reachability is judged on. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Stated } from "../base/statement.ts";
import type { Companion } from "../catalogue/families.ts";
import type { EvaluatedWorld } from "../evaluate/resource.ts";
import { Graph, type NodeId } from "../graph/model.ts";
import { listenerRules, listeners, loadBalancers } from "./balancing/load-balancers.ts";
import { targetGroups } from "./balancing/target-groups.ts";
import { clusterProviders, clusters } from "./containers/clusters.ts";
import { deployments } from "./containers/deployments.ts";
import { scalings } from "./containers/scaling.ts";
import { serveAlternates, services } from "./containers/services.ts";
import { taskDefinitions } from "./containers/task-definitions.ts";
import { Context, nodeId } from "./context.ts";
import { asRead } from "./dialects.ts";
import { withExclusive } from "./filters/exclusive-rules.ts";
import { addLooseRules } from "./filters/loose-rules.ts";
import { associateSubnets, looseEntries, networkAcls } from "./filters/network-acls.ts";
import {
  looseGroupRules,
  openExportedGroups,
  openGroupsLeft,
  securityGroups,
  shareGroups,
} from "./filters/security-groups.ts";
import { boundRules } from "./filters/too-many-rules.ts";
import { hosts } from "./hosts/hosts.ts";
import { attachments } from "./hosts/registrations.ts";
import { schedules } from "./hosts/schedules.ts";
import { asLeft } from "./ignored-changes.ts";
import { openToLost } from "./lost.ts";
import { endpoints } from "./networks/endpoints.ts";
import { networks } from "./networks/networks.ts";
import { routeTables } from "./networks/route-tables.ts";
import { routeSubnets } from "./networks/routed-subnets.ts";
import { companion } from "./references/companion.ts";
import { vpcOfDefault, vpcOrDefault } from "./references/reference.ts";
import { addStatedAcls, addStatedHosts } from "./references/stated.ts";
import { boundTypes } from "./too-many-of-a-type.ts";
import { openToUnread } from "./unread.ts";
import type { ReadUserData } from "./user-data/read-user-data.ts";
import type { View } from "./view.ts";

export interface NormalizeOptions {
  /** No assumptions: what AWS has by default counts as unknown. */
  readonly strict: boolean;
  /** Whether something that `ignore_changes` leaves to others is not known, by its symbol. Absent: under strict. */
  readonly isLeftOpen?: (symbol: string) => boolean;
  /** Made by `userDataReader`, which is loaded only where something is launched: see `launches`. */
  readonly readUserData: ReadUserData;
  /** What is known from outside of the source; absent where nothing is. */
  readonly stated?: {
    /** What holds in the root with an id, by its subject. */
    readonly in: (root: string) => ReadonlyMap<string, Stated>;
    readonly rootAt: (path: string) => string | undefined;
  };
}

export interface Normalized {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
  /** What was taken of what is known from outside of the source. */
  readonly taken: readonly Stated[];
}

/**
 * Families are made in an order in which each can look at what it depends on: subnets know their VPC before load balancers and
 * hosts ask for a VPC's default group; rules and entries that are resources of their own come last, when all nodes are there.
 */
export function normalize(world: EvaluatedWorld, options: NormalizeOptions): Normalized {
  const bounded = boundTypes(world.resources);
  const { isLeftOpen = () => options.strict } = options;
  const resources = bounded.resources.map((resource) => asLeft(asRead(resource), isLeftOpen));
  const context = new Context({ ...world, resources }, { ...options, isLeftOpen });
  claimDefaults(context);
  networks(context);
  endpoints(context);
  routeTables(context);
  const looseRules = looseGroupRules(context);
  securityGroups(context, looseRules);
  targetGroups(context);
  loadBalancers(context);
  listeners(context);
  clusters(context);
  hosts(context);
  taskDefinitions(context);
  services(context);
  listenerRules(context);
  clusterProviders(context);
  attachments(context);
  schedules(context);
  deployments(context);
  scalings(context);
  serveAlternates(context);
  addLooseRules(context, withExclusive(context, looseRules));
  shareGroups(context);
  openExportedGroups(context);
  openGroupsLeft(context);
  filterSubnets(context);
  openToUnread(context);
  boundRules(context);
  routeSubnets(context);
  openToLost(context);
  addStatedHosts(context);
  return {
    graph: new Graph(context.nodes()),
    diagnostics: [...bounded.diagnostics, ...context.diagnostics],
    taken: [...context.taken],
  };
}

/** Registers what the source manages of that which comes with a VPC, before anything refers to it. */
function claimDefaults(context: Context): void {
  for (const view of context.managed("default-security-group")) {
    for (const id of vpcOrDefault(context, view).to) claim(context, "default-security-group", id, view);
  }
  for (const view of context.managed("default-network-acl")) {
    for (const id of vpcOfDefault(context, view, "defaultNetworkAclId")?.to ?? [])
      claim(context, "default-network-acl", id, view);
  }
  for (const view of context.managed("default-route-table")) {
    for (const id of vpcOfDefault(context, view, "defaultRouteTableId")?.to ?? [])
      claim(context, "main-route-table", id, view);
  }
}

function claim(context: Context, which: Companion, vpc: NodeId, { resource }: View): void {
  context.managedCompanions[which].set(vpc, nodeId(resource));
}

/** Network ACLs with all their entries and subnets; those of a VPC that are not written are its default one. */
function filterSubnets(context: Context): void {
  networkAcls(context);
  const entries = looseEntries(context);
  for (const vpc of context.nodesOf("vpc")) companion(context, "default-network-acl", vpc.id, vpc);
  addLooseRules(context, entries);
  associateSubnets(context);
  addStatedAcls(context);
}
