/** The instances that are registered with clusters of ECS, as AWS tells of them. */
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, member, text } from "../../plan/document.ts";
import { instancesCommand } from "../commands.ts";
import type { DeployedFact } from "../read-facts.ts";
import { type Deployed, listOf, type Made, textValue, valueAt, type WrittenArguments } from "../shape.ts";
import { endOfEcsArn } from "./containers.ts";
import { groupsOfLaunch } from "./hosts.ts";

export function registeredInstancesOf(deployed: Deployed): readonly Made[] {
  return [...deployed.all("cluster").flatMap((fact) => registeredOf(deployed, fact)), ...untoldClusters(deployed)];
}

/** The instances that are registered with a cluster: those that are not as their group would launch them now, and those of which nothing is told. */
function registeredOf(deployed: Deployed, cluster: DeployedFact): readonly Made[] {
  const name = text(member(cluster.node, "clusterName")) ?? "";
  if (!CLUSTER_NAME.test(name)) return [];
  const registered = deployed.all("container-instance").filter(({ id }) => clusterOfInstance(id) === name);
  const own = registered.filter(({ node }) => !isElsewhere(node));
  const told = own.flatMap((registered) => {
    const instance = deployed.one("instance", text(member(registered.node, "ec2InstanceId")) ?? "");
    return instance === undefined ? [] : [{ registered, instance, launch: launchOf(deployed, instance) }];
  });
  const count = member(cluster.node, "registeredContainerInstancesCount");
  const all = (count?.kind === "scalar" ? Number(count.text) : 0) - (registered.length - own.length);
  const span = count?.span ?? cluster.span;
  const untold = told.flatMap(({ launch }) => (launch.kind === "untold" ? launch.command : []));
  const missing =
    own.length < all
      ? [instancesCommand(deployed.place, name)]
      : told.length < own.length
        ? [deployed.command("instance")]
        : untold.slice(0, 1);
  return [
    ...told
      .filter(({ launch }) => launch.kind === "otherwise")
      .map(({ registered, instance }) => instanceOf(registered, instance, name)),
    ...missing.map((command) => otherInstances(deployed, cluster.id, name, span, command)),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html */
const CLUSTER_NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** A machine outside of AWS, whose tasks are behind no load balancer (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html). */
function isElsewhere(instance: LocatedNode): boolean {
  return text(member(instance, "ec2InstanceId"))?.startsWith("mi-") === true;
}

/** Of a cluster that a service names and of which no file tells it is not known what is registered with it. */
function untoldClusters(deployed: Deployed): readonly Made[] {
  const told = new Set(deployed.all("cluster").map(({ id }) => id));
  const named = deployed.all("service").flatMap(({ node }) => member(node, "clusterArn") ?? []);
  const untold = new Map(
    named.flatMap((one) => (told.has(text(one) ?? "") ? [] : [[text(one) ?? "", one.span] as const])),
  );
  return [...untold].flatMap(([id, span]): readonly Made[] => {
    const name = id.slice(id.lastIndexOf("/") + 1);
    if (!CLUSTER_NAME.test(name)) return [];
    return [otherInstances(deployed, id, name, span, deployed.command("cluster", [["--clusters", name]], name))];
  });
}

/** Any number of instances of which nothing is known but that they are registered with a cluster. */
function otherInstances(deployed: Deployed, arn: string, name: string, span: Span, command: string): Made {
  const address = endOfEcsArn(arn);
  const why = `no file tells of all instances that are registered with ${address}`;
  const unknown = deployed.untold(`instances of ${address}`, why, span, command);
  return {
    type: "aws_instance",
    address: `other instances of ${address}`,
    span,
    repeated: true,
    arguments: {
      vpc_security_group_ids: listOf(span, [], unknown),
      subnet_id: unknown,
      user_data: joining(name, span),
    },
  };
}

/** `…:container-instance/prod/a1b2…`, in which old ones lack the cluster. */
function clusterOfInstance(arn: string): string {
  return endOfEcsArn(arn).split("/").at(-2) ?? "";
}

/** How an instance is to what its auto scaling group would launch in its place. */
type Launch =
  /** It has the groups that a new one would have: these stand for it. */
  | { readonly kind: "alike" }
  | { readonly kind: "otherwise" }
  /** No file tells what the group launches; the command that would. */
  | { readonly kind: "untold"; readonly command: string };

function launchOf(deployed: Deployed, { id, node }: DeployedFact): Launch {
  const group = deployed.all("auto-scaling-group").find((one) => {
    return elements(member(one.node, "Instances")).some((instance) => text(member(instance, "InstanceId")) === id);
  });
  if (group === undefined) return { kind: "otherwise" };
  const launched = groupsOfLaunch(deployed, group.node);
  if (typeof launched === "string") return { kind: "untold", command: launched };
  const groups = elements(member(node, "SecurityGroups")).flatMap((one) => text(member(one, "GroupId")) ?? []);
  const subnets = (text(member(group.node, "VPCZoneIdentifier")) ?? "").split(",");
  const isAlike = sameSet(launched, groups) && subnets.includes(text(member(node, "SubnetId")) ?? "");
  return { kind: isAlike ? "alike" : "otherwise" };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function instanceOf({ span }: DeployedFact, { id, node }: DeployedFact, cluster: string): Made {
  const groups = member(node, "SecurityGroups");
  const all: WrittenArguments = {
    subnet_id: valueAt(member(node, "SubnetId")),
    vpc_security_group_ids: listOf(
      groups?.span ?? span,
      elements(groups).map((one) => valueAt(member(one, "GroupId"))),
    ),
    ami: valueAt(member(node, "ImageId")),
    instance_type: valueAt(member(node, "InstanceType")),
    user_data: joining(cluster, span),
  };
  return { type: "aws_instance", address: id, span, identities: [id], arguments: all };
}

/** That an instance is registered with a cluster, in the words in which its user data would say it. */
function joining(cluster: string, span: Span): Value {
  return textValue(`#!/bin/sh\necho ECS_CLUSTER=${cluster} >> /etc/ecs/ecs.config\n`, span);
}
