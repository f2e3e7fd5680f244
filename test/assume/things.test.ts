/** What is said of things that the source refers to and does not define: ids that are written out, data sources, clusters by their names. */
import { describe, expect, test } from "vitest";
import { scanOf } from "../scan-repository.ts";
import { TEMPLATE, TERRAFORM } from "./sources.ts";
import { assume, listed, told, verdicts } from "./told.ts";

const terraform = (source: string, entries: string) => scanOf({ "main.tf": source, "reachlint.yaml": assume(entries) });

/** Hosts that admit only addresses of the subnet in which the load balancer is. */
const byAddress = (subnet: string): string =>
  TERRAFORM({})
    .replace(
      'security_groups = [aws_security_group.alb.id]\n  }\n}\nresource "aws_lb"',
      'cidr_blocks = ["10.0.9.0/24"]\n  }\n}\nresource "aws_lb"',
    )
    .replace("[aws_subnet.a.id]", `["${subnet}"]`);

describe("an id that is written out", () => {
  test("is a resource, in both dialects", async () => {
    const source = TERRAFORM({ source: '"sg-0123456789abcdef0"' });
    expect(verdicts(await scanOf({ "main.tf": source }))).toEqual(["undetermined"]);
    const result = await terraform(source, "sg-0123456789abcdef0: { is: aws_security_group.alb }");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(["sg-0123456789abcdef0 is aws_security_group.alb, as reachlint.yaml says"]);
    const template = await scanOf({
      "web.yaml": TEMPLATE({ source: "sg-0123456789abcdef0" }),
      "reachlint.yaml": assume("sg-0123456789abcdef0: { is: AlbGroup }"),
    });
    expect(verdicts(template)).toEqual(["reachable"]);
    expect(listed(template)).toHaveLength(1);
  });

  test("is a resource of another root, which is judged together with it", async () => {
    const result = await scanOf({
      "net/main.tf": 'resource "aws_security_group" "lb" {}',
      "app/main.tf": TERRAFORM({ source: '"sg-1"', balancer: '"sg-1"' }),
      "reachlint.yaml": assume("sg-1: { is: net#aws_security_group.lb }"),
    });
    expect(verdicts(result)).toEqual(["blocked"]);
    expect(told(result)).toEqual([]);
  });

  test("has a range of addresses and a VPC", async () => {
    const source = byAddress("subnet-1");
    expect(verdicts(await scanOf({ "main.tf": source }))).toEqual(["undetermined"]);
    const result = await terraform(source, "subnet-1: { cidr: 10.0.9.0/24, vpc: { is: aws_vpc.main } }");
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(listed(result)).toEqual(["subnet-1 is as reachlint.yaml says"]);
  });

  test("has a network ACL of the source, or one as AWS makes it", async () => {
    const acl = 'resource "aws_network_acl" "shut" { vpc_id = aws_vpc.main.id }';
    // Two ids are two subnets; one may be that of a resource.
    const source = TERRAFORM({ subnet: '"subnet-1"', more: acl }).replace("[aws_subnet.a.id]", '["subnet-2"]');
    const shut = await terraform(
      source,
      "subnet-1: { network-acl: { is: aws_network_acl.shut }, vpc: { is: aws_vpc.main } }",
    );
    expect(verdicts(shut)).toEqual(["blocked"]);
    expect(listed(shut)).toEqual(["subnet-1 is as reachlint.yaml says"]);
    const open = await terraform(source, "subnet-1: { network-acl: default }");
    expect(verdicts(open)).toEqual(["reachable"]);
  });

  test("of which something is said that is not there is told at its place", async () => {
    const source = TERRAFORM({ source: '"sg-1"' });
    const result = await terraform(source, "sg-1: { is: aws_subnet.a }\nsg-2: { is: aws_security_group.alb }");
    expect(told(result)).toEqual([
      "reachlint.yaml:2:3 assumption-unused: sg-1 is assumed, and nothing in the scan waits for it → reachlint missing prints what can be assumed",
      "reachlint.yaml:2:15 assumption-thing: there is no security group aws_subnet.a in . → name a security group of the scan by its address",
      "reachlint.yaml:3:3 assumption-unused: sg-2 is assumed, and nothing in the scan waits for it → reachlint missing prints what can be assumed",
    ]);
  });
});

test("a name of another template's cluster is that cluster, and only where a cluster is named", async () => {
  const web = TEMPLATE({
    cluster: "prod",
    more: "  Tagged: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16, Tags: [{ Key: env, Value: prod }] } }",
  });
  const net = "Resources:\n  Other: { Type: AWS::ECS::Cluster }\n";
  for (const name of ["cluster prod", "prod"]) {
    const result = await scanOf({
      "web.yaml": web,
      "net.yaml": net,
      "reachlint.yaml": assume(`${name}: { is: net.yaml#Other }`),
    });
    expect(told(result)).toEqual([]);
    expect(result.flows[0]!.service.cluster.to).toEqual(["net.yaml#Other"]);
  }
});

describe("a cluster", () => {
  const source = TERRAFORM({ cluster: '"prod"' }).replace("echo ECS_CLUSTER=web", "source /etc/outside");

  test("is joined by an Auto Scaling group", async () => {
    const result = await terraform(source, "cluster prod: { joined-by: aws_autoscaling_group.host }");
    expect(verdicts(result)).toEqual(["reachable"]);
  });

  test("is not joined by one of which the source says that it joins another", async () => {
    const other = TERRAFORM({ cluster: '"prod"' });
    const result = await terraform(other, "prod: { joined-by: [{ is: aws_autoscaling_group.host }] }");
    expect(told(result).join()).toContain("aws_launch_configuration.host joins another cluster");
  });
});

test("a data source has an address", async () => {
  const source = byAddress("x").replace('["x"]', "[data.aws_subnet.a.id]");
  const result = await terraform(`${source}\ndata "aws_subnet" "a" {}`, "data.aws_subnet.a: { cidr: 10.0.9.0/24 }");
  expect(verdicts(result)).toEqual(["reachable"]);
  expect(listed(result)).toEqual(["data.aws_subnet.a is as reachlint.yaml says"]);
});
