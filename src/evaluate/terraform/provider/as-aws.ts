/** Resources of templates and of the awscc provider into the spelling of the aws provider, in which data sources ask for them. */
import { remembered, underKey } from "../../../base/collections.ts";
import { type ListValue, STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import { entryOf, snakeCase } from "../../../catalogue/catalogue.ts";
import type { BodyAttribute, Resource } from "../../resource.ts";

/** What is not called as CloudFormation's property in snake case. */
const RENAMED: Readonly<Record<string, string>> = {
  auto_scaling_group_name: "name",
  cluster_name: "name",
  group_description: "description",
  group_name: "name",
  launch_configuration_name: "name",
  launch_template_name: "name",
  prefix_list_name: "name",
  service_name: "name",
};

const seen = new WeakMap<Resource, Resource>();

/** Itself where it is of the aws provider, or of a type of which that has none. */
export function asAws(resource: Resource): Resource {
  const type = awsType(resource.type);
  if (type === resource.type) return resource;
  return remembered(seen, resource, () => {
    const attributes = new Map<string, BodyAttribute>();
    for (const [name, attribute] of resource.body.attributes) {
      const own = awsName(name);
      attributes.set(own, own === "tags" ? { ...attribute, value: tagsOf(attribute.value) } : attribute);
    }
    return { ...resource, type, body: { ...resource.body, attributes } };
  });
}

/** The name of the aws provider for a property, or for an attribute of the awscc provider. */
export function awsName(name: string): string {
  const plain = snakeCase(name);
  return underKey(RENAMED, plain) ?? plain;
}

/** The type of the aws provider for what a type of CloudFormation or of the awscc provider makes. */
export function awsType(type: string): string {
  if (type.startsWith("aws_")) return type;
  return entryOf(type)?.terraform?.[0] ?? type;
}

/** A list of keys with values as a map. */
function tagsOf(tags: Value): Value {
  if (tags.kind !== "list") return tags;
  const entries = new Map<string, Value>();
  let rest: UnknownValue | undefined = tags.rest;
  for (const tag of tags.elements) {
    const key = memberOf(tag, "key");
    const value = memberOf(tag, "value");
    if (key?.kind === "string" && value !== undefined) entries.set(key.value, value);
    else rest ??= tag.kind === "unknown" ? tag : key?.kind === "unknown" ? key : undefined;
  }
  return { kind: "map", shape: "map", elementType: STRING, entries, ...originOf(tags), ...(rest && { rest }) };
}

function originOf({ origin }: ListValue): Pick<ListValue, "origin"> {
  return origin === undefined ? {} : { origin };
}

function memberOf(tag: Value, name: string): Value | undefined {
  if (tag.kind !== "map") return undefined;
  return tag.entries.get(name) ?? tag.entries.get(`${name[0]!.toUpperCase()}${name.slice(1)}`);
}
