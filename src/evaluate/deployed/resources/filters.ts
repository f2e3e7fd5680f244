/** Security groups and network ACLs, with all their rules, as AWS tells of them. */
import { groupBy } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type { MapValue } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { elements, isTrue, member, memberAt, text } from "../../plan/document.ts";
import type { DeployedFact } from "../read-facts.ts";
import { comesWith, type Deployed, listOf, type Made, objectOf, tagsOf, textValue, valueAt } from "../shape.ts";

export function filtersOf(deployed: Deployed): readonly Made[] {
  const told = deployed.all("network-acl");
  const filtered = new Set(
    told.flatMap(({ node }) =>
      elements(member(node, "Associations")).flatMap((one) => text(member(one, "SubnetId")) ?? []),
    ),
  );
  return [
    ...deployed.all("security-group").map((fact) => groupOf(deployed, fact)),
    ...groupsOfRules(deployed),
    ...told.map((fact) => aclOf(deployed, fact)),
    ...[...namedSubnets(deployed)].filter(([id]) => !filtered.has(id)).map((subnet) => untoldAcl(deployed, subnet)),
  ];
}

/** The default group of a VPC is called so, and no other can be (https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html). */
function groupOf(deployed: Deployed, fact: DeployedFact): Made {
  const { node, id, span } = fact;
  const isDefault = text(member(node, "GroupName")) === "default";
  const rules = (name: string) => deployed.listIn(fact, "security-group", name, (all) => all.map(permissionOf));
  return {
    type: isDefault ? "aws_default_security_group" : "aws_security_group",
    address: id,
    span,
    identities: [id, ...[text(member(node, "SecurityGroupArn")) ?? []].flat()],
    arguments: {
      id: valueAt(member(node, "GroupId")),
      name: valueAt(member(node, "GroupName")),
      description: valueAt(member(node, "Description")),
      tags: tagsOf(node),
      vpc_id: valueAt(member(node, "VpcId")),
      ingress: rules("IpPermissions"),
      egress: rules("IpPermissionsEgress"),
    },
  };
}

/** One protocol and range of ports with all its peers (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html). */
function permissionOf(permission: LocatedNode): MapValue {
  const list = (name: string, peer: string) => {
    const peers = member(permission, name);
    const values = elements(peers).map((one) => valueAt(member(one, peer)));
    return values.length === 0 ? undefined : listOf(peers?.span ?? permission.span, values);
  };
  return objectOf(permission.span, {
    protocol: valueAt(member(permission, "IpProtocol")),
    from_port: valueAt(member(permission, "FromPort")),
    to_port: valueAt(member(permission, "ToPort")),
    cidr_blocks: list("IpRanges", "CidrIp"),
    ipv6_cidr_blocks: list("Ipv6Ranges", "CidrIpv6"),
    prefix_list_ids: list("PrefixListIds", "PrefixListId"),
    security_groups: list("UserIdGroupPairs", "GroupId"),
  });
}

/** Groups of which only rules are told, one by one: nothing says that these are all, as the command may be asked for some. */
function groupsOfRules(deployed: Deployed): readonly Made[] {
  const groups = groupBy(deployed.all("security-group-rule"), ({ node }) => text(member(node, "GroupId")) ?? "");
  return [...groups].flatMap(([id, rules]): readonly Made[] => {
    if (id === "" || deployed.one("security-group", id) !== undefined) return [];
    const [{ node, span }] = rules;
    const command = deployed.command("security-group");
    const more = deployed.untold(
      `further rules of ${id}`,
      `no file tells that these are all rules of ${id}`,
      span,
      command,
    );
    const ofDirection = (egress: boolean) =>
      listOf(
        span,
        rules.filter((rule) => isTrue(member(rule.node, "IsEgress")) === egress).map((rule) => ruleOf(rule.node)),
        more,
      );
    return [
      {
        type: "aws_security_group",
        address: id,
        span,
        identities: [id],
        arguments: {
          id: valueAt(member(node, "GroupId")),
          vpc_id: deployed.untold(`VPC of ${id}`, `no file tells of the VPC of ${id}`, span, command),
          ingress: ofDirection(false),
          egress: ofDirection(true),
        },
      },
    ];
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html */
function ruleOf(rule: LocatedNode): MapValue {
  const list = (peer: LocatedNode | undefined) => (peer === undefined ? undefined : listOf(peer.span, [valueAt(peer)]));
  return objectOf(rule.span, {
    protocol: valueAt(member(rule, "IpProtocol")),
    from_port: valueAt(member(rule, "FromPort")),
    to_port: valueAt(member(rule, "ToPort")),
    cidr_blocks: list(member(rule, "CidrIpv4")),
    ipv6_cidr_blocks: list(member(rule, "CidrIpv6")),
    prefix_list_ids: list(member(rule, "PrefixListId")),
    security_groups: list(memberAt(rule, "ReferencedGroupInfo", "GroupId")),
  });
}

/** The last entry of each direction denies what no other decides; it has this number, and cannot be changed. */
const LAST_RULE = "32767";

function aclOf(deployed: Deployed, fact: DeployedFact): Made {
  const { node, id, span } = fact;
  const isDefault = isTrue(member(node, "IsDefault"));
  const vpc = member(node, "VpcId");
  const associations = member(node, "Associations");
  const isWritten = (entry: LocatedNode) => numberOf(member(entry, "RuleNumber")) !== LAST_RULE;
  const ofDirection = (egress: boolean) =>
    deployed.listIn(fact, "network-acl", "Entries", (all) =>
      all.filter((entry) => isWritten(entry) && isTrue(member(entry, "Egress")) === egress).map(entryOf),
    );
  return {
    type: isDefault ? "aws_default_network_acl" : "aws_network_acl",
    address: id,
    span,
    identities: [id],
    arguments: {
      id: valueAt(member(node, "NetworkAclId")),
      ...(isDefault && vpc !== undefined
        ? { default_network_acl_id: comesWith(deployed.root, text(vpc) ?? "", "default_network_acl_id", vpc.span) }
        : { vpc_id: valueAt(vpc) }),
      ingress: ofDirection(false),
      egress: ofDirection(true),
      subnet_ids: listOf(
        associations?.span ?? span,
        elements(associations).map((one) => valueAt(member(one, "SubnetId"))),
      ),
    },
  };
}

function numberOf(node: LocatedNode | undefined): string | undefined {
  return node?.kind === "scalar" ? node.text : undefined;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html */
function entryOf(entry: LocatedNode): MapValue {
  return objectOf(entry.span, {
    rule_no: valueAt(member(entry, "RuleNumber")),
    protocol: valueAt(member(entry, "Protocol")),
    action: valueAt(member(entry, "RuleAction")),
    cidr_block: valueAt(member(entry, "CidrBlock")),
    ipv6_cidr_block: valueAt(member(entry, "Ipv6CidrBlock")),
    from_port: valueAt(memberAt(entry, "PortRange", "From")),
    to_port: valueAt(memberAt(entry, "PortRange", "To")),
  });
}

/** Every subnet that anything names, with where it is named: what is in it may pass its network ACL. */
function namedSubnets(deployed: Deployed): ReadonlyMap<string, Span> {
  const found = new Map(deployed.all("subnet").map(({ id, span }) => [id, span] as const));
  const visit = (node: LocatedNode): void => {
    if (node.kind === "sequence") for (const element of node.elements) visit(element);
    else if (node.kind === "mapping") for (const { value } of node.entries) visit(value);
    else
      for (const id of node.text.split(","))
        if (/^subnet-[0-9a-f]+$/.test(id) && !found.has(id)) found.set(id, node.span);
  };
  for (const { node } of deployed.place.facts) visit(node);
  return found;
}

/** A subnet always has a network ACL; where no file says which, nothing is known of its entries. */
function untoldAcl(deployed: Deployed, [id, span]: readonly [string, Span]): Made {
  const untold = (what: string, kind: "network-acl" | "subnet") =>
    deployed.untold(`${what} of ${id}`, `no file tells of the ${what} of ${id}`, span, deployed.command(kind));
  const unknown = untold("network ACL", "network-acl");
  const vpc = member(deployed.one("subnet", id)?.node, "VpcId");
  return {
    type: "aws_network_acl",
    address: `network ACL of ${id}`,
    span,
    arguments: {
      vpc_id: valueAt(vpc) ?? untold("VPC", "subnet"),
      ingress: listOf(span, [], unknown),
      egress: listOf(span, [], unknown),
      subnet_ids: listOf(span, [textValue(id, span)]),
    },
  };
}
