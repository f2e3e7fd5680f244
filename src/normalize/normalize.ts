/** The resources of one world into the graph that reachability is judged on. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { World } from "../evaluate/resource.ts";
import { Graph } from "../graph/graph.ts";
import type { LinkSet, NodeId } from "../graph/model.ts";
import { associations } from "./association.ts";
import * as cloudformation from "./cloudformation/families.ts";
import { companion } from "./companion.ts";
import { Context } from "./context.ts";
import { additions, addToAcl, addToGroup } from "./loose-rules.ts";
import { join } from "./reference.ts";
import { serveAlternates } from "./service.ts";
import * as terraform from "./terraform/families.ts";
import type { ReadUserData } from "./user-data/read-user-data.ts";

export interface NormalizeOptions {
  /** No assumptions: what AWS has by default counts as unknown. */
  readonly strict: boolean;
  /** Made by `userDataReader`, which is loaded only where something is launched: see `launches`. */
  readonly readUserData: ReadUserData;
}

export interface Normalized {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Families are made in an order in which each can look at what it depends on: subnets know their VPC before load balancers and
 * hosts ask for a VPC's default group; rules and entries that are resources of their own come last, when all nodes are there.
 */
export function normalize(world: World, options: NormalizeOptions): Normalized {
  const resources = world.resources.map(terraform.asRead);
  const context = new Context({ ...world, resources }, options.strict, options.readUserData);
  terraform.claimDefaults(context);
  for (const dialect of [terraform, cloudformation]) dialect.networks(context);
  const looseRules = [...terraform.looseGroupRules(context), ...cloudformation.looseGroupRules(context)];
  terraform.securityGroups(context);
  cloudformation.securityGroups(context, looseRules);
  for (const dialect of [terraform, cloudformation]) {
    dialect.targetGroups(context);
    dialect.loadBalancers(context);
    dialect.listeners(context);
  }
  const sources = new Map([...terraform.launchSources, ...cloudformation.launchSources]);
  for (const dialect of [terraform, cloudformation]) {
    dialect.clusters(context);
    dialect.hosts(context, sources);
    dialect.taskDefinitions(context);
    dialect.services(context);
  }
  // What stands apart may belong to a node of the other dialect: an awscc resource, which is read as CloudFormation's.
  for (const dialect of [terraform, cloudformation]) {
    dialect.listenerRules(context);
    dialect.clusterProviders(context);
    dialect.attachments(context);
    dialect.deployments(context);
  }
  serveAlternates(context);
  for (const [id, addition] of additions(context, looseRules)) {
    const group = context.node("security-group", id);
    if (group !== undefined) context.put(addToGroup(group, addition));
  }
  terraform.markConflicts(context, looseRules);
  networkAcls(context);
  return { graph: new Graph(context.nodes()), diagnostics: context.diagnostics };
}

function networkAcls(context: Context): void {
  for (const dialect of [terraform, cloudformation]) dialect.networkAcls(context);
  const loose = [...terraform.looseEntries(context), ...cloudformation.looseEntries(context)];
  for (const vpc of context.nodesOf("vpc")) companion(context, "default-network-acl", vpc.id, vpc);
  for (const [id, addition] of additions(context, loose)) {
    const acl = context.node("network-acl", id);
    if (acl !== undefined) context.put(addToAcl(acl, addition));
  }
  terraform.markConflicts(context, loose);
  associate(context, associations(context, "aws_network_acl_association", "network_acl_id", "subnet_id"));
  associate(context, associations(context, "AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId", "SubnetId"));
}

function associate(context: Context, subnets: ReadonlyMap<NodeId, LinkSet>): void {
  for (const [id, added] of subnets) {
    const acl = context.node("network-acl", id);
    if (acl !== undefined) context.put({ ...acl, subnets: join([acl.subnets, added]) });
  }
}
