/** What starts instances as AWS tells of it: auto scaling groups, with the versions of launch templates that they use. */
import type { Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, isTrue, member, memberAt, text, texts } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import { type Deployed, listOf, type Made, objectOf, textValue, valueAt } from "../shape.ts";

export function hostsOf(deployed: Deployed): readonly Made[] {
  return [
    ...deployed.all("launch-template-version").map((fact) => templateOf(deployed, fact)),
    ...deployed.all("launch-configuration").map(configurationOf),
    ...deployed.all("auto-scaling-group").map((fact) => groupOf(deployed, fact)),
  ];
}

/** Each version is a template of its own, which source may mean as the newest or the default one too. */
function templateOf(deployed: Deployed, { node, id, span }: DeployedFact): Made {
  const data = member(node, "LaunchTemplateData");
  const interfaces = member(data, "NetworkInterfaces");
  return {
    type: "aws_launch_template",
    address: id,
    span,
    identities: [id, ...wordsFor(deployed, id)].flatMap((one) => [one, ...byName(node, one)]),
    arguments: {
      vpc_security_group_ids: valueAt(member(data, "SecurityGroupIds")),
      security_group_names: valueAt(member(data, "SecurityGroups")),
      image_id: valueAt(member(data, "ImageId")),
      instance_type: valueAt(member(data, "InstanceType")),
      instance_requirements: valueAt(member(data, "InstanceRequirements")),
      user_data: valueAt(member(data, "UserData")),
      network_interfaces:
        interfaces === undefined
          ? undefined
          : listOf(
              interfaces.span,
              elements(interfaces).map((one) =>
                objectOf(one.span, {
                  device_index: valueAt(member(one, "DeviceIndex")),
                  network_interface_id: valueAt(member(one, "NetworkInterfaceId")),
                  subnet_id: valueAt(member(one, "SubnetId")),
                  security_groups: valueAt(member(one, "Groups")),
                  associate_public_ip_address: valueAt(member(one, "AssociatePublicIpAddress")),
                }),
              ),
            ),
    },
  };
}

/** `hosts:3` of `lt-0a1:3`: source names a template by its name too, which is unique in an account and region. */
function byName(node: LocatedNode, identity: string): readonly string[] {
  const name = text(member(node, "LaunchTemplateName"));
  return name === undefined ? [] : [`${name}${identity.slice(identity.indexOf(":"))}`];
}

/** `lt-0a1:$Latest` of `lt-0a1:3` where that is the newest version, as far as all are told. */
function wordsFor(deployed: Deployed, id: string): readonly string[] {
  const [template = "", number] = id.split(":");
  const words = deployed.place.cutOff.has("launch-template-version") ? [] : (["$Latest", "$Default"] as const);
  return words.flatMap((word) => (versionOf(deployed, template, word) === number ? [`${template}:${word}`] : []));
}

function configurationOf({ node, id, span }: DeployedFact): Made {
  return {
    type: "aws_launch_configuration",
    address: `launchConfiguration/${text(member(node, "LaunchConfigurationName")) ?? id}`,
    span,
    identities: [id],
    arguments: {
      name: valueAt(member(node, "LaunchConfigurationName")),
      security_groups: valueAt(member(node, "SecurityGroups")),
      image_id: valueAt(member(node, "ImageId")),
      instance_type: valueAt(member(node, "InstanceType")),
      associate_public_ip_address: valueAt(member(node, "AssociatePublicIpAddress")),
      user_data_base64: valueAt(member(node, "UserData")),
    },
  };
}

/** What a group launches next. Its subnets are one text (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html). */
function groupOf(deployed: Deployed, { node, id, span }: DeployedFact): Made {
  const name = member(node, "AutoScalingGroupName");
  const subnets = member(node, "VPCZoneIdentifier");
  const template = member(node, "LaunchTemplate");
  const mixed = memberAt(node, "MixedInstancesPolicy", "LaunchTemplate");
  const sources = member(node, "TrafficSources");
  return {
    type: "aws_autoscaling_group",
    address: `autoScalingGroup/${text(name) ?? id}`,
    span,
    identities: [id],
    arguments: {
      arn: valueAt(member(node, "AutoScalingGroupARN")),
      name: valueAt(name),
      min_size: valueAt(member(node, "MinSize")),
      max_size: valueAt(member(node, "MaxSize")),
      vpc_zone_identifier:
        subnets === undefined
          ? undefined
          : listOf(
              subnets.span,
              (text(subnets) ?? "").split(",").flatMap((one) => (one === "" ? [] : textValue(one, subnets.span))),
            ),
      launch_configuration: valueAt(member(node, "LaunchConfigurationName")),
      launch_template: template === undefined ? undefined : specificationOf(deployed, template),
      mixed_instances_policy:
        mixed === undefined ? undefined : objectOf(mixed.span, { launch_template: mixedTemplateOf(deployed, mixed) }),
      target_group_arns: valueAt(member(node, "TargetGroupARNs")),
      load_balancers: valueAt(member(node, "LoadBalancerNames")),
      traffic_source:
        sources === undefined
          ? undefined
          : listOf(
              sources.span,
              elements(sources).map((one) =>
                objectOf(one.span, {
                  identifier: valueAt(member(one, "Identifier")),
                  type: valueAt(member(one, "Type")),
                }),
              ),
            ),
    },
  };
}

function mixedTemplateOf(deployed: Deployed, mixed: LocatedNode) {
  const specification = member(mixed, "LaunchTemplateSpecification");
  const overrides = member(mixed, "Overrides");
  const specified = (node: LocatedNode | undefined) =>
    node === undefined ? undefined : specificationOf(deployed, node);
  return objectOf(mixed.span, {
    launch_template_specification: specified(specification),
    override:
      overrides === undefined
        ? undefined
        : listOf(
            overrides.span,
            elements(overrides).map((one) =>
              objectOf(one.span, {
                instance_type: valueAt(member(one, "InstanceType")),
                launch_template_specification: specified(member(one, "LaunchTemplateSpecification")),
              }),
            ),
          ),
  });
}

/** The one version that is meant, which is found by its number. */
function specificationOf(deployed: Deployed, specification: LocatedNode): Value {
  const template = member(specification, "LaunchTemplateId");
  const id = text(template) ?? "";
  const version = member(specification, "Version");
  const number = versionOf(deployed, id, text(version) ?? "$Default");
  const { span } = version ?? template ?? specification;
  const command = deployed.command("launch-template-version", [["--launch-template-id", id]], id);
  const untold = `no file tells of version ${text(version) ?? "$Default"} of the launch template ${id}`;
  return objectOf(specification.span, {
    launch_template_id:
      number === undefined
        ? deployed.untold(`launch template ${id}:${text(version)}`, untold, span, command)
        : textValue(`${id}:${number}`, span),
    version: textValue("$Latest", span),
  });
}

function versionOf(deployed: Deployed, id: string, version: string): string | undefined {
  const told = deployed
    .all("launch-template-version")
    .filter(({ node }) => text(member(node, "LaunchTemplateId")) === id);
  const numberAt = (node: LocatedNode | undefined, name: string): string | undefined => {
    const number = member(node, name);
    return number?.kind === "scalar" ? number.text : undefined;
  };
  const template = deployed.one("launch-template", id)?.node;
  const isDefault = told.find(({ node }) => isTrue(member(node, "DefaultVersion")));
  const wanted =
    version === "$Latest"
      ? (numberAt(template, "LatestVersionNumber") ?? newest(told.map(({ node }) => numberAt(node, "VersionNumber"))))
      : version === "$Default"
        ? (numberAt(template, "DefaultVersionNumber") ?? numberAt(isDefault?.node, "VersionNumber"))
        : version;
  return told.some(({ node }) => numberAt(node, "VersionNumber") === wanted) ? wanted : undefined;
}

/** Of all versions, as the command without --versions prints them. */
function newest(numbers: readonly (string | undefined)[]): string | undefined {
  const all = numbers.flatMap((one) => (one === undefined ? [] : Number(one)));
  return all.length === 0 ? undefined : String(Math.max(...all));
}

/** The groups of new instances; else the command that tells them. What several templates give is told by each instance itself. */
export function groupsOfLaunch(deployed: Deployed, group: LocatedNode): readonly string[] | string {
  const template = member(group, "LaunchTemplate");
  if (template !== undefined) {
    const id = text(member(template, "LaunchTemplateId")) ?? "";
    const number = versionOf(deployed, id, text(member(template, "Version")) ?? "$Default");
    const version = deployed.one("launch-template-version", `${id}:${number}`);
    if (version === undefined) return deployed.command("launch-template-version", [["--launch-template-id", id]], id);
    const data = member(version.node, "LaunchTemplateData");
    const [first] = elements(member(data, "NetworkInterfaces"));
    return texts(first === undefined ? member(data, "SecurityGroupIds") : member(first, "Groups"));
  }
  const name = text(member(group, "LaunchConfigurationName"));
  if (name === undefined) return [];
  const configuration = deployed
    .all("launch-configuration")
    .find(({ node }) => text(member(node, "LaunchConfigurationName")) === name);
  if (configuration === undefined) return deployed.command("launch-configuration");
  return texts(member(configuration.node, "SecurityGroups"));
}
