/**
 * The zones of a region. Which an account has, what they are called and how many there are is known to AWS; the source alone says that they
 * differ, that there are two or more, and where their names begin.
 */
import { compareText } from "../../../base/collections.ts";
import { nameMatches } from "../../../base/glob.ts";
import { STRING, type StringValue, type Value } from "../../../base/value.ts";
import { ZONES } from "../../input.ts";
import type { Resource } from "../../resource.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { DataReading } from "./data-source.ts";
import { deployedInAccount, regionOf } from "./deployed-data.ts";
import { textOf } from "./matching.ts";
import { surroundings } from "./surroundings.ts";

/** Lists of which each element is of another zone, in the order of the zones' names. */
const LISTS: ReadonlySet<string> = new Set(["names", "zone_ids"]);

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/availability_zones */
export function availabilityZones(reading: DataReading): Value {
  const { name, instance } = reading;
  const value = surroundings(reading);
  if (value.kind !== "unknown") return value;
  const told = toldZones(reading);
  if (told !== undefined) return told;
  if (!LISTS.has(name)) return value;
  const region = name === "names" ? regionOf(reading) : undefined;
  return {
    ...value,
    distinct: value.symbol,
    least: fewest(instance),
    ...(region === undefined ? {} : { prefix: region }),
  };
}

/**
 * Each region has three zones or more, of which an account may use two at least
 * (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html).
 */
const FEWEST_OF_A_REGION = 2;

/** Filters that every availability zone meets which an account may use. */
const OF_ALL: ReadonlyMap<string, string> = new Map([
  ["opt-in-status", "opt-in-not-required"],
  ["state", "available"],
  ["zone-type", "availability-zone"],
]);

/** How many zones there are at least that are asked for. */
function fewest(instance: ResourceInstance): number {
  const criteria = criteriaOf(instance);
  if (criteria === undefined) return 0;
  const meetsAll = criteria.wanted.every(([name, values]) => values.includes(OF_ALL.get(name) ?? ""));
  return meetsAll ? Math.max(0, FEWEST_OF_A_REGION - criteria.excluded.length) : 0;
}

interface Criteria {
  /** Zones that have not been opted in to, too. */
  readonly all: boolean;
  /** By the names of filters, as the API has them, the values of which a zone has one. */
  readonly wanted: readonly (readonly [filter: string, values: readonly string[]])[];
  /** Names and ids. */
  readonly excluded: readonly string[];
}

/** Undefined where something of them is not known. */
function criteriaOf(instance: ResourceInstance): Criteria | undefined {
  const { attributes, blocks, furtherBlocks, rest } = instance.body();
  if (rest !== undefined || furtherBlocks.size > 0) return undefined;
  const filters = blocks.filter(({ type }) => type === "filter");
  if (filters.some(({ exists }) => exists !== true)) return undefined;
  const all = attributes.get("all_availability_zones")?.value;
  const state = attributes.get("state")?.value;
  const wanted = [
    ...(state === undefined || state.kind === "null" ? [] : [["state", textsIn(state)] as const]),
    ...filters.map(({ body }) => {
      const [name, values] = ["name", "values"].map((key) => textsIn(body.attributes.get(key)?.value));
      return [name?.[0], values] as const;
    }),
  ];
  const excluded = ["exclude_names", "exclude_zone_ids"].map((key) => textsIn(attributes.get(key)?.value) ?? undefined);
  const isKnown = (one: (typeof wanted)[number]): one is readonly [string, readonly string[]] =>
    one[0] !== undefined && one[1] !== undefined;
  if (!wanted.every(isKnown) || !excluded.every((one) => one !== undefined)) return undefined;
  if (all !== undefined && all.kind !== "null" && textOf(all) === undefined) return undefined;
  return { all: all !== undefined && textOf(all) === "true", wanted, excluded: excluded.flat() };
}

/** The texts of a list, or the one that it is; none where nothing is written. Undefined where one is not known. */
function textsIn(value: Value | undefined): readonly string[] | undefined {
  if (value === undefined || value.kind === "null") return [];
  if (value.kind !== "list") return textsOf([value]);
  return value.rest === undefined ? textsOf(value.elements) : undefined;
}

function textsOf(values: readonly Value[]): readonly string[] | undefined {
  const texts = values.map(textOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function toldZones(reading: DataReading): Value | undefined {
  const { root, instance, name } = reading;
  const told = zonesTold(reading);
  const value = told && attributeOf(told.zones, name, told.region);
  if (told !== undefined && value !== undefined)
    root.assume("data-source", `${instance.address} lists ${told.zones.map(nameOf).join(", ")}, as they are deployed`);
  return value;
}

/** Those that a data source asks for, in the order of their names. */
export interface ToldZones {
  readonly zones: readonly Resource[];
  readonly region: string | undefined;
}

/**
 * What facts tell of them; undefined where these do not tell all, or of several accounts or regions not the same. `named`: what is asked for
 * besides filters and states.
 */
export function zonesTold(reading: DataReading, named: Criteria["wanted"] = []): ToldZones | undefined {
  const { root, instance } = reading;
  const { deployed } = root.input;
  const written = deployed === undefined ? undefined : criteriaOf(instance);
  if (deployed === undefined || written === undefined) return undefined;
  const criteria = { ...written, wanted: [...written.wanted, ...named] };
  const family = criteria.all ? ZONES.every : ZONES.usable;
  const told = deployedInAccount(reading).filter((id) => deployed.places.get(id)!.whole.has(family));
  const region = regionOf(reading);
  const zones = (deployed.byType.get(ZONE) ?? []).filter(
    (zone) => told.includes(zone.root) && (region === undefined || says(zone, "region") === region),
  );
  const regions = new Set(zones.map((zone) => says(zone, "region")));
  const [place, other] = new Set(zones.map((zone) => zone.root));
  if (place === undefined || other !== undefined || regions.size > 1) return undefined;
  const found = zones.filter((zone) => isAskedFor(zone, criteria)).sort((a, b) => compareText(nameOf(a), nameOf(b)));
  return { zones: found, region: [...regions][0] };
}

const ZONE = "aws_availability_zone";

function isAskedFor(zone: Resource, { all, wanted, excluded }: Criteria): boolean {
  const isThere = all || says(zone, "opt_in_status") !== "not-opted-in";
  const isExcluded = [nameOf(zone), says(zone, "zone_id")].some((own) => own !== undefined && excluded.includes(own));
  return isThere && !isExcluded && wanted.every(([filter, values]) => meets(zone, filter, values));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
function meets(zone: Resource, filter: string, values: readonly string[]): boolean {
  const attribute = filter === "zone-name" ? "name" : filter === "region-name" ? "region" : filter.replaceAll("-", "_");
  const own = says(zone, attribute);
  return own !== undefined && values.some((wanted) => nameMatches(wanted, own));
}

function attributeOf(zones: readonly Resource[], name: string, region: string | undefined): Value | undefined {
  if (name === "id") return region === undefined ? undefined : { kind: "string", value: region };
  const attribute = { names: "name", zone_ids: "zone_id", group_names: "group_name" }[name];
  const values = zones.flatMap((zone) => zone.body.attributes.get(attribute ?? "")?.value ?? []);
  if (attribute === undefined || values.length < zones.length) return undefined;
  if (name !== "group_names") return { kind: "list", shape: "list", elementType: STRING, elements: values };
  const groups = new Map(values.map((one) => [textOf(one) ?? "", one]));
  const elements = [...groups].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
  return { kind: "list", shape: "set", elementType: STRING, elements };
}

function says({ body }: Resource, attribute: string): string | undefined {
  const value = body.attributes.get(attribute)?.value as StringValue | undefined;
  return value?.value;
}

function nameOf(zone: Resource): string {
  return says(zone, "name") ?? "";
}
