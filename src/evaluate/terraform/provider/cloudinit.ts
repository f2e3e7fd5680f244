/** `data.cloudinit_config` into the multi-part text that it renders (https://registry.terraform.io/providers/hashicorp/cloudinit/latest/docs/data-sources/config). */
import { STRING } from "../../../base/type.ts";
import type { StringValue, TextValue, Value } from "../../../base/value.ts";
import { derived } from "../../../values/derived.ts";
import type { BodyBlock } from "../../resource.ts";
import { call } from "../language/functions/call.ts";
import { isFailure } from "../language/types/failure.ts";
import { joinText } from "../language/types/text.ts";
import type { DataReading } from "./data-source.ts";

export function cloudinit({ instance, name }: DataReading): Value | undefined {
  if (name !== "rendered") return undefined;
  const body = instance.body();
  const boundary = body.attributes.get("boundary")?.value ?? { kind: "string", value: "MIMEBOUNDARY" };
  const parts = body.blocks.filter((block) => block.type === "part");
  const open = [...body.openBlocks.values()];
  const text = joinText([
    ...literal('Content-Type: multipart/mixed; boundary="'),
    boundary,
    ...literal('"\nMIME-Version: 1.0\r\n\r\n'),
    ...parts.flatMap((part) => [...literal("--"), boundary, ...literal("\r\n"), ...partText(part), ...literal("\r\n")]),
    ...open,
    ...literal("--"),
    boundary,
    ...literal("--\r\n"),
  ]);
  if (isFailure(text) || (text.kind !== "string" && text.kind !== "text")) return undefined;
  return encoded(text, flag(body.attributes.get("gzip")?.value), flag(body.attributes.get("base64_encode")?.value), {
    instance,
  });
}

/** Both are on unless set to false. */
function flag(value: Value | undefined): boolean {
  return value?.kind !== "bool" || value.value;
}

function encoded(
  text: StringValue | TextValue,
  gzip: boolean,
  base64: boolean,
  { instance }: Pick<DataReading, "instance">,
): Value {
  if (gzip) return { ...derived("base64gzip", [text], STRING), plain: text };
  if (!base64) return text;
  const context = {
    ...instance.scope.functions,
    span: instance.declaration.block.headerSpan,
    renderTemplate: () => ({ failure: "no template" }),
  };
  const result = call("base64encode", [text], context);
  return isFailure(result) ? { ...derived("base64encode", [text], STRING), plain: text } : result;
}

function partText(part: BodyBlock): readonly Value[] {
  const { attributes } = part.body;
  const type = attributes.get("content_type")?.value ?? { kind: "string", value: "text/plain" };
  const header = (name: string, label: string): readonly Value[] => {
    const value = attributes.get(name)?.value;
    return value === undefined ? [] : [...literal(label), value, ...literal("\r\n")];
  };
  const filename = attributes.get("filename")?.value;
  return [
    ...(filename === undefined
      ? []
      : [...literal('Content-Disposition: attachment; filename="'), filename, ...literal('"\r\n')]),
    ...literal("Content-Transfer-Encoding: 7bit\r\nContent-Type: "),
    type,
    ...literal("\r\nMime-Version: 1.0\r\n"),
    ...header("merge_type", "X-Merge-Type: "),
    ...literal("\r\n"),
    attributes.get("content")?.value ?? { kind: "string", value: "" },
  ];
}

function literal(text: string): readonly Value[] {
  return [{ kind: "string", value: text }];
}
