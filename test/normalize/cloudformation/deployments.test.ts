/** Blue/green deployments: whoever makes them, both target groups are served and judged. */
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../src/graph/model.ts";
import { reach } from "../../../src/reach/reach.ts";
import { linked, linkedAll, nodeAt } from "../describe.ts";
import { cloudFormationGroups, fromCloudFormation, normalizeWorld } from "../sources.ts";

const HOOK = `
Hooks:
  Swap:
    Type: AWS::CodeDeploy::BlueGreen
    Properties:
      TrafficRoutingConfig: { Type: TimeBasedCanary }
      Applications:
        - Target: { Type: AWS::ECS::Service, LogicalID: Web }
          ECSAttributes:
            TaskDefinitions: [Task, NextTask]
            TaskSets: [Set, NextSet]
            TrafficRouting:
              ProdTrafficRoute: { Type: AWS::ElasticLoadBalancingV2::Listener, LogicalID: Public }
              TestTrafficRoute: { Type: AWS::ElasticLoadBalancingV2::Listener, LogicalID: Rehearsal }
              TargetGroups: [One, Two]
`;
const GROUP =
  "{ Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 8080, Protocol: HTTP, TargetType: ip, VpcId: vpc-7 } }";
const listener = (port: number): string =>
  `{ Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Front, Port: ${port}, Protocol: HTTP, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref One }] } }`;
const ENTRY = "LoadBalancers: [{ ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref One }]";
const NETWORK = "NetworkConfiguration: { AwsVpcConfiguration: { Subnets: [subnet-7], SecurityGroups: [sg-7] } }";

const resources = (service: string, more: string): string => `
Resources:
  Front: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Subnets: [subnet-7, subnet-8], SecurityGroups: [sg-8] } }
  One: ${GROUP}
  Two: ${GROUP}
  Public: ${listener(80)}
  Rehearsal: ${listener(9000)}
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { NetworkMode: awsvpc, ContainerDefinitions: [{ Name: app, Image: i, PortMappings: [{ ContainerPort: 8080 }] }] } }
  Web: { Type: AWS::ECS::Service, Properties: { TaskDefinition: !Ref Task, DeploymentController: { Type: EXTERNAL }, ${service} } }
${more}`;
const TASK_SET = `  Set: { Type: AWS::ECS::TaskSet, Properties: { Cluster: default, Service: !Ref Web, TaskDefinition: !Ref Task, ${NETWORK}, ${ENTRY} } }
  Primary: { Type: AWS::ECS::PrimaryTaskSet, Properties: { Cluster: default, Service: !Ref Web, TaskSetId: !GetAtt Set.Id } }
`;

/** Who serves what, by target group: `Set: One then Two`. */
function served(graph: Graph): readonly string[] {
  return graph
    .of("service")
    .flatMap(({ address, loadBalancers }) =>
      loadBalancers.map(
        (one) => `${address}: ${linked(graph, one.targetGroup)} then ${linked(graph, one.alternateTargetGroup)}`,
      ),
    );
}

const flows = (graph: Graph): readonly string[] =>
  reach(graph, { strict: false, ephemeral: undefined })
    .flows.map(({ service, targetGroup, purpose }) => `${service.address} ${targetGroup?.address} ${purpose}`)
    .sort();

describe("the hook of a template", () => {
  test("moves a task set between its two target groups", () => {
    const { graph, diagnostics } = fromCloudFormation(HOOK + resources("", TASK_SET));
    expect(diagnostics).toEqual([]);
    expect(served(graph)).toEqual(["Set: One then Two"]);
    for (const name of ["Public", "Rehearsal"])
      expect(linkedAll(graph, nodeAt(graph, "listener", name).forwards)).toEqual(["One", "One", "Two"]);
    expect(flows(graph)).toEqual([
      "Set One health-check",
      "Set One traffic",
      "Set Two health-check",
      "Set Two traffic",
    ]);
  });

  test("moves a service that has its load balancer itself", () => {
    const { graph } = fromCloudFormation(HOOK + resources(ENTRY, ""));
    expect(served(graph)).toEqual(["Web: One then Two"]);
    expect(flows(graph)).toHaveLength(4);
  });

  test("names resources of its own stack", () => {
    const [group] = cloudFormationGroups({
      "main.yaml":
        "Resources: { Web: { Type: AWS::ECS::Cluster }, Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: app.yaml } } }",
      "app.yaml": HOOK + resources("", TASK_SET),
    });
    const { graph } = normalizeWorld(group!.worlds[0]!, { strict: false });
    expect(served(graph)).toEqual(["Inner.Set: Inner.One then Inner.Two"]);
  });

  test("that names what is not there is worth a word", () => {
    const { graph, diagnostics } = fromCloudFormation(
      HOOK.replace("[One, Two]", "[One, Tow]") + resources("", TASK_SET),
    );
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["unknown-reference", "TargetGroups names what is no target-group of the template"],
    ]);
    expect(served(graph)).toEqual(["Set: One then "]);
  });
});

test("a task set of a service with an external controller is judged by itself, without a hook", () => {
  const { graph } = fromCloudFormation(resources("", TASK_SET));
  expect(flows(graph)).toEqual(["Set One health-check", "Set One traffic"]);
});

test("a deployment group's test listener serves both groups too", () => {
  const group = `  Swap:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ECSServices: [{ ClusterName: default, ServiceName: !GetAtt Web.Name }]
      LoadBalancerInfo:
        TargetGroupPairInfoList:
          - ProdTrafficRoute: { ListenerArns: [!Ref Public] }
            TestTrafficRoute: { ListenerArns: [!Ref Rehearsal] }
            TargetGroups: [{ Name: !GetAtt One.TargetGroupName }, { Name: !GetAtt Two.TargetGroupName }]
`;
  const { graph } = fromCloudFormation(resources(ENTRY, group));
  expect(served(graph)).toEqual(["Web: One then Two"]);
  for (const name of ["Public", "Rehearsal"])
    expect(linkedAll(graph, nodeAt(graph, "listener", name).forwards)).toEqual(["One", "One", "Two"]);
});
