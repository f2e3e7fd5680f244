/**
 * Empty texts in arguments of the AWS provider, which takes them for absent: its SDK cannot tell `""` from nothing, writes it into plans
 * for what is not set, and leaves such elements out of lists
 * (https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/flex/flex.go, ExpandStringList).
 */

import type { Value } from "../base/value.ts";
import { definition, STRING } from "../base/value.ts";
import type { BodyAttribute, Resource, ResourceBody } from "../evaluate/resource.ts";
import { isEmptyText } from "./value.ts";

/** A rule or container cannot be made without them, and of a number Terraform takes no text: an empty one is not finished, whoever wrote it. */
const REQUIRED: ReadonlySet<string> = new Set([
  "protocol",
  "ip_protocol",
  "container_name",
  "type",
  "rule_action",
  "port",
  "from_port",
  "to_port",
  "container_port",
  "rule_number",
  "rule_no",
]);

/**
 * The resource without its empty texts. An empty default of an input variable of the root stays where nothing else stands beside it in
 * a list: somebody has to fill it in.
 */
export function withoutEmptyTexts(resource: Resource): Resource {
  const body = cleanBody(resource.body);
  return body === resource.body ? resource : { ...resource, body };
}

function cleanBody(body: ResourceBody): ResourceBody {
  let changed = false;
  const attributes = new Map<string, BodyAttribute>();
  for (const [name, attribute] of body.attributes) {
    const value = REQUIRED.has(name) ? attribute.value : clean(attribute.value);
    changed ||= value !== attribute.value;
    if (value.kind !== "null") attributes.set(name, value === attribute.value ? attribute : { ...attribute, value });
  }
  const blocks = body.blocks.map((block) => {
    const inner = cleanBody(block.body);
    changed ||= inner !== block.body;
    return inner === block.body ? block : { ...block, body: inner };
  });
  return changed ? { ...body, attributes, blocks } : body;
}

function clean(value: Value): Value {
  return isEmptyText(value) && isToBeFilledIn(value) ? value : withNull(value);
}

/** The value with null in the place of each empty text. What holds none is returned as it is. */
function withNull(value: Value): Value {
  if (isEmptyText(value)) return { kind: "null", type: STRING };
  if (value.kind === "list") return withoutEmptyElements(value);
  if (value.kind === "map" && value.shape === "object") {
    const entries = mapped([...value.entries], ([name, entry]): [string, Value] | undefined => {
      const cleaned = REQUIRED.has(name) ? entry : clean(entry);
      return cleaned === entry ? undefined : [name, cleaned];
    });
    return entries === undefined ? value : { ...value, entries: new Map(entries) };
  }
  const oneOf = value.kind !== "unknown" || value.oneOf === undefined ? undefined : mapped(value.oneOf, changedTo());
  if (oneOf === undefined || value.kind !== "unknown") return value;
  const { notNull: _, ...rest } = value;
  return { ...rest, oneOf };
}

function withoutEmptyElements(list: Extract<Value, { kind: "list" }>): Value {
  const full = list.elements.filter((element) => !isEmptyText(element));
  const cleaned = mapped(full, changedTo());
  if (full.length === list.elements.length && cleaned === undefined) return list;
  const elements = full.length > 0 ? (cleaned ?? full) : list.elements.filter((one) => isToBeFilledIn(one));
  return { ...list, elements };
}

function changedTo(): (value: Value) => Value | undefined {
  return (value) => {
    const changed = withNull(value);
    return changed === value ? undefined : changed;
  };
}

/** The list with what `change` puts in the place of some of its elements; undefined where it changes none. */
function mapped<T>(list: readonly T[], change: (one: T) => T | undefined): readonly T[] | undefined {
  const changes = list.map(change);
  return changes.every((one) => one === undefined) ? undefined : list.map((one, at) => changes[at] ?? one);
}

function isToBeFilledIn({ origin }: Value): boolean {
  if (origin === undefined) return false;
  const { kind, input } = definition(origin);
  return kind === "variable-default" && input !== undefined && !input.symbol.includes("module.");
}
