/** Data sources that need nothing from outside the scan into the values of their attributes. */

import { type MapValue, STRING, type Value } from "../../../base/value.ts";
import { parseJsonText } from "../../../values/json-text.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure } from "../language/types/values.ts";
import { availabilityZone } from "./availability-zone.ts";
import { availabilityZones } from "./availability-zones.ts";
import { remoteState } from "./remote-state.ts";
import { cloudinit, policyDocument, templateFile } from "./rendered-text.ts";
import { surroundings } from "./surroundings.ts";

/** What a data source is read with. */
export interface DataReading {
  readonly root: RootEvaluation;
  readonly instance: ResourceInstance;
  /** The attribute asked for. */
  readonly name: string;
  /** The symbol of the instance. */
  readonly symbol: string;
}

/** Undefined where it does not know the attribute. */
type DataSource = (reading: DataReading) => Value | undefined;

const DATA_SOURCES: ReadonlyMap<string, DataSource> = new Map([
  ["template_file", templateFile],
  ["template_cloudinit_config", cloudinit],
  ["cloudinit_config", cloudinit],
  ["aws_iam_policy_document", policyDocument],
  ["local_file", localFile],
  ["null_data_source", nullDataSource],
  ["aws_ecs_container_definition", containerDefinition],
  ["aws_region", surroundings],
  ["aws_caller_identity", surroundings],
  ["aws_partition", surroundings],
  ["aws_availability_zone", availabilityZone],
  ["aws_availability_zones", availabilityZones],
  ["terraform_remote_state", remoteState],
]);

/** Up to Terraform 0.11 `resource "template_file"` did what the data source does now. */
const AS_RESOURCE: ReadonlySet<string> = new Set(["template_file", "template_cloudinit_config"]);

export function readData(reading: DataReading): Value | undefined {
  const { mode, type } = reading.instance.declaration;
  return mode === "managed" && !AS_RESOURCE.has(type) ? undefined : DATA_SOURCES.get(type)?.(reading);
}

const BY_FUNCTION: ReadonlyMap<string, string> = new Map([
  ["content", "file"],
  ["content_base64", "filebase64"],
  ["content_md5", "filemd5"],
  ["content_sha1", "filesha1"],
  ["content_sha256", "filesha256"],
]);

/** https://registry.terraform.io/providers/hashicorp/local/latest/docs/data-sources/file */
function localFile({ instance, name }: DataReading): Value | undefined {
  const reading = BY_FUNCTION.get(name);
  const filename = instance.configured("filename");
  if (reading === undefined || filename === undefined) return undefined;
  const span = filename.origin?.span ?? instance.declaration.block.headerSpan;
  const result = instance.call(reading, [filename], span);
  return isFailure(result) ? undefined : result;
}

/** https://registry.terraform.io/providers/hashicorp/null/latest/docs/data-sources/data_source */
function nullDataSource({ instance, name }: DataReading): Value | undefined {
  if (name === "outputs") return instance.configured("inputs");
  return name === "id" ? { kind: "string", value: "static" } : undefined;
}

const PROPERTIES = ["image", "cpu", "memory", "memory_reservation", "docker_labels", "disable_networking"];

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ecs_container_definition */
function containerDefinition({ root, instance, name }: DataReading): Value | undefined {
  const property = PROPERTIES.includes(name) ? name.replace(/_./g, (one) => one[1]!.toUpperCase()) : undefined;
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
