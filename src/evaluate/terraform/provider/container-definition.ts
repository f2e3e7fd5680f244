/** `data.aws_ecs_container_definition` of a task definition of the root into the container's properties. */

import { STRING } from "../../../base/type.ts";
import type { MapValue, Value } from "../../../base/value.ts";
import { parseJsonText } from "../../../values/json-text.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure } from "../language/types/failure.ts";
import type { DataReading } from "./data-source.ts";

const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ["image", "image"],
  ["cpu", "cpu"],
  ["memory", "memory"],
  ["memory_reservation", "memoryReservation"],
  ["docker_labels", "dockerLabels"],
  ["disable_networking", "disableNetworking"],
]);

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ecs_container_definition */
export function containerDefinition({ root, instance, name }: DataReading): Value | undefined {
  const property = PROPERTIES.get(name);
  const task = instance.configured("task_definition");
  const wanted = instance.configured("container_name");
  if ((property === undefined && name !== "environment") || task?.kind !== "unknown" || wanted?.kind !== "string")
    return undefined;
  const text =
    task.ref === undefined ? undefined : root.resourceAt(task.ref.address)?.configured("container_definitions");
  if (text?.kind !== "string" && text?.kind !== "text") return undefined;
  const read = parseJsonText(text);
  const containers = read.ok && read.value.kind === "list" ? read.value.elements : [];
  const container = containers.find((one): one is MapValue => {
    const own = one.kind === "map" ? one.entries.get("name") : undefined;
    return own?.kind === "string" && own.value === wanted.value;
  });
  return property === undefined ? environment(container?.entries.get("environment")) : container?.entries.get(property);
}

/** `[{ name, value }]` as a map. */
function environment(list: Value | undefined): Value | undefined {
  if (list?.kind !== "list" || list.rest !== undefined) return undefined;
  const entries = new Map<string, Value>();
  for (const pair of list.elements) {
    const name = pair.kind === "map" ? pair.entries.get("name") : undefined;
    const value = pair.kind === "map" ? pair.entries.get("value") : undefined;
    const text = value === undefined ? undefined : convert(value, STRING);
    if (name?.kind !== "string" || text === undefined || isFailure(text)) return undefined;
    entries.set(name.value, text);
  }
  return { kind: "map", shape: "map", elementType: STRING, entries };
}
