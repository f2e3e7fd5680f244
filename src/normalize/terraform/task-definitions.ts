/** Terraform's task definitions into nodes. */
import type { Context } from "../context.ts";
import { asCpuUnits, asMebibytes, asString, optional } from "../facts.ts";
import { API_NAMES, taskDefinitionNode } from "../task-definition.ts";
import { only } from "../view.ts";
import { containerViews } from "./container-definitions.ts";

export function taskDefinitions(context: Context): void {
  for (const view of context.managed("aws_ecs_task_definition")) {
    context.put(
      taskDefinitionNode(view, {
        networkMode: view.value("network_mode"),
        networkModeName: "network_mode",
        compatibilities: view.value("requires_compatibilities"),
        compatibilitiesName: "requires_compatibilities",
        operatingSystem: optional(only(view.views("runtime_platform")), "operating_system_family", asString),
        containers: containerViews(context, view, "container_definitions"),
        names: API_NAMES,
        cpu: optional(view, "cpu", asCpuUnits),
        memory: optional(view, "memory", asMebibytes),
      }),
    );
  }
}
