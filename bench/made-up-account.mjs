/**
 * An account that has whatever is named, as AWS CLI commands would tell of it: one VPC, in which everything is, and nothing is closed. It stands in for the account
 * of those who wrote a repository, to see whether what the program asks for decides anything.
 */

const VPC = "vpc-0badcafe0badcafe0";
const ZONES = ["a", "b", "c"];
const SUBNETS = ZONES.map((zone) => `subnet-0badcafe0badcafe${zone}`);
const OPEN_GROUP = "sg-0badcafe0badcafe0";
const OPEN = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] }];
const entry = (Egress) => ({ RuleNumber: 100, Egress, Protocol: "-1", RuleAction: "allow", CidrBlock: "0.0.0.0/0" });

/** Ids and ARNs in texts that reports show, by what they name. */
const NAMED = {
  groups: /\bsg-[0-9a-z]+\b/g,
  subnets: /\bsubnet-[0-9a-z]+\b/g,
  vpcs: /\bvpc-[0-9a-z]+\b/g,
  balancers: /\barn:aws[\w-]*:elasticloadbalancing:[\w-]*:\d*:loadbalancer\/(?:app|net)\/[\w-]+\/[0-9a-z]+/g,
  listeners: /\barn:aws[\w-]*:elasticloadbalancing:[\w-]*:\d*:listener\/(?:app|net)\/[\w-]+\/[0-9a-z]+\/[0-9a-z]+/g,
  targets: /\barn:aws[\w-]*:elasticloadbalancing:[\w-]*:\d*:targetgroup\/[\w-]+\/[0-9a-z]+/g,
  configurations: /\blaunch configuration ([\w-]+) is not defined/g,
  clusters: /\bcluster ([\w-]+) is not defined|known to join ([\w-]+)(?![\w.[-])/g,
};

/** The values that it has for something of a kind of which only that is known. */
export const VALUES = {
  vpc: VPC,
  subnet: SUBNETS[0],
  "security-group": OPEN_GROUP,
  "load-balancer": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/made-up/50dc6c495c0c9188",
  listener:
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/made-up/50dc6c495c0c9188/f2f7dc8efc522ab2",
  "target-group": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/made-up/73e2d6bc24d8a067",
  cluster: "made-up",
};

/** Files by name. `texts`: what names the things that it has. */
export function accountOf(texts) {
  const named = Object.fromEntries(
    Object.entries(NAMED).map(([kind, pattern]) => [
      kind,
      new Set([...texts.matchAll(pattern)].map(([all, ...parts]) => parts.find((part) => part !== undefined) ?? all)),
    ]),
  );
  named.listeners.add(VALUES.listener);
  for (const listener of named.listeners)
    named.balancers.add(listener.replace(":listener/", ":loadbalancer/").replace(/\/[^/]*$/, ""));
  named.targets.add(VALUES["target-group"]);
  named.clusters.add(VALUES.cluster);
  const vpcs = [...named.vpcs.add(VPC)];
  const subnets = [...new Set([...SUBNETS, ...named.subnets])];
  const groups = [...named.groups.add(OPEN_GROUP)];
  const clusters = [...named.clusters];
  return {
    "describe-vpcs.json": {
      Vpcs: vpcs.map((VpcId) => ({ VpcId, CidrBlock: "10.200.0.0/16", IsDefault: VpcId === VPC })),
    },
    "describe-subnets.json": {
      Subnets: subnets.map((SubnetId, at) => ({
        SubnetId,
        VpcId: VPC,
        CidrBlock: `10.200.${at}.0/24`,
        AvailabilityZone: `us-east-1${ZONES[at % ZONES.length]}`,
        MapPublicIpOnLaunch: true,
      })),
    },
    "describe-security-groups.json": {
      SecurityGroups: groups.map((GroupId) => ({
        GroupId,
        GroupName: GroupId,
        VpcId: VPC,
        IpPermissions: OPEN,
        IpPermissionsEgress: OPEN,
      })),
    },
    "describe-network-acls.json": {
      NetworkAcls: vpcs.map((VpcId) => ({
        NetworkAclId: VpcId.replace("vpc", "acl"),
        VpcId,
        IsDefault: true,
        Associations: VpcId === VPC ? subnets.map((SubnetId) => ({ SubnetId })) : [],
        Entries: [entry(true), entry(false)],
      })),
    },
    "describe-route-tables.json": {
      RouteTables: vpcs.map((VpcId) => ({
        RouteTableId: VpcId.replace("vpc", "rtb"),
        VpcId,
        Associations: [{ Main: true }],
        Routes: [
          { DestinationCidrBlock: "10.200.0.0/16", GatewayId: "local", State: "active" },
          { DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-0badcafe0badcafe0", State: "active" },
        ],
      })),
    },
    "describe-internet-gateways.json": {
      InternetGateways: [
        { InternetGatewayId: "igw-0badcafe0badcafe0", Attachments: [{ VpcId: VPC, State: "available" }] },
      ],
    },
    "describe-load-balancers.json": {
      LoadBalancers: [...named.balancers].map((LoadBalancerArn) => ({
        LoadBalancerArn,
        LoadBalancerName: LoadBalancerArn.split("/").at(-2),
        Scheme: "internet-facing",
        VpcId: VPC,
        Type: LoadBalancerArn.includes("/net/") ? "network" : "application",
        IpAddressType: "ipv4",
        SecurityGroups: [OPEN_GROUP],
        AvailabilityZones: ZONES.map((zone, at) => ({ ZoneName: `us-east-1${zone}`, SubnetId: SUBNETS[at] })),
      })),
    },
    "describe-listeners.json": {
      Listeners: [...named.listeners].map((ListenerArn) => ({
        ListenerArn,
        LoadBalancerArn: ListenerArn.replace(":listener/", ":loadbalancer/").replace(/\/[^/]*$/, ""),
        Port: 80,
        Protocol: "HTTP",
        DefaultActions: [...named.targets].map((TargetGroupArn) => ({ Type: "forward", TargetGroupArn })),
      })),
    },
    "describe-rules.json": {
      Rules: [...named.listeners].map((listener) => ({
        RuleArn: `${listener.replace(":listener/", ":listener-rule/")}/9683b2d02a6cabee`,
        Priority: "default",
        IsDefault: true,
        Actions: [...named.targets].map((TargetGroupArn) => ({ Type: "forward", TargetGroupArn })),
      })),
    },
    "describe-target-groups.json": {
      TargetGroups: [...named.targets].map((TargetGroupArn) => ({
        TargetGroupArn,
        TargetGroupName: TargetGroupArn.split("/").at(-2),
        Protocol: "HTTP",
        Port: 80,
        VpcId: VPC,
        TargetType: "instance",
        IpAddressType: "ipv4",
        HealthCheckEnabled: true,
        HealthCheckPort: "traffic-port",
        HealthCheckProtocol: "HTTP",
      })),
    },
    "describe-clusters.json": {
      clusters: clusters.map((clusterName) => ({
        clusterArn: `arn:aws:ecs:us-east-1:123456789012:cluster/${clusterName}`,
        clusterName,
        status: "ACTIVE",
        registeredContainerInstancesCount: 1,
        capacityProviders: [],
        defaultCapacityProviderStrategy: [],
      })),
    },
    ...Object.fromEntries(
      clusters.map((name, at) => [
        `describe-container-instances-${name}.json`,
        {
          containerInstances: [
            {
              containerInstanceArn: `arn:aws:ecs:us-east-1:123456789012:container-instance/${name}/0a1b`,
              ec2InstanceId: `i-0badcafe0bad${String(at).padStart(4, "0")}`,
            },
          ],
        },
      ]),
    ),
    "describe-instances.json": {
      Reservations: clusters.map((_, at) => ({
        Instances: [
          {
            InstanceId: `i-0badcafe0bad${String(at).padStart(4, "0")}`,
            SubnetId: SUBNETS[0],
            VpcId: VPC,
            InstanceType: "m5.large",
            State: { Name: "running" },
            SecurityGroups: [{ GroupId: OPEN_GROUP }],
          },
        ],
      })),
    },
    "describe-launch-configurations.json": {
      LaunchConfigurations: [...named.configurations].map((LaunchConfigurationName) => ({
        LaunchConfigurationName,
        LaunchConfigurationARN: `arn:aws:autoscaling:us-east-1:123456789012:launchConfiguration:0badcafe:launchConfigurationName/${LaunchConfigurationName}`,
        InstanceType: "m5.large",
        SecurityGroups: [OPEN_GROUP],
        UserData: Buffer.from("#!/bin/bash\necho ECS_CLUSTER=made-up >> /etc/ecs/ecs.config\n").toString("base64"),
      })),
    },
    "describe-auto-scaling-groups.json": { AutoScalingGroups: [] },
  };
}
