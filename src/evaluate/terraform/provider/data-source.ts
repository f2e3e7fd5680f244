/** Data sources that need nothing from outside the scan into the values of their attributes. */
import type { Value } from "../../../base/value.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { cloudinit } from "./cloudinit.ts";
import { containerDefinition } from "./container-definition.ts";
import { policyDocument } from "./policy-document.ts";
import { remoteState } from "./remote-state.ts";
import { localFile, nullDataSource } from "./simple-data.ts";
import { surroundings } from "./surroundings.ts";
import { templateFile } from "./template-file.ts";

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
export type DataSource = (reading: DataReading) => Value | undefined;

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

export function readData(
  root: RootEvaluation,
  instance: ResourceInstance,
  name: string,
  symbol: string,
): Value | undefined {
  const { mode, type } = instance.declaration;
  if (mode === "managed" && !AS_RESOURCE.has(type)) return undefined;
  return DATA_SOURCES.get(type)?.({ root, instance, name, symbol });
}
