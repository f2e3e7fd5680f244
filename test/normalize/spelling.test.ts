/** CloudFormation tells capitals from small letters: what is written as AWS's API has it is refused, and not as if nothing were written. */
import { expect, test } from "vitest";
import { fromCloudFormation } from "./sources.ts";

const template = (mappings: string, port: string) => `
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - Name: web
          Image: nginx
          ${mappings}:
            - { ${port}: 80, HostPort: 0 }
`;

/** Of the only container: the ports of its mappings, and why others are not known. */
function mapped(text: string) {
  const [task] = fromCloudFormation(text).graph.of("task-definition");
  const [container] = task!.containers;
  const rest = container!.portMappingsRest?.cause;
  return {
    ports: container!.portMappings.map(({ containerPort }) =>
      containerPort?.known === false ? containerPort.unknown.cause.text : containerPort?.value,
    ),
    rest: rest === undefined ? undefined : [rest.kind, rest.text, rest.hint],
  };
}

test("properties of CloudFormation begin with a capital letter", () => {
  expect(mapped(template("PortMappings", "ContainerPort"))).toEqual({ ports: [80], rest: undefined });
  expect(mapped(template("portMappings", "ContainerPort"))).toEqual({
    ports: [],
    rest: [
      "error",
      "Task has portMappings, where CloudFormation has PortMappings: it refuses the template",
      "write PortMappings",
    ],
  });
  expect(mapped(template("PortMappings", "containerPort")).ports).toEqual([
    "Task has containerPort, where CloudFormation has ContainerPort: it refuses the template",
  ]);
});
