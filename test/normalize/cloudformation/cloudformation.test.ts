/** What CloudFormation writes otherwise than Terraform: defaults, lists, conditions, references. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../src/graph/model.ts";
import { entriesAt, fact, linked, linkedAll, nodeAt, rulesAt } from "../describe.ts";
import { fromCloudFormation } from "../sources.ts";

function graphOf(resources: string, options = { strict: false }): Graph {
  const text = `Parameters:\n  Group: { Type: "AWS::EC2::SecurityGroup::Id" }\n  Subnets: { Type: "List<AWS::EC2::Subnet::Id>" }\n  Name: { Type: String }\nResources:\n${resources.replace(/^/gm, "  ")}\n`;
  return fromCloudFormation(text, options).graph;
}

const group = (more: string): string =>
  `Host:\n  Type: AWS::EC2::SecurityGroup\n  Properties:\n    GroupDescription: x\n    VpcId: vpc-1\n${more}`;
const EVERYTHING = "egress allow all traffic to 0.0.0.0/0, ::/0";

describe("egress that nobody writes", () => {
  test("is everything", () => expect(rulesAt(graphOf(group("")), "Host")).toEqual([EVERYTHING]));
  test("is nothing more where some is written", () => {
    expect(
      rulesAt(graphOf(group(`    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 127.0.0.1/32 }]`)), "Host"),
    ).toEqual(["egress allow all traffic to 127.0.0.1/32"]);
  });
  test("may be removed by an egress resource", () => {
    const graph = graphOf(
      `${group("")}\nOut:\n  Type: AWS::EC2::SecurityGroupEgress\n  Properties: { GroupId: !Ref Host, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8 }`,
    );
    expect(rulesAt(graph, "Host")).toEqual([`${EVERYTHING} ?`, "egress allow tcp 80 to 10.0.0.0/8"]);
  });
  test("written as the default and with an egress resource it may be removed too", () => {
    const graph = graphOf(
      `${group(`    SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }]`)}\nOut:\n  Type: AWS::EC2::SecurityGroupEgress\n  Properties: { GroupId: !GetAtt Host.GroupId, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8 }`,
    );
    expect(rulesAt(graph, "Host")).toEqual([
      "egress allow all traffic to 0.0.0.0/0 ?",
      "egress allow tcp 80 to 10.0.0.0/8",
    ]);
  });
  test("of an empty list it is not documented", () => {
    expect(rulesAt(graphOf(group("    SecurityGroupEgress: []")), "Host")).toEqual([`${EVERYTHING} ?`]);
  });
});

describe("security group rules", () => {
  test("a single mapping in place of a list", () => {
    expect(
      rulesAt(
        graphOf(
          group(`    SecurityGroupIngress: { IpProtocol: TCP, FromPort: "80", ToPort: "80", CidrIp: 10.0.0.0/8 }`),
        ),
        "Host",
      )[0],
    ).toBe("ingress allow tcp 80 from 10.0.0.0/8");
  });
  test("by group, by name, by list, to itself", () => {
    const graph = graphOf(
      `${group("    GroupName: host")}
In:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: { GroupName: host, IpProtocol: -1, SourceSecurityGroupName: host }
Out:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: { GroupId: !Ref Group, IpProtocol: 17, FromPort: 0, ToPort: 65535, SourceSecurityGroupId: !Ref Host }`,
    );
    expect(rulesAt(graph, "Host")).toContain("ingress allow all traffic from Host");
    expect(rulesAt(graph, "Group")).toContain("ingress allow udp 0-65535 from Host");
  });
  test("a rule of a group that is given from outside may be any group's", () => {
    const graph = graphOf(
      `${group("")}\nIn:\n  Type: AWS::EC2::SecurityGroupIngress\n  Properties: { GroupId: !Ref Group, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8 }`,
    );
    expect(rulesAt(graph, "Host")).toContain("ingress allow tcp 80 from 10.0.0.0/8 ?");
    expect(rulesAt(graph, "Group")).toContain("ingress allow tcp 80 from 10.0.0.0/8");
  });
  test("without any peer nobody is admitted", () => {
    expect(
      rulesAt(graphOf(group(`    SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 80, ToPort: 80 }]`)), "Host")[0],
    ).toBe("ingress allow tcp 80 from nobody");
  });
});

describe("network ACLs", () => {
  const ACL = `Vpc:\n  Type: AWS::EC2::VPC\n  Properties: { CidrBlock: 10.0.0.0/16 }\nAcl:\n  Type: AWS::EC2::NetworkAcl\n  Properties: { VpcId: !Ref Vpc }\n`;
  test("entries with text for booleans, and ports that -1 ignores", () => {
    const graph = graphOf(
      `${ACL}A:\n  Type: AWS::EC2::NetworkAclEntry\n  Properties: { NetworkAclId: !Ref Acl, RuleNumber: 100, RuleAction: allow, Protocol: "-1", Egress: "true", CidrBlock: 0.0.0.0/0, PortRange: { From: 80, To: 80 } }
B:\n  Type: AWS::EC2::NetworkAclEntry\n  Properties: { NetworkAclId: !Ref Acl, RuleNumber: 100, RuleAction: deny, Protocol: 6, CidrBlock: 0.0.0.0/0, PortRange: { From: 80, To: 90 } }`,
    );
    expect(entriesAt(graph, "Acl")).toEqual([
      "egress allow all traffic to 0.0.0.0/0 (rule 100)",
      "ingress deny tcp 80-90 from 0.0.0.0/0 (rule 100)",
    ]);
  });
  test("an entry of an ACL that is given from outside may be any ACL's", () => {
    const graph = graphOf(
      `${ACL}A:\n  Type: AWS::EC2::NetworkAclEntry\n  Properties: { NetworkAclId: !Ref Name, RuleNumber: 50, RuleAction: deny, Protocol: 6, CidrBlock: 10.0.0.0/8, PortRange: { From: 1, To: 2 } }`,
    );
    const entry = "ingress deny tcp 1-2 from 10.0.0.0/8 (rule 50)";
    expect(entriesAt(graph, "Acl")).toEqual([`${entry} ?`]);
    expect(entriesAt(graph, "default network ACL of Vpc")).toContain(`${entry} ?`);
    expect(entriesAt(graph, "Name")).toEqual([entry]);
  });
  test("an entry added to the default one", () => {
    const graph = graphOf(
      `${ACL}A:\n  Type: AWS::EC2::NetworkAclEntry\n  Properties: { NetworkAclId: !GetAtt Vpc.DefaultNetworkAcl, RuleNumber: 50, RuleAction: deny, Protocol: 6, CidrBlock: 10.0.0.0/8, PortRange: { From: 1, To: 2 } }`,
    );
    expect(entriesAt(graph, "default network ACL of Vpc")).toContain("ingress deny tcp 1-2 from 10.0.0.0/8 (rule 50)");
  });
});

test("listeners and health check of a classic load balancer that nothing is known of", () => {
  const graph = graphOf(
    "Balancer:\n  Type: AWS::ElasticLoadBalancing::LoadBalancer\n  Properties: { Listeners: !Ref Subnets, HealthCheck: !Ref Name }",
  );
  const { classicListeners, classicHealthCheck } = nodeAt(graph, "load-balancer", "Balancer");
  expect(classicListeners.map(({ instancePort }) => instancePort.known)).toEqual([false]);
  expect(classicHealthCheck?.port.known).toBe(false);
});

describe("hosts", () => {
  const NET = `Vpc:\n  Type: AWS::EC2::VPC\n  Properties: { CidrBlock: 10.0.0.0/16 }\nSubnet:\n  Type: AWS::EC2::Subnet\n  Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 }\nCluster:\n  Type: AWS::ECS::Cluster\n`;
  const launch = (resources: string, address: string): string => {
    const graph = graphOf(NET + resources);
    const node = nodeAt(graph, "host-group", address);
    return node.launches
      .map((one) => `${linkedAll(graph, one.securityGroups).join(", ")} joins ${linked(graph, one.cluster)}`)
      .join("; ");
  };
  test("a launch configuration whose user data substitutes the cluster", () => {
    expect(
      launch(
        `Config:\n  Type: AWS::AutoScaling::LaunchConfiguration\n  Properties:\n    SecurityGroups: [!Ref Group]\n    UserData:\n      Fn::Base64: !Join ["", ["#!/bin/bash\\n", "echo ECS_CLUSTER=", !Ref Cluster, " >> /etc/ecs/ecs.config"]]
Hosts:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties: { MinSize: "1", MaxSize: "1", VPCZoneIdentifier: [!Ref Subnet], LaunchConfigurationName: !Ref Config }`,
        "Hosts",
      ),
    ).toBe("external Group joins Cluster");
  });
  test("a launch template's interface", () => {
    expect(
      launch(
        `Template:\n  Type: AWS::EC2::LaunchTemplate\n  Properties:\n    LaunchTemplateData: { SecurityGroupIds: [sg-1], NetworkInterfaces: [{ DeviceIndex: 0, Groups: [!Ref Group] }] }
Hosts:\n  Type: AWS::AutoScaling::AutoScalingGroup\n  Properties: { MinSize: "1", MaxSize: "1", VPCZoneIdentifier: [!Ref Subnet], LaunchTemplate: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber } }`,
        "Hosts",
      ),
    ).toBe("external Group joins ");
  });
  test("an instance's interface", () => {
    expect(
      launch(
        `Hosts:\n  Type: AWS::EC2::Instance\n  Properties: { NetworkInterfaces: [{ DeviceIndex: "0", SubnetId: !Ref Subnet, GroupSet: [!Ref Group] }] }`,
        "Hosts",
      ),
    ).toBe("external Group joins ");
  });
  test("an instance without groups", () => {
    expect(launch("Hosts:\n  Type: AWS::EC2::Instance\n  Properties: { SubnetId: !Ref Subnet }", "Hosts")).toBe(
      "default security group of Vpc joins ",
    );
  });
  test("a spot fleet", () => {
    expect(
      launch(
        `Hosts:\n  Type: AWS::EC2::SpotFleet\n  Properties:\n    SpotFleetRequestConfigData:\n      IamFleetRole: x\n      TargetCapacity: 1\n      LaunchSpecifications:\n        - { ImageId: ami-1, InstanceType: m5.large, SubnetId: !Ref Subnet, SecurityGroups: [{ GroupId: !Ref Group }], UserData: !Base64 { "Fn::Sub": "#!/bin/bash\\necho ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config" } }`,
        "Hosts",
      ),
    ).toBe("external Group joins Cluster");
  });
});

describe("services", () => {
  test("lists that a parameter gives, and the unknown name of a cluster", () => {
    const graph = graphOf(
      `Service:\n  Type: AWS::ECS::Service\n  Properties:\n    Cluster: !Ref Name\n    TaskDefinition: !Ref Task\n    NetworkConfiguration: { AwsvpcConfiguration: { Subnets: !Ref Subnets, SecurityGroups: [!Ref Group] } }\nTask:\n  Type: AWS::ECS::TaskDefinition\n  Properties: { Family: web, Cpu: .25 vCPU, Memory: 1GB, RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{ Name: app, PortMappings: [{ ContainerPort: "80" }] }] }`,
    );
    const node = nodeAt(graph, "service", "Service");
    expect([
      linked(graph, node.cluster),
      linked(graph, node.taskDefinition),
      linkedAll(graph, node.network?.subnets),
    ]).toEqual(["external Name", "Task", ["… Subnets"]]);
    const task = nodeAt(graph, "task-definition", "Task");
    expect([
      fact(task.networkMode),
      fact(task.cpu),
      fact(task.memory),
      fact(task.containers[0]?.portMappings[0]?.containerPort),
    ]).toEqual(["awsvpc", "256", "1024", "80"]);
  });
  test("properties in the wrong case are none", () => {
    const graph = graphOf(
      "Task:\n  Type: AWS::ECS::TaskDefinition\n  Properties: { ContainerDefinitions: [{ Name: app, portMappings: [{ ContainerPort: 80 }] }] }",
    );
    expect(nodeAt(graph, "task-definition", "Task").containers[0]?.portMappings).toEqual([]);
  });
  test("target group attributes", () => {
    const graph = graphOf(
      `Target:\n  Type: AWS::ElasticLoadBalancingV2::TargetGroup\n  Properties: { Protocol: TCP, Port: 80, VpcId: vpc-1, HealthCheckPort: "8081", TargetGroupAttributes: [{ Key: preserve_client_ip.enabled, Value: "false" }] }`,
    );
    const node = nodeAt(graph, "target-group", "Target");
    expect([fact(node.preserveClientIp), fact(node.healthCheck.port), fact(node.healthCheck.protocol)]).toEqual([
      "false",
      "8081",
      "TCP",
    ]);
  });
});
