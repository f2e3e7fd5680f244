/** Other services than those in bridge mode behind an application load balancer, as AWS tells of them. */
import { afterEach, describe, expect, test } from "vitest";
import { scan } from "../../../src/pipeline.ts";
import type { ScanResult } from "../../../src/report/scan-result.ts";
import { causesOf } from "../../../src/report/words.ts";
import { scanRequest } from "../../../src/request.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { account, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

type Files = Record<string, object>;
type Change = Readonly<Record<string, (thing: Record<string, unknown>) => object>>;

/** The account with the first thing of some files changed. */
function changed(files: Files, changes: Change): Files {
  const all = { ...files };
  for (const [name, change] of Object.entries(changes)) {
    const [[key, things]] = Object.entries(all[name]!) as [
      [string, Record<string, unknown> | Record<string, unknown>[]],
    ];
    all[name] = { [key]: Array.isArray(things) ? [change(things[0]!), ...things.slice(1)] : change(things) };
  }
  return all;
}

async function scanFacts(files: Files): Promise<ScanResult> {
  const at = makeDirectory(filesOf(files));
  made.push(at);
  return scan(scanRequest(at, [], { facts: "facts" }));
}

const verdicts = ({ flows }: ScanResult): readonly string[] => [...new Set(flows.map(({ verdict }) => verdict))];
const violated = ({ findings }: ScanResult): readonly string[] =>
  findings.filter(({ verdict }) => verdict === "violated").map(({ ruleId }) => ruleId);
const hints = ({ flows }: ScanResult): readonly string[] => [
  ...new Set(flows.flatMap(({ because }) => [...causesOf(because).values()].map(({ cause }) => cause.hint))),
];

const IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1";

const onFargate = (files: Files): Files =>
  changed(files, {
    "describe-services-web.json": (one) => ({
      ...one,
      launchType: "FARGATE",
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-0a2", "subnet-0b2"],
          securityGroups: ["sg-0405"],
          assignPublicIp: "DISABLED",
        },
      },
    }),
    "describe-task-definition-web-7.json": (one) => ({
      ...one,
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: [
        { name: "web", image: IMAGE, portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }] },
      ],
    }),
    "describe-target-groups.json": (one) => ({ ...one, TargetType: "ip" }),
  });

describe("a service on Fargate", () => {
  test("is reached on the port of its container", async () => {
    const result = await scanFacts(onFargate(account({ from: 80, to: 80 })));
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(violated(result)).toEqual([]);
    expect(verdicts(await scanFacts(onFargate(account())))).toEqual(["blocked"]);
  });

  test("cannot pull its image where AWS tells of no route that leads out", async () => {
    const without = changed(onFargate(account({ from: 80, to: 80 })), {
      "describe-route-tables.json": (one) => ({
        ...one,
        Routes: [{ DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" }],
      }),
    });
    expect(violated(await scanFacts(without))).toContain("fargate-tasks-cannot-pull-images");
    for (const name of ["describe-vpc-endpoints.json", "describe-route-tables.json"]) {
      const { [name]: _file, ...untold } = without;
      expect(violated(await scanFacts(untold)), name).toEqual([]);
    }
  });
});

describe("a network load balancer", () => {
  const network = (files: Files): Files =>
    changed(files, {
      "describe-load-balancers.json": ({ SecurityGroups: _groups, ...one }) => ({ ...one, Type: "network" }),
      "describe-listeners-50dc6c495c0c9188.json": (one) => ({ ...one, Protocol: "TCP" }),
      "describe-target-groups.json": (one) => ({ ...one, Protocol: "TCP", HealthCheckProtocol: "TCP" }),
      // Nobody but the load balancer's subnets.
      "describe-security-groups.json": (one) => one,
    });
  const admitting = (range: string, files: Files): Files => {
    const { SecurityGroups } = files["describe-security-groups.json"] as { SecurityGroups: { GroupId: string }[] };
    const ingress = [{ IpProtocol: "tcp", FromPort: 32768, ToPort: 65535, IpRanges: [{ CidrIp: range }] }];
    const groups = SecurityGroups.map((one) => (one.GroupId === "sg-0405" ? { ...one, IpPermissions: ingress } : one));
    return { ...files, "describe-security-groups.json": { SecurityGroups: groups } };
  };
  const ATTRIBUTES = {
    "describe-load-balancer-attributes-50dc6c495c0c9188.json": {
      Attributes: [{ Key: "load_balancing.cross_zone.enabled", Value: "true" }],
    },
    "describe-target-group-attributes-73e2d6bc24d8a067.json": {
      Attributes: [
        { Key: "preserve_client_ip.enabled", Value: "false" },
        { Key: "load_balancing.cross_zone.enabled", Value: "use_load_balancer_configuration" },
      ],
    },
  };

  test("sends from its own addresses, or from those of clients, as the attributes of its target group say", async () => {
    const own = admitting("10.0.0.0/16", network(account()));
    expect(verdicts(await scanFacts({ ...own, ...ATTRIBUTES }))).toEqual(["reachable"]);
    const preserved = JSON.parse(JSON.stringify(ATTRIBUTES).replace('"false"', '"true"')) as Files;
    expect(verdicts(await scanFacts({ ...own, ...preserved }))).not.toEqual(["reachable"]);
  });

  describe("whose nodes alone are admitted", () => {
    const zones = ["subnet-0a1", "subnet-0b1"];
    const node = (at: number): string => `10.0.${at}.77`;
    const admittingNodes = (files: Files): Files => {
      const { SecurityGroups } = files["describe-security-groups.json"] as { SecurityGroups: { GroupId: string }[] };
      const IpRanges = zones.map((_, at) => ({ CidrIp: `${node(at)}/32` }));
      const ingress = [{ IpProtocol: "tcp", FromPort: 32768, ToPort: 65535, IpRanges }];
      const groups = SecurityGroups.map((one) =>
        one.GroupId === "sg-0405" ? { ...one, IpPermissions: ingress } : one,
      );
      return { ...files, ...ATTRIBUTES, "describe-security-groups.json": { SecurityGroups: groups } };
    };
    const named = JSON.stringify(network(account())).replaceAll("app/main", "net/main");
    const own = admittingNodes(JSON.parse(named) as Files);
    const described = (
      addresses: (at: number) => readonly string[],
      name = "ELB net/main/50dc6c495c0c9188",
    ): Files => ({
      "describe-network-interfaces.json": {
        NetworkInterfaces: zones.map((SubnetId, at) => ({
          NetworkInterfaceId: `eni-0${at}`,
          SubnetId,
          Description: name,
          PrivateIpAddresses: addresses(at).map((PrivateIpAddress) => ({ PrivateIpAddress })),
        })),
      },
    });

    test("is asked for its addresses, and has those that the command tells", async () => {
      const before = await scanFacts(own);
      expect(verdicts(before)).toEqual(["undetermined"]);
      expect(hints(before).join("\n")).toContain("aws ec2 describe-network-interfaces");
      expect(verdicts(await scanFacts({ ...own, ...described((at) => [node(at)]) }))).toEqual(["reachable"]);
      expect(verdicts(await scanFacts({ ...own, ...described(() => ["10.0.0.78"]) }))).toEqual(["blocked"]);
    });

    test("has those that were chosen for it", async () => {
      const chosen = changed(own, {
        "describe-load-balancers.json": (one) => ({
          ...one,
          AvailabilityZones: zones.map((SubnetId, at) => ({
            SubnetId,
            LoadBalancerAddresses: [{ PrivateIPv4Address: node(at) }],
          })),
        }),
      });
      expect(verdicts(await scanFacts(chosen))).toEqual(["reachable"]);
    });

    test("has any of the subnet where several are told, or those of another", async () => {
      const several = described((at) => [node(at), "10.0.0.78"]);
      const other = described((at) => [node(at)], "ELB net/other/50dc6c495c0c9189");
      expect(verdicts(await scanFacts({ ...own, ...several }))).toEqual(["undetermined"]);
      expect(verdicts(await scanFacts({ ...own, ...other }))).toEqual(["undetermined"]);
    });
  });

  test("is not known where no file tells them, and the command is told", async () => {
    const result = await scanFacts(admitting("10.0.0.0/16", network(account())));
    expect(verdicts(result)).toContain("undetermined");
    expect(hints(result).join("\n")).toContain("> facts/describe-target-group-attributes-73e2d6bc24d8a067.json");
  });
});

test("an auto scaling group may launch by a launch configuration", async () => {
  const files = changed(account(), {
    "describe-auto-scaling-groups.json": ({ LaunchTemplate: _template, Instances: _instances, ...one }) => ({
      ...one,
      LaunchConfigurationName: "hosts-1",
      Instances: [{ InstanceId: "i-0a1", LaunchConfigurationName: "hosts-1" }],
    }),
  });
  const configuration = {
    LaunchConfigurationName: "hosts-1",
    LaunchConfigurationARN:
      "arn:aws:autoscaling:eu-west-1:123456789012:launchConfiguration:x:launchConfigurationName/hosts-1",
    ImageId: "ami-0123456789abcdef0",
    InstanceType: "m5.large",
    SecurityGroups: ["sg-0405"],
    UserData: Buffer.from("#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n").toString("base64"),
  };
  const told = { ...files, "describe-launch-configurations.json": { LaunchConfigurations: [configuration] } };
  expect(verdicts(await scanFacts(told))).toEqual(["reachable"]);
  const result = await scanFacts(files);
  expect(verdicts(result)).toEqual(["undetermined"]);
  expect(hints(result).join()).toContain("run aws autoscaling describe-launch-configurations --region eu-west-1");
});

test("a service by a capacity provider runs on its auto scaling group", async () => {
  const provider = "arn:aws:ecs:eu-west-1:123456789012:capacity-provider/hosts";
  const files = changed(account(), {
    "describe-services-web.json": ({ launchType: _type, ...one }) => ({
      ...one,
      capacityProviderStrategy: [{ capacityProvider: "hosts", weight: 1, base: 0 }],
    }),
    "describe-clusters-web.json": (one) => ({ ...one, capacityProviders: ["hosts", "FARGATE"] }),
  });
  const group = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:c0ffee:autoScalingGroupName/hosts";
  const told = {
    ...files,
    "describe-capacity-providers.json": {
      capacityProviders: [
        { capacityProviderArn: provider, name: "hosts", autoScalingGroupProvider: { autoScalingGroupArn: group } },
        { capacityProviderArn: provider.replace("hosts", "FARGATE"), name: "FARGATE" },
      ],
    },
  };
  expect(verdicts(await scanFacts(told))).toEqual(["reachable"]);
  const result = await scanFacts(files);
  expect(verdicts(result)).toEqual(["undetermined"]);
  expect(hints(result).join()).toContain("aws ecs describe-capacity-providers --capacity-providers hosts");
});
