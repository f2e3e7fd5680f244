/** `data.local_file` and `data.null_data_source` into their attributes. */
import type { Value } from "../../../base/value.ts";
import { call } from "../language/functions/call.ts";
import { isFailure } from "../language/types/failure.ts";
import type { DataReading } from "./data-source.ts";

const BY_FUNCTION: ReadonlyMap<string, string> = new Map([
  ["content", "file"],
  ["content_base64", "filebase64"],
  ["content_md5", "filemd5"],
  ["content_sha1", "filesha1"],
  ["content_sha256", "filesha256"],
]);

/** https://registry.terraform.io/providers/hashicorp/local/latest/docs/data-sources/file */
export function localFile({ instance, name }: DataReading): Value | undefined {
  const reading = BY_FUNCTION.get(name);
  const filename = instance.configured("filename");
  if (reading === undefined || filename === undefined) return undefined;
  const { functions } = instance.scope;
  const span = filename.origin?.span ?? instance.declaration.block.headerSpan;
  const result = call(reading, [filename], { ...functions, span, renderTemplate: () => ({ failure: "no template" }) });
  return isFailure(result) ? undefined : result;
}

/** https://registry.terraform.io/providers/hashicorp/null/latest/docs/data-sources/data_source */
export function nullDataSource({ instance, name }: DataReading): Value | undefined {
  if (name === "outputs") return instance.configured("inputs");
  return name === "id" ? { kind: "string", value: "static" } : undefined;
}
