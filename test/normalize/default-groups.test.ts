/** Where no group is named, and where groups are named in vain: the facts beside a launch, a load balancer and a network configuration. */
import { describe, expect, test } from "vitest";
import type { Span } from "../../src/base/source-file.ts";
import { rootUnknowns, type UnknownValue } from "../../src/base/value.ts";
import type { Graph } from "../../src/graph/model.ts";
import { linkedAll, nodeAt } from "./describe.ts";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

const VPC = `
  resource "aws_vpc" "v" { cidr_block = "10.9.0.0/16" }
  resource "aws_subnet" "s" {\n vpc_id = aws_vpc.v.id\n cidr_block = "10.9.1.0/24"\n}
  resource "aws_security_group" "g" { vpc_id = aws_vpc.v.id }
`;
const CFN = `
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.9.0.0/16 } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.9.1.0/24 } }
  G: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: g, VpcId: !Ref V } }
`;

function text(span: Span | undefined): string | undefined {
  return span?.file.text.slice(span.start, span.end);
}

/** The only launch of the only host group: what its groups are and why. */
function launch(graph: Graph) {
  const [group] = graph.of("host-group");
  const [only] = group!.launches;
  return {
    groups: linkedAll(graph, only!.securityGroups),
    because: only!.defaultGroup?.because,
    at: text(only!.defaultGroup?.span),
    interface: text(only!.interface),
    ignored: text(only!.securityGroupsIgnored?.span),
    open: group!.launchesRest?.cause.text,
  };
}

describe("Terraform", () => {
  const asg = (launching: string) => `resource "aws_autoscaling_group" "a" {
    min_size = 1\n max_size = 1\n vpc_zone_identifier = [aws_subnet.s.id]\n ${launching}\n}`;
  const ofTemplate = (args: string) =>
    launch(
      fromTerraform(
        `${VPC}resource "aws_launch_template" "t" {\n ${args}\n}\n${asg('launch_template {\n id = aws_launch_template.t.id\n version = "$Latest"\n}')}`,
      ).graph,
    );
  const OWN = "default security group of aws_vpc.v";

  test("a template that names a group", () => {
    expect(ofTemplate("vpc_security_group_ids = [aws_security_group.g.id]")).toEqual({
      groups: ["aws_security_group.g"],
    });
  });

  test("a template that names none", () => {
    expect(ofTemplate("")).toEqual({
      groups: [OWN],
      because: "aws_launch_template.t names no security group",
      at: 'resource "aws_launch_template" "t"',
    });
  });

  test("no group in the subnets of a module that is not there waits for the module", () => {
    const { graph } = fromTerraform(`
      module "vpc" { source = "terraform-aws-modules/vpc/aws" }
      resource "aws_lb" "l" { subnets = module.vpc.public_subnets }`);
    const [group] = graph.of("security-group");
    expect(rootUnknowns(group!.external!.unknown).map(({ cause }) => cause.text)).toEqual([
      "module.vpc (terraform-aws-modules/vpc/aws) is not installed",
    ]);
  });

  test("groups beside an interface that names none", () => {
    const found = ofTemplate(
      "vpc_security_group_ids = [aws_security_group.g.id]\n network_interfaces {\n associate_public_ip_address = true\n }",
    );
    expect(found).toEqual({
      groups: [OWN],
      because: "the network interface of aws_launch_template.t names no security group",
      at: "network_interfaces",
      interface: "network_interfaces",
      ignored: "vpc_security_group_ids = [aws_security_group.g.id]",
    });
  });

  test("an interface that names its own", () => {
    const found = ofTemplate("network_interfaces {\n security_groups = [aws_security_group.g.id]\n }");
    expect(found).toEqual({ groups: ["aws_security_group.g"], interface: "network_interfaces" });
  });

  test("a launch configuration, and one that is not there", () => {
    const configuration = 'resource "aws_launch_configuration" "c" {\n image_id = "ami-1"\n}\n';
    expect(
      launch(
        fromTerraform(`${VPC}${configuration}${asg("launch_configuration = aws_launch_configuration.c.name")}`).graph,
      ),
    ).toEqual({
      groups: [OWN],
      because: "aws_launch_configuration.c names no security group",
      at: 'resource "aws_launch_configuration" "c"',
    });
    const { graph } = fromTerraform(`${VPC}${asg('launch_configuration = "elsewhere"')}`);
    expect(graph.of("host-group")[0]!.launchesRest?.cause.text).toBe(
      "the launch configuration elsewhere is not defined in the scanned files",
    );
  });

  test("an instance: beside an interface; and with the groups of its template", () => {
    const beside = `resource "aws_instance" "i" {
      vpc_security_group_ids = [aws_security_group.g.id]
      primary_network_interface {\n network_interface_id = aws_network_interface.n.id\n }
    }
    resource "aws_network_interface" "n" { subnet_id = aws_subnet.s.id }`;
    expect(launch(fromTerraform(VPC + beside).graph)).toMatchObject({
      groups: [OWN],
      interface: "primary_network_interface",
      ignored: "vpc_security_group_ids = [aws_security_group.g.id]",
    });
    const named = `resource "aws_launch_template" "t" {
      vpc_security_group_ids = ["sg-0a"]
      network_interfaces {\n security_groups = [aws_security_group.g.id]\n }
    }
    resource "aws_instance" "i" {\n subnet_id = aws_subnet.s.id\n launch_template {\n id = aws_launch_template.t.id\n }\n}`;
    expect(launch(fromTerraform(VPC + named).graph)).toMatchObject({
      groups: ["aws_security_group.g"],
      ignored: 'vpc_security_group_ids = ["sg-0a"]',
    });
  });

  test("a load balancer and a service", () => {
    const { graph } = fromTerraform(`${VPC}
      resource "aws_lb" "web" { subnets = [aws_subnet.s.id] }
      resource "aws_lb" "own" {\n subnets = [aws_subnet.s.id]\n security_groups = [aws_security_group.g.id]\n}
      resource "aws_lb" "net" {\n subnets = [aws_subnet.s.id]\n load_balancer_type = "network"\n}
      resource "aws_elb" "old" { subnets = [aws_subnet.s.id] }
      resource "aws_ecs_service" "s" {
        network_configuration {\n subnets = [aws_subnet.s.id]\n }
      }`);
    const because = (address: string) => nodeAt(graph, "load-balancer", address).defaultGroup?.because;
    expect(because("aws_lb.web")).toBe("aws_lb.web names no security group");
    expect(because("aws_elb.old")).toBe("aws_elb.old names no security group");
    expect([because("aws_lb.own"), because("aws_lb.net")]).toEqual([undefined, undefined]);
    const { network } = nodeAt(graph, "service", "aws_ecs_service.s");
    expect(network?.defaultGroup?.because).toBe(
      "the network configuration of aws_ecs_service.s names no security group",
    );
    expect(text(network?.defaultGroup?.span)).toBe("network_configuration");
  });
});

describe("CloudFormation", () => {
  const asg = (launching: string) => `  A:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { MinSize: 1, MaxSize: 1, VPCZoneIdentifier: [!Ref S], ${launching} }
`;
  const ofTemplate = (data: string) =>
    launch(
      fromCloudFormation(
        `${CFN}  T: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: ${data} } }\n${asg("LaunchTemplate: { LaunchTemplateId: !Ref T, Version: !GetAtt T.LatestVersionNumber }")}`,
      ).graph,
    );
  const OWN = "default security group of V";

  test("a template that names a group, none, or one beside an interface", () => {
    expect(ofTemplate("{ SecurityGroupIds: [!Ref G] }")).toEqual({ groups: ["G"] });
    expect(ofTemplate("{ ImageId: ami-1 }")).toMatchObject({
      groups: [OWN],
      because: "T names no security group",
      at: "T",
    });
    expect(
      ofTemplate("{ SecurityGroupIds: [!Ref G], NetworkInterfaces: [{ AssociatePublicIpAddress: true }] }"),
    ).toMatchObject({
      groups: [OWN],
      because: "the network interface of T names no security group",
      at: "{ AssociatePublicIpAddress: true }",
      interface: "{ AssociatePublicIpAddress: true }",
      ignored: "SecurityGroupIds: [!Ref G]",
    });
    expect(ofTemplate("{ NetworkInterfaces: [{ Groups: [!Ref G] }] }")).toEqual({
      groups: ["G"],
      interface: "{ Groups: [!Ref G] }",
    });
  });

  test("a launch configuration, and one that is not there", () => {
    const configuration = "  C: { Type: AWS::AutoScaling::LaunchConfiguration, Properties: { ImageId: ami-1 } }\n";
    expect(
      launch(fromCloudFormation(`${CFN}${configuration}${asg("LaunchConfigurationName: !Ref C")}`).graph).because,
    ).toBe("C names no security group");
    const { graph } = fromCloudFormation(`${CFN}${asg("LaunchConfigurationName: elsewhere")}`);
    expect(graph.of("host-group")[0]!.launchesRest?.cause.text).toBe(
      "the launch configuration elsewhere is not defined in the scanned files",
    );
  });

  test("an instance, a load balancer and a service", () => {
    const { graph } = fromCloudFormation(`${CFN}
  I:
    Type: AWS::EC2::Instance
    Properties: { SecurityGroupIds: [!Ref G], NetworkInterfaces: [{ DeviceIndex: "0", SubnetId: !Ref S }] }
  L: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [!Ref S] } }
  W:
    Type: AWS::ECS::Service
    Properties: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [!Ref S] } } }
`);
    expect(launch(graph)).toMatchObject({ groups: [OWN], ignored: "SecurityGroupIds: [!Ref G]" });
    expect(nodeAt(graph, "load-balancer", "L").defaultGroup?.because).toBe("L names no security group");
    expect(nodeAt(graph, "service", "W").network?.defaultGroup?.because).toBe(
      "the network configuration of W names no security group",
    );
  });
});

describe("without subnets", () => {
  test("a load balancer and a service are in no VPC, not in the default one", () => {
    const { graph } = fromTerraform(`
      resource "aws_lb" "web" {}
      resource "aws_ecs_service" "s" {
        network_configuration {\n subnets = []\n }
      }`);
    const balancer = nodeAt(graph, "load-balancer", "aws_lb.web");
    const { network } = nodeAt(graph, "service", "aws_ecs_service.s");
    expect([balancer.defaultGroup, network?.defaultGroup]).toEqual([undefined, undefined]);
    expect(network?.securityGroups.rest?.cause).toMatchObject({
      text: "the network configuration of aws_ecs_service.s names no subnet, so that it is in no VPC",
      hint: "name the subnets in the network configuration of aws_ecs_service.s",
    });
  });

  test("a list that is empty by default is one to be filled in", () => {
    const terraform = fromTerraform(`
      variable "subnets" {\n default = []\n}
      resource "aws_ecs_service" "s" {
        network_configuration {
          subnets         = var.subnets
          security_groups = ["sg-1"]
        }
      }`);
    const template = fromCloudFormation(`
Parameters: { Subnets: { Type: CommaDelimitedList, Default: "" } }
Resources:
  S:
    Type: AWS::ECS::Service
    Properties:
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: !Ref Subnets, SecurityGroups: [sg-1] } }
`);
    const asked = {
      text: "the list of subnets of aws_ecs_service.s is empty by default",
      hint: "give it with --var subnets=… or in a terraform.tfvars file",
    };
    expect(causesOf(nodeAt(terraform.graph, "service", "aws_ecs_service.s").network?.subnets.rest)).toMatchObject([
      asked,
    ]);
    expect(causesOf(nodeAt(template.graph, "service", "S").network?.subnets.rest)).toMatchObject([
      { text: "the list of subnets of S is empty by default", hint: "give it with --parameter Subnets=…" },
    ]);
  });

  test("a condition that asks for more than defaults makes a list that is empty", () => {
    const { graph } = fromTerraform(`
      variable "subnets" {\n default = []\n}
      locals {\n on = false\n}
      resource "aws_subnet" "s" {\n count = length(var.subnets) > 0 && local.on ? 1 : 0\n}
      resource "aws_lb" "lb" {\n subnets = aws_subnet.s[*].id\n}
    `);
    expect(nodeAt(graph, "load-balancer", "aws_lb.lb").subnets.rest).toBeUndefined();
  });

  test.each([
    ["of nothing that count makes", "count = length(var.subnets)", "aws_subnet.s[*].id"],
    [
      "that a condition makes none of",
      "count = length(var.subnets) > 0 ? length(var.subnets) : 0",
      "aws_subnet.s[*].id",
    ],
    [
      "that a condition repeats for none",
      "for_each = (var.subnets != [] ? toset(var.subnets) : [])",
      "[for one in aws_subnet.s : one.id]",
    ],
    ["of nothing that for_each makes", "for_each = toset(var.subnets)", "[for one in aws_subnet.s : one.id]"],
  ])("so is a list %s, of a load balancer and a network ACL too", (_, repeated, list) => {
    const { graph } = fromTerraform(`
      variable "subnets" {\n default = []\n}
      resource "aws_subnet" "s" {\n ${repeated}\n}
      resource "aws_lb" "lb" {\n subnets = ${list}\n}
      resource "aws_network_acl" "acl" {\n subnet_ids = ${list}\n}
    `);
    for (const { rest } of [
      nodeAt(graph, "load-balancer", "aws_lb.lb").subnets,
      nodeAt(graph, "network-acl", "aws_network_acl.acl").subnets,
    ])
      expect(causesOf(rest)).toMatchObject([{ hint: "give it with --var subnets=… or in a terraform.tfvars file" }]);
  });
});

function causesOf(rest: UnknownValue | undefined) {
  return rest === undefined ? [] : rootUnknowns(rest).map(({ cause }) => cause);
}
