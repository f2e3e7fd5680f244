/** Data sources that look up a resource into the one resource of the scan that they find. */
import { compareText, groupBy, underKey } from "../../../base/collections.ts";
import { nameMatches } from "../../../base/glob.ts";
import type { Value } from "../../../base/value.ts";
import { ENTRIES, type LookUp } from "../../../catalogue/catalogue.ts";
import type { Resource, ResourceLink } from "../../resource.ts";

/** By type of data source, with the types of resources that it can find. */
const LOOK_UPS: ReadonlyMap<string, LookUp & { readonly types: readonly string[] }> = new Map(
  ENTRIES.flatMap(({ lookUp, terraform: types = [] }) =>
    lookUp === undefined ? [] : types.map((type) => [type, { ...lookUp, types }] as const),
  ),
);

/** Whether a data source of the type can find a resource of the scan. */
export function canBeFound(type: string): boolean {
  return LOOK_UPS.has(type);
}

/** The types of resources that a data source of the type can find. */
export function typesFoundBy(type: string): readonly string[] {
  return LOOK_UPS.get(type)?.types ?? [];
}

/** Links each data source to its resource where exactly one resource of the scan can be meant, and one criterion proves it. */
export function linksOf(resources: readonly Resource[]): readonly ResourceLink[] {
  const managed = resources.filter(({ mode }) => mode === "managed");
  const byType: ReadonlyMap<string, readonly Resource[]> = groupBy(managed, ({ type }) => type);
  return resources.flatMap((data): readonly ResourceLink[] => {
    const found = foundIn(byType, data);
    return found === undefined ? [] : [link(data, found)];
  });
}

/** The one that a data source certainly finds among resources by their types; undefined where it may find another one too, or none. */
export function foundIn(byType: ReadonlyMap<string, readonly Resource[]>, data: Resource): Resource | undefined {
  const possible = possibleIn(byType, data);
  const [only] = possible;
  return possible.length === 1 && only?.agrees === true ? only.candidate : undefined;
}

/** The data sources that may find a resource of the scan, each as the id of its root and its address. */
export function findsInSource(resources: readonly Resource[]): ReadonlySet<string> {
  const byType = groupBy(
    resources.filter(({ mode }) => mode === "managed"),
    ({ type }) => type,
  );
  const found = resources.filter(
    (data) => possibleIn(byType, data).length > 0 || byType.has(LISTS.get(data.type) ?? data.type),
  );
  return new Set(found.map(({ root, address }) => `${root} ${address}`));
}

/** All that a data source may find, each with whether a criterion proves it. */
function possibleIn(
  byType: ReadonlyMap<string, readonly Resource[]>,
  data: Resource,
): readonly { readonly candidate: Resource; readonly agrees: true | undefined }[] {
  const lookUp = data.mode === "data" ? LOOK_UPS.get(data.type) : undefined;
  if (lookUp === undefined) return [];
  const criteria = criteriaOf(data, lookUp);
  return lookUp.types
    .flatMap((type) => byType.get(type) ?? [])
    .flatMap((candidate) => {
      const agrees = agreement(candidate, criteria);
      return agrees === false ? [] : [{ candidate, agrees }];
    });
}

function link(data: Resource, found: Resource): ResourceLink {
  const text = `${data.address} finds ${found.address}${found.root === data.root ? "" : ` of ${found.root}`}`;
  return {
    from: { root: data.root, address: data.address, attribute: "" },
    to: { root: found.root, address: found.address, attribute: "" },
    assumption: { kind: "data-source", text, span: data.span },
  };
}

/** An attribute (`name`, `tag:Name`) and the values of which it must have one. */
interface Criterion {
  readonly attribute: string;
  readonly values: readonly Value[];
}

/** Data sources that list the ids of all that they find, with the type of what that is. */
export const LISTS: ReadonlyMap<string, string> = new Map([
  ["aws_subnets", "aws_subnet"],
  ["aws_subnet_ids", "aws_subnet"],
  ["aws_security_groups", "aws_security_group"],
  ["aws_vpcs", "aws_vpc"],
]);

/** All that such a data source certainly lists, in the order of their ids; undefined where of one of them it is not certain, or a criterion is not understood. */
export function listedIn(
  byType: ReadonlyMap<string, readonly Resource[]>,
  data: Resource,
): readonly Resource[] | undefined {
  const type = LISTS.get(data.type) ?? "";
  const criteria = criteriaOf(data, LOOK_UPS.get(type));
  const asked = [...data.body.attributes.keys(), ...data.body.blocks.map((block) => block.type)];
  const isUnderstood =
    criteria.length > 0 && asked.every((name) => name === "filter" || name === "tags" || name === "vpc_id");
  if (!isUnderstood || data.body.rest !== undefined || criteria.length < countCriteria(data)) return undefined;
  const listed: Resource[] = [];
  for (const candidate of byType.get(type) ?? []) {
    const answers = criteria.map((one) => agreement(candidate, [one]));
    if (answers.includes(false)) continue;
    if (answers.includes(undefined)) return undefined;
    listed.push(candidate);
  }
  return listed.sort((a, b) => compareText(a.address, b.address));
}

/** How many criteria are written, understood or not. */
function countCriteria(data: Resource): number {
  const filters = data.body.blocks.filter(({ type }) => type === "filter").length;
  return filters + tagsOf(data).length + (data.body.attributes.has("vpc_id") ? 1 : 0);
}

export function criteriaOf(data: Resource, lookUp: LookUp | undefined = LOOK_UPS.get(data.type)): readonly Criterion[] {
  const criteria: Criterion[] = [];
  if (lookUp === undefined) return criteria;
  for (const [name, attribute] of Object.entries(lookUp.arguments)) {
    const value = data.body.attributes.get(name)?.value;
    if (value !== undefined) criteria.push({ attribute, values: [value] });
  }
  for (const [key, value] of tagsOf(data)) criteria.push({ attribute: `tag:${key}`, values: [value] });
  for (const block of data.body.blocks) {
    const name = block.type === "filter" ? block.body.attributes.get("name")?.value : undefined;
    const values = block.body.attributes.get("values")?.value;
    if (name?.kind !== "string" || values?.kind !== "list") continue;
    const attribute = name.value.startsWith("tag:") ? name.value : underKey(lookUp.filters ?? {}, name.value);
    if (attribute !== undefined)
      criteria.push({
        attribute,
        values: values.rest === undefined ? values.elements : [...values.elements, values.rest],
      });
  }
  return criteria;
}

function tagsOf(resource: Resource): readonly (readonly [string, Value])[] {
  const tags = resource.body.attributes.get("tags")?.value;
  if (tags?.kind === "map") return [...tags.entries];
  const block = resource.body.blocks.find((one) => one.type === "tags");
  return [...(block?.body.attributes ?? [])].map(([key, { value }]) => [key, value]);
}

/** True where a criterion is met for certain and none is not; undefined where nothing is certain. */
function agreement(candidate: Resource, criteria: readonly Criterion[]): boolean | undefined {
  let proven: true | undefined;
  for (const { attribute, values } of criteria) {
    const own = attribute.startsWith("tag:")
      ? tagsOf(candidate).find(([key]) => key === attribute.slice("tag:".length))?.[1]
      : candidate.body.attributes.get(attribute)?.value;
    const answers = values.map((value) => sameValue(own, value, attribute));
    if (answers.includes(true)) proven = true;
    else if (!answers.includes(undefined)) return false;
  }
  return proven;
}

/** Where the resource does not set the attribute, AWS does: its id may be the one given, but a name or tag that nobody wrote is not. What
 *  is wanted can have `*` and `?` in it, as EC2's filters have them. */
function sameValue(own: Value | undefined, wanted: Value, attribute: string): boolean | undefined {
  if (own === undefined) {
    if (wanted.kind === "unknown") return undefined;
    return attribute === "name" || attribute.startsWith("tag:") ? false : undefined;
  }
  if (own.kind === "unknown" && wanted.kind === "unknown") return own.symbol === wanted.symbol ? true : undefined;
  const [left, right] = [textOf(own), textOf(wanted)];
  if (left === undefined || right === undefined) return undefined;
  return nameMatches(right, left);
}

function textOf(value: Value): string | undefined {
  if (value.kind === "string") return value.value;
  if (value.kind === "bool") return String(value.value);
  return value.kind === "number" && typeof value.value === "number" ? String(value.value) : undefined;
}
