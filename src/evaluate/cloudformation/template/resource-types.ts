/** What the evaluator must know of CloudFormation's resource types: names only, no meaning. */

import { underKey } from "../../../base/collections.ts";
import { CATALOGUE, CLOUDFORMATION_TYPES, entryOf, isOf } from "../../../catalogue/catalogue.ts";
import type { Family } from "../../../catalogue/families.ts";

/** What resources are to others that only rules ask for: no flow depends on them. */
const ONLY_OF_RULES: ReadonlySet<Family | undefined> = new Set(["discovery-namespace", "discovery-service"]);

const DECIDED: ReadonlySet<string> = new Set(
  CLOUDFORMATION_TYPES.filter((type) => !ONLY_OF_RULES.has(entryOf(type)?.family)),
);

/** Whether a flow can depend on resources of the type: open conditions in them are decided, so that each possibility is a world. */
export function isDecided(type: string): boolean {
  return DECIDED.has(type);
}

/** Properties of those types, at any depth, that only rules ask for: no flow depends on them. */
export const ASKED_BY_RULES: ReadonlySet<string> = new Set([
  "AssociatePublicIpAddress",
  "Cpu",
  "DesiredCount",
  "DnsConfig",
  "GatewayConnectors",
  "Image",
  "MapPublicIpOnLaunch",
  "InstanceRequirements",
  "InstanceType",
  "Memory",
  "MemoryReservation",
  "OutpostArn",
  "PlacementConstraints",
  "PrivateDnsEnabled",
  "ServiceConnectConfiguration",
  "ServiceConnectDefaults",
  "ServiceRegistries",
  "VpcEndpointType",
  "VpcLatticeConfigurations",
]);

/** Properties of those types, at any depth, that nobody asks for. */
export const NOT_READ: ReadonlySet<string> = new Set([
  "AccessLoggingPolicy",
  "BlockDeviceMappings",
  "Certificates",
  "Command",
  "Conditions",
  "CreditSpecification",
  "Description",
  "DesiredCapacity",
  "DockerLabels",
  "EbsOptimized",
  "EntryPoint",
  "Environment",
  "EnvironmentFiles",
  "ExecutionRoleArn",
  "GroupDescription",
  "HealthCheckGracePeriod",
  "HealthCheckGracePeriodSeconds",
  "HealthCheckIntervalSeconds",
  "HealthCheckPath",
  "HealthCheckTimeoutSeconds",
  "HealthyThresholdCount",
  "IamInstanceProfile",
  "InstanceMonitoring",
  "KeyName",
  "LinuxParameters",
  "Matcher",
  "Monitoring",
  "MountPoints",
  "NotificationConfigurations",
  "Options",
  "PlacementStrategies",
  "Priority",
  "Privileged",
  "ProxyConfiguration",
  "ReadonlyRootFilesystem",
  "RepositoryCredentials",
  "Role",
  "SpotPrice",
  "SslPolicy",
  "StopTimeout",
  "TagSpecifications",
  "Tags",
  "TaskRoleArn",
  "TerminationPolicies",
  "Ulimits",
  "UnhealthyThresholdCount",
  "Volumes",
  "VolumesFrom",
]);

/** Types without which a root has no flow, so that nothing in it needs to be decided. */
export function isService(type: string): boolean {
  return isOf("service", type) || isOf("task-set", type) || type === "AWS::ECS::ExpressGatewayService";
}

/** Types that are services, or stacks with services, of which the template does not show what a flow depends on; with the reason. */
export const HIDING: ReadonlyMap<string, string> = new Map([
  [
    "AWS::ECS::ExpressGatewayService",
    "AWS makes the load balancer, the groups and the tasks' network of an ECS express service: they are not in the template",
  ],
  [
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    "a product of the service catalog is a stack of its own: its template is not in the scanned files",
  ],
]);

/** A module of CloudFormation's registry
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html). */
export function isModule(type: string): boolean {
  return type.endsWith("::MODULE");
}

/** A custom resource, or a type of a registry that is no module. */
export function isMadeByCode(type: string): boolean {
  return (!type.startsWith("AWS::") && !isModule(type)) || type === "AWS::CloudFormation::CustomResource";
}

/** Types without which no service is behind a load balancer: who is given one may make a service. */
export function isPartOfServices(type: string): boolean {
  return isOf("task-definition", type) || isOf("target-group", type);
}

/** The property of a service that can say that it needs no instances, and the value that says so. */
export const LAUNCH = { property: "LaunchType", withoutHosts: "FARGATE" };

/** Types that start instances on which services can run. */
const HOST_KINDS = ["auto-scaling-group", "ec2-fleet", "instance", "spot-fleet"] as const;
const HOSTS: readonly string[] = HOST_KINDS.flatMap((kind) => CATALOGUE[kind].cloudformation ?? []);

/** How instances are told which cluster they join, by user data or by a capacity provider. */
const JOINS = /ECS_CLUSTER|ECSAgent|AWS::ECS::CapacityProvider/;

/** Whether a template with this text and these types starts instances on which services can run. */
export function startsHosts(text: string, types: Iterable<string>): boolean {
  return [...types].some((type) => HOSTS.includes(type)) && JOINS.test(text);
}

/** The property that names a cluster, and the one by which a service names its. */
export const CLUSTER = { name: "ClusterName", of: "Cluster" };

/** A parameter that is stored under a name, and has a value
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html). */
export const STORED = { type: "AWS::SSM::Parameter", name: "Name", value: "Value" };

/** A template with a cluster of its own starts instances for that one. */
export function isCluster(type: string): boolean {
  return isOf("cluster", type);
}

/** A quick look at a text: false is certain. */
export function mayImportForHosts(text: string): boolean {
  return text.includes("ImportValue") && JOINS.test(text) && HOSTS.some((type) => text.includes(type));
}

export function isDecidedProperty(name: string): boolean {
  return !ASKED_BY_RULES.has(name) && !NOT_READ.has(name);
}

/** Whether an attribute of `Fn::GetAtt` is a property as the template gives it. */
export function isPropertyAttribute(type: string, attribute: string): boolean {
  return entryOf(type)?.echoes?.includes(attribute) === true;
}

/** Types that stand for a stack made from another template, and the property that names it. */
const STACKS: Readonly<Record<string, string>> = {
  "AWS::CloudFormation::Stack": "TemplateURL",
  "AWS::CloudFormation::StackSet": "TemplateURL",
  "AWS::Serverless::Application": "Location",
};

export function templateProperty(type: string): string | undefined {
  return underKey(STACKS, type);
}

/** Transforms that are part of CloudFormation's language, or whose effect on the resources written here is known. */
const KNOWN_TRANSFORMS = new Set([
  "AWS::LanguageExtensions",
  "AWS::Include",
  "AWS::Serverless-2016-10-31",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
  "AWS::CodeDeployBlueGreen",
  "AWS::ServiceCatalog",
  "Serverless Framework",
]);

export function isKnownTransform(name: string): boolean {
  return KNOWN_TRANSFORMS.has(name);
}

/** Those of them that make further resources. */
export function makesResources(name: string): boolean {
  return name === SERVERLESS_TRANSFORM || name === SERVERLESS_FRAMEWORK;
}

/** What stands for the Serverless Framework in the template that its configuration holds. */
export const SERVERLESS_FRAMEWORK = "Serverless Framework";

/**
 * What its section Globals sets is not read: only functions, APIs, tables, state machines and the like inherit from it, none of which
 * is part of a flow. Of the serverless types only applications are stacks, and they inherit nothing
 * (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html).
 */
const SERVERLESS_TRANSFORM = "AWS::Serverless-2016-10-31";
