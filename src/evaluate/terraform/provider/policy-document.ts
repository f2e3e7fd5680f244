/** `data.aws_iam_policy_document` into the JSON of the policy (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document). */
import { STRING } from "../../../base/type.ts";
import type { MapValue, Value } from "../../../base/value.ts";
import { derived } from "../../../values/derived.ts";
import type { BodyBlock, ResourceBody } from "../../resource.ts";
import { call } from "../language/functions/call.ts";
import { isFailure } from "../language/types/values.ts";
import type { DataReading } from "./data-source.ts";

/** Lists of a statement and their names in JSON, in the order in which the provider writes them. */
const LISTS: readonly (readonly [string, string])[] = [
  ["actions", "Action"],
  ["not_actions", "NotAction"],
  ["resources", "Resource"],
  ["not_resources", "NotResource"],
];

export function policyDocument({ instance, name }: DataReading): Value | undefined {
  if (name !== "json" && name !== "minified_json") return undefined;
  const body = instance.body();
  const merged = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"].flatMap(
    (one) => body.attributes.get(one)?.value ?? [],
  );
  const open = [...body.openBlocks.values()];
  const document = policy(body);
  if (merged.length > 0 || open.length > 0) return derived("policy", [...merged, ...open, document], STRING);
  const { functions } = instance.scope;
  const span = instance.declaration.block.headerSpan;
  const json = call("jsonencode", [document], {
    ...functions,
    span,
    renderTemplate: () => ({ failure: "no template" }),
  });
  return isFailure(json) ? undefined : json;
}

function policy(body: ResourceBody): MapValue {
  const entries = new Map<string, Value>();
  entries.set("Version", body.attributes.get("version")?.value ?? { kind: "string", value: "2012-10-17" });
  const id = body.attributes.get("policy_id")?.value;
  if (id !== undefined) entries.set("Id", id);
  const statements = body.blocks.filter((block) => block.type === "statement").map(statement);
  entries.set("Statement", statements.length === 1 ? statements[0]! : tuple(statements));
  return { kind: "map", shape: "object", entries };
}

function statement(block: BodyBlock): Value {
  const { attributes, blocks } = block.body;
  const entries = new Map<string, Value>();
  const sid = attributes.get("sid")?.value;
  if (sid !== undefined) entries.set("Sid", sid);
  entries.set("Effect", attributes.get("effect")?.value ?? { kind: "string", value: "Allow" });
  for (const [name, key] of LISTS) {
    const value = attributes.get(name)?.value;
    if (value !== undefined) entries.set(key, oneOrMany(value));
  }
  for (const [type, key] of [
    ["principals", "Principal"],
    ["not_principals", "NotPrincipal"],
  ] as const) {
    const some = blocks.filter((inner) => inner.type === type);
    if (some.length > 0) entries.set(key, principals(some));
  }
  const conditions = blocks.filter((inner) => inner.type === "condition");
  if (conditions.length > 0)
    entries.set("Condition", object(conditions.map((inner) => [textOf(inner, "test"), condition(inner)])));
  return { kind: "map", shape: "object", entries };
}

function principals(blocks: readonly BodyBlock[]): Value {
  const pairs = blocks.map((block): readonly [string, Value] => [
    textOf(block, "type"),
    oneOrMany(block.body.attributes.get("identifiers")?.value ?? tuple([])),
  ]);
  const [first] = pairs;
  if (first !== undefined && first[0] === "*" && first[1].kind === "string" && first[1].value === "*") return first[1];
  return object(pairs);
}

function condition(block: BodyBlock): Value {
  return object([[textOf(block, "variable"), oneOrMany(block.body.attributes.get("values")?.value ?? tuple([]))]]);
}

function textOf(block: BodyBlock, name: string): string {
  const value = block.body.attributes.get(name)?.value;
  return value?.kind === "string" ? value.value : "";
}

function oneOrMany(value: Value): Value {
  return value.kind === "list" && value.elements.length === 1 && value.rest === undefined ? value.elements[0]! : value;
}

function object(pairs: readonly (readonly [string, Value])[]): MapValue {
  return { kind: "map", shape: "object", entries: new Map(pairs) };
}

function tuple(elements: readonly Value[]): Value {
  return { kind: "list", shape: "tuple", elements };
}
