/** What an index tells of one dialect is to the other as if it were scanned too. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { app, template } from "../service-source.ts";
import { indexOf, scanIn } from "./indexed.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

/** The verdicts of a service beside its network, and with the index of that alone. */
async function both(service: Readonly<Record<string, string>>, network: Readonly<Record<string, string>>) {
  const at = makeDirectory({ ...service, ...network });
  made.push(at);
  const index = await indexOf(at, "net");
  mkdirSync(join(at, "indexes"));
  writeFileSync(join(at, "indexes/net.json"), index);
  const together = await scanIn(at, ["app", "net"]);
  const indexed = await scanIn(at, ["app"], { index: ["indexes"] });
  return [together, indexed].map(({ flows }) => flows.map(({ verdict }) => verdict));
}

const GROUPS = `Resources:
  Entrance: { Type: AWS::EC2::SecurityGroup, Properties: { GroupName: entrance, GroupDescription: a } }
  Other: { Type: AWS::EC2::SecurityGroup, Properties: { GroupName: other, GroupDescription: a } }
Outputs:
  Entrance: { Value: !GetAtt Entrance.GroupId, Export: { Name: entrance } }
`;

const LOOKED_UP = `
data "aws_cloudformation_export" "entrance" {
  name = "entrance"
}
data "aws_security_group" "other" {
  name = "other"
}
`;

test.each([
  ["data.aws_cloudformation_export.entrance.value", "reachable"],
  ["data.aws_security_group.other.id", "blocked"],
])("Terraform finds what a template has: hosts that admit %s are %s", async (admitted, verdict) => {
  const source = app("80", LOOKED_UP, admitted).replace(
    "= [aws_security_group.alb.id]",
    "= [data.aws_cloudformation_export.entrance.value]",
  );
  const found = await both({ "app/main.tf": source }, { "net/net.yaml": GROUPS });
  expect(found).toEqual([
    [verdict, verdict],
    [verdict, verdict],
  ]);
});

test("a template reads what Terraform stores", async () => {
  const network = `
resource "aws_security_group" "other" {
  name = "other"
}
resource "aws_ssm_parameter" "group" {
  name  = "/net/group"
  type  = "String"
  value = aws_security_group.other.id
}
`;
  const source = template("80").replace(
    "SourceSecurityGroupId: !Ref Entrance",
    "SourceSecurityGroupId: '{{resolve:ssm:/net/group}}'",
  );
  const found = await both({ "app/t.yaml": source }, { "net/main.tf": network });
  expect(found).toEqual([
    ["blocked", "blocked"],
    ["blocked", "blocked"],
  ]);
});
