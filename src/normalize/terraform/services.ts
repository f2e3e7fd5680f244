/** Terraform's services, task sets and CodeDeploy groups into nodes. */
import type { Service } from "../../graph/model.ts";
import { type StrategyNames, strategyOf } from "../cluster.ts";
import { type Context, nodeId } from "../context.ts";
import { asNumber, asString, optional } from "../facts.ts";
import { addForwards } from "../listener.ts";
import { link, linkAt, linkSet, linkSetAt, resourcesOf } from "../reference.ts";
import { type EntryNames, networkOf, pairTargetGroups, serviceNode } from "../service.ts";
import { siteOf } from "../site.ts";
import { only, type View, type Views, viewOf } from "../view.ts";

const ENTRY: EntryNames = {
  targetGroup: "target_group_arn",
  classic: "elb_name",
  container: "container_name",
  port: "container_port",
  advanced: "advanced_configuration",
  alternate: "alternate_target_group_arn",
};
/** A task set spells one argument of the block otherwise
 *  (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_set). */
const TASK_SET_ENTRY: EntryNames = { ...ENTRY, classic: "load_balancer_name" };
const STRATEGY: StrategyNames = { provider: "capacity_provider", weight: "weight", base: "base" };

export function services(context: Context): void {
  for (const view of context.managed("aws_ecs_service")) context.put(service(context, view, view));
  for (const view of context.managed("aws_ecs_task_set")) {
    const value = view.value("service");
    const found = value === undefined ? undefined : resourcesOf(context, "service", value, view.resource)[0];
    context.put(service(context, view, found === undefined ? view : viewOf(found)));
  }
}

export function deployments(context: Context): void {
  for (const view of context.managed("aws_codedeploy_deployment_group")) deployment(context, view);
}

/** `owner` is the service of a task set, which says how many tasks there are. */
function service(context: Context, view: View, owner: View): Service {
  const network = only(view.views("network_configuration"));
  return serviceNode(context, view, {
    cluster: linkAt(context, "cluster", view, "cluster"),
    taskDefinition: linkAt(context, "task-definition", view, "task_definition"),
    launchType: optional(view, "launch_type", asString),
    strategy: strategyOf(context, view.views("capacity_provider_strategy"), STRATEGY),
    network:
      network === undefined
        ? undefined
        : networkOf(
            context,
            network,
            linkSetAt(context, "security-group", network, "security_groups"),
            linkSetAt(context, "subnet", network, "subnets"),
          ),
    ...entriesOf(view),
    scheduling: optional(owner, "scheduling_strategy", asString),
    desiredCount: optional(owner, "desired_count", asNumber),
    minimum: optional(owner, "deployment_minimum_healthy_percent", asNumber),
    maximum: optional(owner, "deployment_maximum_percent", asNumber),
    constraints: owner.views("placement_constraints"),
    constraintType: "type",
  });
}

/** A service's block without the port is refused: one that only may be there, and would have none, is not there. */
function entriesOf(view: View): { readonly loadBalancers: Views; readonly names: EntryNames } {
  const blocks = view.views("load_balancer");
  if (view.resource.type === "aws_ecs_task_set") return { loadBalancers: blocks, names: TASK_SET_ENTRY };
  const whole = blocks.views.filter((one) => one.exists === true || one.value(ENTRY.port) !== undefined);
  return { loadBalancers: { ...blocks, views: whole }, names: ENTRY };
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codedeploy_deployment_group */
function deployment(context: Context, view: View): void {
  const ecs = only(view.views("ecs_service"));
  const name = ecs?.value("service_name");
  if (ecs === undefined || name === undefined) return;
  const found = resourcesOf(context, "service", name, view.resource).map(nodeId);
  for (const balancing of view.views("load_balancer_info").views) {
    for (const pair of balancing.views("target_group_pair_info").views) {
      const groups = pair.views("target_group").views.flatMap((group) => {
        const value = group.value("name");
        return value === undefined ? [] : [link(context, "target-group", value, siteOf(group, "name"))];
      });
      pairTargetGroups(context, found, groups);
      const routes = ["prod_traffic_route", "test_traffic_route"].flatMap((name) => pair.views(name).views);
      for (const route of routes) {
        const arns = linkSet(context, "listener", route.value("listener_arns"), siteOf(route, "listener_arns"));
        addForwards(
          context,
          arns.links.map((listener) => ({ view, listener, forwards: { links: groups } })),
        );
      }
    }
  }
}
