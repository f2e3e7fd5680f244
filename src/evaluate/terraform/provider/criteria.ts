/** A data source that looks for a resource into what it asks of it. */
import { underKey } from "../../../base/collections.ts";
import type { StringValue, Value } from "../../../base/value.ts";
import { awsccType, ENTRIES, type LookUp } from "../../../catalogue/catalogue.ts";
import type { Family } from "../../../catalogue/families.ts";
import { bounded } from "../../../values/unknown.ts";
import type { Resource } from "../../resource.ts";

/** An attribute of a resource (`name`, `tag:Name`) and the values of which it must have one. */
export interface Criterion {
  readonly attribute: string;
  readonly values: readonly Value[];
  /** How people say what is compared: `name`, `tag Name`. */
  readonly says: string;
}

/** What data sources of a type look for. */
export interface Search extends LookUp {
  /** The types of resources that can be found. */
  readonly types: readonly string[];
  /** Whether any number may be found. */
  readonly findsMany: boolean;
}

const SEARCHES: ReadonlyMap<string, Search> = new Map(
  ENTRIES.flatMap((entry): readonly (readonly [string, Search])[] => {
    const { lookUp, family, dataOnly = [], terraform: types = dataOnly, keeps, cloudformation = keeps } = entry;
    if (lookUp === undefined) return [];
    const many = (lookUp.many ?? []).map((type) => [type, { ...lookUp, types, findsMany: true }] as const);
    const own = types.map((type) => [type, { ...lookUp, types, findsMany: false }] as const);
    if (cloudformation === undefined) return [...own, ...many];
    const isNamed = isNamedBy(family) || keeps !== undefined;
    const byIdentifier = { arguments: { id: isNamed ? "name" : "id" }, types, findsMany: false };
    return [...own, ...many, [awsccType(cloudformation), byIdentifier]];
  }),
);

/**
 * Whether CloudFormation's identifier of a thing, by which the awscc provider looks for it, is its name
 * (https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html).
 */
function isNamedBy(family: Family | undefined): boolean {
  return family === "cluster" || family === "capacity-provider" || family === "host-group";
}

/** Undefined where a data source of the type finds no resource that a scan reads. */
export function searchOf(type: string): Search | undefined {
  return SEARCHES.get(type);
}

/** The types of resources that a data source of the type can find. */
export function typesFoundBy(type: string): readonly string[] {
  return SEARCHES.get(type)?.types ?? [];
}

/** Arguments and filters that say nothing of what a resource is called or where it is. */
const NEUTRAL: ReadonlySet<string> = new Set([
  "include_public",
  "most_recent",
  "region",
  "state",
  "tags",
  "with_decryption",
]);

/** Whether the thing came with the account: no resource that makes one does. */
const OF_THE_ACCOUNT: ReadonlySet<string> = new Set([
  "default",
  "default_for_az",
  "defaultForAz",
  "default-for-az",
  "isDefault",
  "is-default",
]);

/** The attribute of a criterion on what came with the account. */
export const CAME_WITH_THE_ACCOUNT = "(default)";

/** Arguments, tags and filters in this order. */
export function criteriaOf(data: Resource, search: Search): readonly Criterion[] {
  const criteria: Criterion[] = [];
  for (const [name, { value }] of data.body.attributes) {
    if (NEUTRAL.has(name)) continue;
    const attribute = OF_THE_ACCOUNT.has(name) ? CAME_WITH_THE_ACCOUNT : (underKey(search.arguments, name) ?? name);
    criteria.push({ attribute, values: [value], says: spoken(attribute) });
  }
  for (const [attribute, value] of tagsAsked(data))
    criteria.push({ attribute, values: [value], says: spoken(attribute) });
  for (const { type, exists, body } of data.body.blocks) {
    if (type !== "filter") continue;
    const name = body.attributes.get("name")?.value;
    if (name?.kind === "string" && NEUTRAL.has(name.value)) continue;
    const values = listed(body.attributes.get("values")?.value);
    if (exists !== true) criteria.push(further(exists));
    else if (name?.kind !== "string") criteria.push(further(...(name === undefined ? values : [name])));
    else {
      const attribute = attributeOf(name.value, search);
      criteria.push({ attribute, values, says: spoken(attribute) });
    }
  }
  const more = data.body.furtherBlocks.get("filter") ?? data.body.rest;
  return more === undefined ? criteria : [...criteria, further(more)];
}

/** No attribute of any resource: what is asked for there is not known. */
const NOT_KNOWN = "(further)";

function further(...values: readonly Value[]): Criterion {
  return { attribute: NOT_KNOWN, values, says: spoken(NOT_KNOWN) };
}

function attributeOf(filter: string, { filters = {} }: Search): string {
  if (filter.startsWith("tag:")) return filter;
  if (OF_THE_ACCOUNT.has(filter)) return CAME_WITH_THE_ACCOUNT;
  return underKey(filters, filter) ?? filter.replaceAll("-", "_");
}

function listed(values: Value | undefined): readonly Value[] {
  if (values?.kind !== "list") return values === undefined ? [] : [values];
  return values.rest === undefined ? values.elements : [...values.elements, values.rest];
}

/** By attribute; of tags that are not known, one criterion that no resource is known to meet. */
function tagsAsked(data: Resource): readonly (readonly [attribute: string, value: Value])[] {
  const tags = data.body.attributes.get("tags")?.value;
  if (tags !== undefined && tags.kind !== "map") return [[NOT_KNOWN, tags]];
  const block = data.body.blocks.find((one) => one.type === "tags")?.body.attributes ?? [];
  const written = [...(tags?.entries ?? []), ...[...block].map(([key, { value }]) => [key, value] as const)];
  const named = written.map(([key, value]) => [`tag:${key}`, value] as const);
  return tags?.rest === undefined ? named : [...named, [NOT_KNOWN, tags.rest]];
}

/** Attributes that tell a thing from others of its kind: one of them must be asked for. */
const TELLING: ReadonlySet<string> = new Set([
  "arn",
  "cidr_block",
  "cluster",
  "family",
  "id",
  "load_balancer_arn",
  "name",
  "vpc_id",
]);

/** Whether a thing that meets the criteria is more than any of its kind. */
export function areTelling(criteria: readonly Criterion[]): boolean {
  return criteria.some(({ attribute }) => attribute.startsWith("tag:") || TELLING.has(attribute));
}

function spoken(attribute: string): string {
  if (attribute === CAME_WITH_THE_ACCOUNT) return "being the default one";
  if (attribute === NOT_KNOWN) return "further criteria";
  return attribute.startsWith("tag:") ? `tag ${bounded(attribute.slice("tag:".length))}` : bounded(attribute);
}

/** Longer ones are no names: AWS takes 256 characters for a tag, and less for most else. */
const MOST_CHARACTERS = 256;
const MOST_SAID = 4;

/** What is asked for in words, as far as it is a text: `name "web"`; undefined where none is. */
export function inWords(criteria: readonly Criterion[]): string | undefined {
  const said = criteria.flatMap(({ says, values }) => {
    const texts = values
      .slice(0, MOST_SAID)
      .map((value) => (isSayable(value) ? JSON.stringify(value.value) : undefined));
    if (texts.length === 0 || !texts.every((text) => text !== undefined)) return [];
    return [`${says} ${texts.join(" or ")}${values.length > MOST_SAID ? " or others" : ""}`];
  });
  return said.length === 0 ? undefined : said.slice(0, MOST_SAID).join(" and ");
}

function isSayable(value: Value): value is StringValue {
  return value.kind === "string" && value.sensitive !== true && value.value.length <= MOST_CHARACTERS;
}
