/** Clusters, services, task definitions and capacity providers of ECS as AWS tells of them. */
import type { MapValue } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, member, memberAt, text } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import {
  boolValue,
  type Deployed,
  listOf,
  type Made,
  objectOf,
  textValue,
  valueAt,
  type WrittenArguments,
} from "../shape.ts";

export function containersOf(deployed: Deployed): readonly Made[] {
  return [
    ...deployed.all("cluster").map(clusterOf),
    ...deployed.all("capacity-provider").flatMap(providerOf),
    ...deployed.all("task-definition").map(definitionOf),
    ...deployed.all("service").filter(isActive).flatMap(serviceOf),
  ];
}

/** A service that was deleted is told of for a while (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html). */
function isActive({ node }: DeployedFact): boolean {
  return text(member(node, "status")) !== "INACTIVE";
}

/** `arn:aws:ecs:eu-west-1:123456789012:service/prod/web` → `service/prod/web`. */
export function endOfEcsArn(arn: string): string {
  return arn.split(":").slice(5).join(":") || arn;
}

function clusterOf({ node, id, span }: DeployedFact): Made {
  return {
    type: "aws_ecs_cluster",
    address: endOfEcsArn(id),
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "clusterArn")),
      arn: valueAt(member(node, "clusterArn")),
      cluster_name: valueAt(member(node, "clusterName")),
      name: valueAt(member(node, "clusterName")),
      capacity_providers: valueAt(member(node, "capacityProviders")),
      default_capacity_provider_strategy: strategyOf(member(node, "defaultCapacityProviderStrategy")),
    },
  };
}

function strategyOf(strategy: LocatedNode | undefined) {
  if (strategy === undefined) return undefined;
  return listOf(
    strategy.span,
    elements(strategy).map((one) =>
      objectOf(one.span, {
        capacity_provider: valueAt(member(one, "capacityProvider")),
        weight: valueAt(member(one, "weight")),
        base: valueAt(member(one, "base")),
      }),
    ),
  );
}

/** Those of Fargate are everywhere, and are told of too. */
function providerOf({ node, id, span }: DeployedFact): readonly Made[] {
  const name = text(member(node, "name")) ?? "";
  if (name.startsWith("FARGATE")) return [];
  const group = memberAt(node, "autoScalingGroupProvider", "autoScalingGroupArn");
  const managed = memberAt(node, "managedInstancesProvider", "instanceLaunchTemplate", "networkConfiguration");
  const list = (at: LocatedNode, all: WrittenArguments) => listOf(at.span, [objectOf(at.span, all)]);
  return [
    {
      type: "aws_ecs_capacity_provider",
      address: endOfEcsArn(id),
      span,
      identities: [id],
      arguments: {
        arn: valueAt(member(node, "capacityProviderArn")),
        name: valueAt(member(node, "name")),
        auto_scaling_group_provider:
          group === undefined ? undefined : list(group, { auto_scaling_group_arn: valueAt(group) }),
        managed_instances_provider:
          managed === undefined
            ? undefined
            : list(managed, {
                instance_launch_template: list(managed, {
                  network_configuration: list(managed, {
                    subnets: valueAt(member(managed, "subnets")),
                    security_groups: valueAt(member(managed, "securityGroups")),
                  }),
                }),
              }),
      },
    },
  ];
}

/** Containers are in the words of the API, as Terraform has them in JSON. Their environment is not looked at. */
function definitionOf({ node, id, span }: DeployedFact): Made {
  const containers = member(node, "containerDefinitions");
  const platform = member(node, "runtimePlatform");
  return {
    type: "aws_ecs_task_definition",
    address: endOfEcsArn(id),
    span,
    identities: [id],
    arguments: {
      arn: valueAt(member(node, "taskDefinitionArn")),
      network_mode: valueAt(member(node, "networkMode")),
      requires_compatibilities: valueAt(member(node, "requiresCompatibilities")),
      cpu: valueAt(member(node, "cpu")),
      memory: valueAt(member(node, "memory")),
      container_definitions: listOf(containers?.span ?? span, elements(containers).map(withoutEnvironment)),
      runtime_platform:
        platform === undefined
          ? undefined
          : objectOf(platform.span, {
              operating_system_family: valueAt(member(platform, "operatingSystemFamily")),
            }),
    },
  };
}

function withoutEnvironment(container: LocatedNode): MapValue | undefined {
  if (container.kind !== "mapping") return undefined;
  const kept = container.entries.filter(({ key }) => key.text !== "environment");
  return objectOf(container.span, Object.fromEntries(kept.map(({ key, value }) => [key.text, valueAt(value)])));
}

/** A service whose deployments others make has its load balancers and network in task sets. */
function serviceOf({ node, id, span }: DeployedFact): readonly Made[] {
  const controller = member(node, "deploymentController");
  const deployment = member(node, "deploymentConfiguration");
  const constraints = member(node, "placementConstraints");
  const address = endOfEcsArn(id);
  const isByOthers = text(member(controller, "type")) === "EXTERNAL";
  const service: Made = {
    type: "aws_ecs_service",
    address,
    span,
    identities: [id],
    arguments: {
      arn: valueAt(member(node, "serviceArn")),
      name: valueAt(member(node, "serviceName")),
      ...runOf(node),
      desired_count: valueAt(member(node, "desiredCount")),
      scheduling_strategy: valueAt(member(node, "schedulingStrategy")),
      deployment_maximum_percent: valueAt(member(deployment, "maximumPercent")),
      deployment_minimum_healthy_percent: valueAt(member(deployment, "minimumHealthyPercent")),
      deployment_controller:
        controller === undefined ? undefined : objectOf(controller.span, { type: valueAt(member(controller, "type")) }),
      deployment_configuration:
        deployment === undefined
          ? undefined
          : objectOf(deployment.span, { strategy: valueAt(member(deployment, "strategy")) }),
      placement_constraints:
        constraints === undefined
          ? undefined
          : listOf(
              constraints.span,
              elements(constraints).map((one) => objectOf(one.span, { type: valueAt(member(one, "type")) })),
            ),
    },
  };
  const sets = isByOthers ? elements(member(node, "taskSets")) : [];
  return [service, ...sets.map((set) => taskSetOf(set, id))];
}

function taskSetOf(set: LocatedNode, service: string): Made {
  const arn = text(member(set, "taskSetArn")) ?? `${service}/${set.span.start}`;
  return {
    type: "aws_ecs_task_set",
    address: endOfEcsArn(arn),
    span: set.span,
    identities: [arn],
    arguments: { service: textValue(service, set.span), ...runOf(set) },
  };
}

/** What says where the tasks of a service or task set run, and who leads to them. */
function runOf(node: LocatedNode): WrittenArguments {
  const balancers = member(node, "loadBalancers");
  const network = memberAt(node, "networkConfiguration", "awsvpcConfiguration");
  return {
    cluster: valueAt(member(node, "clusterArn")),
    task_definition: valueAt(member(node, "taskDefinition")),
    launch_type: valueAt(member(node, "launchType")),
    capacity_provider_strategy: strategyOf(member(node, "capacityProviderStrategy")),
    load_balancer: balancers === undefined ? undefined : listOf(balancers.span, elements(balancers).map(balancerOf)),
    network_configuration:
      network === undefined
        ? undefined
        : objectOf(network.span, {
            subnets: valueAt(member(network, "subnets")),
            security_groups: valueAt(member(network, "securityGroups")),
            assign_public_ip: publicOf(member(network, "assignPublicIp")),
          }),
  };
}

function publicOf(assigned: LocatedNode | undefined) {
  return assigned === undefined ? undefined : boolValue(text(assigned) === "ENABLED", assigned.span);
}

function balancerOf(balancer: LocatedNode): MapValue {
  const advanced = member(balancer, "advancedConfiguration");
  return objectOf(balancer.span, {
    target_group_arn: valueAt(member(balancer, "targetGroupArn")),
    elb_name: valueAt(member(balancer, "loadBalancerName")),
    container_name: valueAt(member(balancer, "containerName")),
    container_port: valueAt(member(balancer, "containerPort")),
    advanced_configuration:
      advanced === undefined
        ? undefined
        : objectOf(advanced.span, {
            alternate_target_group_arn: valueAt(member(advanced, "alternateTargetGroupArn")),
          }),
  });
}
