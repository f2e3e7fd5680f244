/** Data sources that need nothing from outside the scan into the values of their attributes. */

import { type MapValue, STRING, type Type, type Value } from "../../../base/value.ts";
import { parseJsonText } from "../../../values/json-text.ts";
import { makeUnknown, symbolOf } from "../../../values/unknown.ts";
import { argument } from "../configuration/module-configuration.ts";
import type { ModuleInstance } from "../instances/module-instance.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { convert } from "../language/types/convert.ts";
import { isFailure } from "../language/types/values.ts";
import { IN_A_PLAN } from "../language/unknowns.ts";
import { remoteState } from "./remote-state.ts";
import { cloudinit, policyDocument, templateFile } from "./rendered-text.ts";
import { attributeSchema } from "./schema.ts";

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
  ["aws_availability_zones", surroundings],
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

/** Two of them with the same arguments under the same provider configuration say the same, wherever they stand. */
function surroundings({ root, instance, name }: DataReading): Value | undefined {
  const { type, mode, block } = instance.declaration;
  const planned = root.plan?.attribute(instance.address, name);
  if (planned !== undefined) return planned;
  const provider = argument(block, "provider")?.expression;
  if (provider !== undefined || passesProviders(root.moduleAt(instance.module))) return undefined;
  const body = instance.body();
  const parts = [{ type: "", body }, ...body.blocks].map((of) =>
    [...of.body.attributes]
      .map(([key, { value }]) => `${of.type === "" ? "" : `${of.type}.`}${key}=${symbolOf(value)}`)
      .join(","),
  );
  const symbol = `${root.prefix}${type}(${parts.filter((part) => part !== "").join(";")}).${name}`;
  const schema: Type = attributeSchema(mode, type, name)?.type ?? STRING;
  const cause = {
    kind: "external",
    text: `${instance.address}.${name} is known only to AWS`,
    hint: IN_A_PLAN,
    span: block.headerSpan,
  } as const;
  const ref = { root: root.id, address: instance.address, attribute: name };
  const unknown = makeUnknown({ type: schema, cause, symbol, ref, notNull: true });
  return root.stated.settled(unknown, `${instance.address}.${name}`);
}

function passesProviders(module: ModuleInstance | undefined): boolean {
  for (let at = module?.calling; at !== undefined; at = at.parent.calling) {
    if (argument(at.declaration.block, "providers") !== undefined) return true;
  }
  return false;
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
