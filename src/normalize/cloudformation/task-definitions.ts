/** CloudFormation's task definitions into nodes. */
import type { Context } from "../context.ts";
import { asCpuUnits, asMebibytes, asString, optional } from "../facts.ts";
import { CLOUDFORMATION_NAMES, taskDefinitionNode } from "../task-definition.ts";
import { only } from "../view.ts";

export function taskDefinitions(context: Context): void {
  for (const view of context.managed("AWS::ECS::TaskDefinition")) {
    context.put(
      taskDefinitionNode(view, {
        networkMode: view.value("NetworkMode"),
        networkModeName: "NetworkMode",
        compatibilities: view.value("RequiresCompatibilities"),
        compatibilitiesName: "RequiresCompatibilities",
        operatingSystem: optional(only(view.views("RuntimePlatform")), "OperatingSystemFamily", asString),
        containers: view.views("ContainerDefinitions"),
        names: CLOUDFORMATION_NAMES,
        cpu: optional(view, "Cpu", asCpuUnits),
        memory: optional(view, "Memory", asMebibytes),
      }),
    );
  }
}
