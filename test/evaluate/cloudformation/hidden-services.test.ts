/** Where a service may stand that a template does not show, it is said once, with its place; where none can, nothing is. */
import { expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { evaluateAll, property } from "./support.ts";

const said = (texts: string | Readonly<Record<string, string>>): readonly string[] =>
  evaluateAll(typeof texts === "string" ? { "template.yaml": texts } : texts).notEvaluated.map(
    ({ address, because, span }) => `${address} at ${textOf(span!)}: ${because}`,
  );

const PARTS = `
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: t } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80 } }
`;

test.each([
  ["Org::Web::Service::MODULE", "", "the module Org::Web::Service::MODULE is expanded"],
  ["AWS::ECS::ExpressGatewayService", "", "AWS makes the load balancer"],
  ["AWS::ServiceCatalog::CloudFormationProvisionedProduct", "", "a product of the service catalog"],
  [
    "Custom::Rollout",
    "Definition: !Ref Task",
    "Custom::Rollout is made by code that is not in the template and is given Task",
  ],
  ["AWS::CloudFormation::CustomResource", "Command: !Sub 'create --target ${Group}'", "and is given Group"],
  ["Org::Ecs::Service", "Nested: { Deep: [!Ref Group] }", "and is given Group"],
])("a resource of type %s may hide a service", (type, properties, because) => {
  const all = said(`Resources:\n  Hidden: { Type: "${type}", Properties: { ${properties} } }\n${PARTS}`);
  expect(all).toEqual([expect.stringMatching(/^Hidden at Hidden: /)]);
  expect(all[0]).toContain(because);
});

test.each([
  ["Custom::Lookup", "Name: x"],
  ["Custom::Drain", "Cluster: !Ref Cluster"],
  ["AWS::Serverless::Function", "Role: !GetAtt Task.TaskRoleArn, Handler: x"],
  ["AWS::Lambda::Function", "Environment: { Variables: { TASK: !Ref Task } }"],
  ["Datadog::Monitors::Monitor", "Query: x"],
])("a resource of type %s hides none", (type, properties) => {
  const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n  Other: { Type: "${type}", Properties: { ${properties} } }\n  Cluster: { Type: AWS::ECS::Cluster }\n${PARTS}`;
  expect(said(text)).toEqual([]);
});

test("macros are said for each template that has them, in nested stacks too, and in every section", () => {
  expect(
    said({
      "main.yaml": `
Transform: [AWS::LanguageExtensions, Organisation]
Resources:
  Fn::Transform: { Name: AddServices, Parameters: { Count: 2 } }
  One: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
  Two: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
`,
      "inner.yaml": "Transform: Platform\nResources: { V: { Type: AWS::EC2::VPC } }\n",
    }),
  ).toEqual([
    "Organisation at Organisation: the macro Organisation may change the template when it is deployed",
    "Resources at { Name: AddServices, Parameters: { Count: 2 } }: the macro AddServices is code that is not in the template",
    "Platform at Platform: the macro Platform may change the template when it is deployed",
  ]);
});

test("what a module makes is unknown where it is named, and no mistake", () => {
  const { diagnostics, groups } = evaluateAll({
    "template.yaml": `
Resources:
  Net: { Type: "Org::Net::Vpc::MODULE" }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref NetVpc, CidrBlock: !GetAtt Net.Vpc.CidrBlock, Other: !Ref Nothing } }
`,
  });
  expect(diagnostics.map(({ code, span }) => [code, textOf(span!)])).toEqual([["unknown-reference", "Nothing"]]);
  const [world] = groups[0]!.worlds;
  expect([property(world!, "Subnet", "VpcId"), property(world!, "Subnet", "CidrBlock")]).toEqual([
    "<NetVpc>",
    "<Net.Vpc.CidrBlock>",
  ]);
});

test("a template inside a stack set or stack is read and not said to be missing", () => {
  const inner = "Resources: { V: { Type: AWS::EC2::VPC } }";
  for (const type of ["AWS::CloudFormation::StackSet", "AWS::CloudFormation::Stack"]) {
    const text = `Resources: { Many: { Type: ${type}, Properties: { TemplateBody: "${inner}" } } }`;
    expect(said(text)).toEqual([]);
    const { groups } = evaluateAll({ "template.yaml": text });
    expect(groups[0]!.worlds[0]!.resources.map(({ address }) => address)).toEqual(["Many", "Many.V"]);
  }
  expect(
    said("Resources: { Many: { Type: AWS::CloudFormation::StackSet, Properties: { StackSetName: s } } }"),
  ).toHaveLength(1);
});
