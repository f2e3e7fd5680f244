/** A small account as AWS CLI commands tell of it, file by file: a service in bridge mode behind a load balancer. */

const REGION = "eu-west-1";
const arn = (service: string, end: string): string => `arn:aws:${service}:${REGION}:123456789012:${end}`;

export const BALANCER = arn("elasticloadbalancing", "loadbalancer/app/main/50dc6c495c0c9188");
export const LISTENER = arn("elasticloadbalancing", "listener/app/main/50dc6c495c0c9188/f2f7dc8efc522ab2");
export const GROUP = arn("elasticloadbalancing", "targetgroup/web/73e2d6bc24d8a067");
export const CLUSTER = arn("ecs", "cluster/web");
export const SERVICE = arn("ecs", "service/web/web");
const DEFINITION = arn("ecs", "task-definition/web:7");
const SCALING = arn("autoscaling", "autoScalingGroup:c0ffee:autoScalingGroupName/hosts");

const OPEN = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] }];

/** What the hosts admit of the load balancer's group. */
export interface Admitted {
  readonly from: number;
  readonly to: number;
}

const ports = ({ from, to }: Admitted, peer: object): object => ({
  IpProtocol: "tcp",
  FromPort: from,
  ToPort: to,
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
  ...peer,
});

const subnet = (id: string, cidr: string, zone: string): object => ({
  SubnetId: id,
  VpcId: "vpc-0a1",
  CidrBlock: cidr,
  AvailabilityZone: `${REGION}${zone}`,
  MapPublicIpOnLaunch: false,
  OwnerId: "123456789012",
});

const SUBNETS = ["subnet-0a1", "subnet-0b1", "subnet-0a2", "subnet-0b2"] as const;

const entry = (number: number, egress: boolean, action: string): object => ({
  RuleNumber: number,
  Egress: egress,
  Protocol: "-1",
  RuleAction: action,
  CidrBlock: "0.0.0.0/0",
});

const acl = (id: string, isDefault: boolean, subnets: readonly string[], entries: readonly object[]): object => ({
  NetworkAclId: id,
  VpcId: "vpc-0a1",
  IsDefault: isDefault,
  Associations: subnets.map((one) => ({ NetworkAclId: id, SubnetId: one })),
  Entries: [...entries, entry(32767, true, "deny"), entry(32767, false, "deny")],
});

const route = (destination: string, target: object): object => ({
  DestinationCidrBlock: destination,
  State: "active",
  ...target,
});

const userData = (text: string): string => Buffer.from(text).toString("base64");

/** Files by name, as objects; each can be left out or replaced. */
export function account({ from = 32768, to = 65535 }: Partial<Admitted> = {}): Record<string, object> {
  return {
    "describe-vpcs.json": { Vpcs: [{ VpcId: "vpc-0a1", CidrBlock: "10.0.0.0/16", IsDefault: false }] },
    "describe-subnets.json": {
      Subnets: [
        subnet("subnet-0a1", "10.0.0.0/24", "a"),
        subnet("subnet-0b1", "10.0.1.0/24", "b"),
        subnet("subnet-0a2", "10.0.10.0/24", "a"),
        subnet("subnet-0b2", "10.0.11.0/24", "b"),
      ],
    },
    "describe-security-groups.json": {
      SecurityGroups: [
        {
          GroupId: "sg-0def",
          GroupName: "default",
          VpcId: "vpc-0a1",
          IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-0def" }] }],
          IpPermissionsEgress: OPEN,
        },
        {
          GroupId: "sg-0a1b",
          GroupName: "alb",
          VpcId: "vpc-0a1",
          IpPermissions: [ports({ from: 443, to: 443 }, { IpRanges: [{ CidrIp: "0.0.0.0/0" }] })],
          IpPermissionsEgress: OPEN,
        },
        {
          GroupId: "sg-0405",
          GroupName: "hosts",
          VpcId: "vpc-0a1",
          IpPermissions: [ports({ from, to }, { UserIdGroupPairs: [{ GroupId: "sg-0a1b" }] })],
          IpPermissionsEgress: OPEN,
        },
      ],
    },
    "describe-network-acls.json": {
      NetworkAcls: [acl("acl-0a1", true, SUBNETS, [entry(100, true, "allow"), entry(100, false, "allow")])],
    },
    "describe-route-tables.json": {
      RouteTables: [
        {
          RouteTableId: "rtb-0a1",
          VpcId: "vpc-0a1",
          Associations: [{ RouteTableId: "rtb-0a1", Main: true }],
          Routes: [route("10.0.0.0/16", { GatewayId: "local" }), route("0.0.0.0/0", { NatGatewayId: "nat-0a1" })],
          PropagatingVgws: [],
        },
        {
          RouteTableId: "rtb-0b1",
          VpcId: "vpc-0a1",
          Associations: ["subnet-0a1", "subnet-0b1"].map((one) => ({
            SubnetId: one,
            RouteTableId: "rtb-0b1",
            Main: false,
          })),
          Routes: [route("10.0.0.0/16", { GatewayId: "local" }), route("0.0.0.0/0", { GatewayId: "igw-0a1" })],
          PropagatingVgws: [],
        },
      ],
    },
    "describe-internet-gateways.json": {
      InternetGateways: [{ InternetGatewayId: "igw-0a1", Attachments: [{ VpcId: "vpc-0a1", State: "available" }] }],
    },
    "describe-nat-gateways.json": {
      NatGateways: [
        {
          NatGatewayId: "nat-0a1",
          SubnetId: "subnet-0a1",
          VpcId: "vpc-0a1",
          State: "available",
          ConnectivityType: "public",
        },
      ],
    },
    "describe-vpc-endpoints.json": { VpcEndpoints: [] },
    "describe-load-balancers.json": {
      LoadBalancers: [
        {
          LoadBalancerArn: BALANCER,
          LoadBalancerName: "main",
          Scheme: "internet-facing",
          VpcId: "vpc-0a1",
          Type: "application",
          IpAddressType: "ipv4",
          SecurityGroups: ["sg-0a1b"],
          AvailabilityZones: [
            { ZoneName: "eu-west-1a", SubnetId: "subnet-0a1" },
            { ZoneName: "eu-west-1b", SubnetId: "subnet-0b1" },
          ],
        },
      ],
    },
    "describe-listeners-50dc6c495c0c9188.json": {
      Listeners: [
        {
          ListenerArn: LISTENER,
          LoadBalancerArn: BALANCER,
          Port: 443,
          Protocol: "HTTPS",
          DefaultActions: [
            {
              Type: "forward",
              TargetGroupArn: GROUP,
              ForwardConfig: { TargetGroups: [{ TargetGroupArn: GROUP, Weight: 1 }] },
            },
          ],
        },
      ],
    },
    "describe-rules-f2f7dc8efc522ab2.json": {
      Rules: [
        {
          RuleArn: `${LISTENER.replace(":listener/", ":listener-rule/")}/9683b2d02a6cabee`,
          Priority: "default",
          IsDefault: true,
          Actions: [{ Type: "forward", TargetGroupArn: GROUP }],
        },
      ],
    },
    "describe-target-groups.json": {
      TargetGroups: [
        {
          TargetGroupArn: GROUP,
          TargetGroupName: "web",
          Protocol: "HTTP",
          Port: 80,
          VpcId: "vpc-0a1",
          TargetType: "instance",
          IpAddressType: "ipv4",
          HealthCheckEnabled: true,
          HealthCheckPort: "traffic-port",
          HealthCheckProtocol: "HTTP",
          HealthCheckPath: "/health",
          LoadBalancerArns: [BALANCER],
        },
      ],
    },
    "describe-clusters-web.json": {
      clusters: [
        {
          clusterArn: CLUSTER,
          clusterName: "web",
          status: "ACTIVE",
          registeredContainerInstancesCount: 1,
          capacityProviders: [],
          defaultCapacityProviderStrategy: [],
        },
      ],
      failures: [],
    },
    "describe-services-web.json": {
      services: [
        {
          serviceArn: SERVICE,
          serviceName: "web",
          clusterArn: CLUSTER,
          status: "ACTIVE",
          desiredCount: 4,
          launchType: "EC2",
          taskDefinition: DEFINITION,
          schedulingStrategy: "REPLICA",
          deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 },
          loadBalancers: [{ targetGroupArn: GROUP, containerName: "web", containerPort: 80 }],
          placementConstraints: [],
        },
      ],
      failures: [],
    },
    "describe-task-definition-web-7.json": {
      taskDefinition: {
        taskDefinitionArn: DEFINITION,
        family: "web",
        revision: 7,
        networkMode: "bridge",
        containerDefinitions: [
          {
            name: "web",
            image: "nginx",
            cpu: 0,
            memory: 256,
            portMappings: [{ containerPort: 80, hostPort: 0, protocol: "tcp" }],
            environment: [{ name: "PASSWORD", value: "hunter2" }],
          },
        ],
        requiresCompatibilities: ["EC2"],
      },
    },
    "describe-container-instances-web.json": {
      containerInstances: [{ containerInstanceArn: arn("ecs", "container-instance/web/0a1b"), ec2InstanceId: "i-0a1" }],
      failures: [],
    },
    "describe-instances.json": {
      Reservations: [
        {
          Instances: [
            {
              InstanceId: "i-0a1",
              SubnetId: "subnet-0a2",
              VpcId: "vpc-0a1",
              InstanceType: "m5.large",
              ImageId: "ami-0123456789abcdef0",
              State: { Name: "running" },
              SecurityGroups: [{ GroupId: "sg-0405", GroupName: "hosts" }],
            },
          ],
        },
      ],
    },
    "describe-auto-scaling-groups.json": {
      AutoScalingGroups: [
        {
          AutoScalingGroupName: "hosts",
          AutoScalingGroupARN: SCALING,
          LaunchTemplate: { LaunchTemplateId: "lt-0a1", LaunchTemplateName: "hosts", Version: "$Latest" },
          MinSize: 2,
          MaxSize: 4,
          VPCZoneIdentifier: "subnet-0a2,subnet-0b2",
          TargetGroupARNs: [],
          LoadBalancerNames: [],
          Instances: [{ InstanceId: "i-0a1", LaunchTemplate: { LaunchTemplateId: "lt-0a1", Version: "3" } }],
        },
      ],
    },
    "describe-launch-template-versions-lt-0a1.json": {
      LaunchTemplateVersions: [
        {
          LaunchTemplateId: "lt-0a1",
          LaunchTemplateName: "hosts",
          VersionNumber: 3,
          DefaultVersion: false,
          LaunchTemplateData: {
            ImageId: "ami-0123456789abcdef0",
            InstanceType: "m5.large",
            SecurityGroupIds: ["sg-0405"],
            UserData: userData("#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n"),
          },
        },
      ],
    },
  };
}

/** The files as they lie in a directory. */
export function filesOf(all: Readonly<Record<string, object>>, directory = "facts"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).map(([name, content]) => [
      `${directory}/${name}`,
      `${JSON.stringify(content, undefined, 4)}\n`,
    ]),
  );
}
