/** What is written in the place of an id or ARN and can be none, such as a placeholder: nobody has to look for it elsewhere. */
import { expect, test } from "vitest";
import { fromCloudFormation, fromTerraform } from "./sources.ts";

const externals = ({ graph }: ReturnType<typeof fromTerraform>) =>
  [...graph.nodes()].flatMap(({ kind, external }) =>
    external === undefined ? [] : [[kind, external.unknown.cause.kind, external.unknown.cause.text]],
  );
const rule = (listener: string) => `
variable "account" {}
resource "aws_lb_target_group" "web" {}
resource "aws_lb_listener_rule" "web" {
  listener_arn = ${listener}
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}`;

test("a text that is no ARN is a mistake, and named as a text", () => {
  const { graph } = fromTerraform(rule('"-"'));
  expect(graph.nodes().map(({ address }) => address)).toEqual(expect.arrayContaining(['"-"', 'load balancer of "-"']));
  expect(externals(fromTerraform(rule('"-"')))).toContainEqual([
    "listener",
    "error",
    '"-" is no ARN of a listener, so that AWS refuses it',
  ]);
});

test.each([
  '"arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2"',
  '"arn:aws:elasticloadbalancing:eu-west-1:${var.account}:listener/app/web/1/2"',
])("an ARN is one of something elsewhere: %s", (listener) => {
  expect(externals(fromTerraform(rule(listener))).map(([, kind]) => kind)).not.toContain("error");
});

test("so is a text that is no id, in both dialects; a security group may be named", () => {
  const tf = fromTerraform(`
resource "aws_lb" "web" {
  subnets         = ["<SUBNET>", "subnet-1"]
  security_groups = ["web"]
}`);
  const cfn = fromCloudFormation(`
Resources:
  Web:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Subnets: [<SUBNET>, subnet-1], SecurityGroups: [web] }
`);
  for (const one of [tf, cfn])
    expect(externals(one).map(([, kind, text]) => [kind, text])).toEqual(
      expect.arrayContaining([
        ["error", '"<SUBNET>" is no id of a subnet, so that AWS refuses it'],
        ["external", "the subnet subnet-1 is not defined in the scanned files"],
        ["external", "the security group web is not defined in the scanned files"],
      ]),
    );
});
