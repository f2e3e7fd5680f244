/**
 * One zone of a region, by its name or its id (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/availability_zone).
 * Of a name the source says what is in it: the region, and what is behind that.
 */
import type { StringValue, Value } from "../../../base/value.ts";
import { zonesTold } from "./availability-zones.ts";
import type { DataReading } from "./data-source.ts";
import { regionOf } from "./deployed-data.ts";
import { textOf } from "./matching.ts";
import { surroundings } from "./surroundings.ts";

/** `eu-west-1a`; of local and wavelength zones `us-west-2-lax-1a`. */
const NAME = /^([a-z]{2}(?:-[a-z]+)+-\d+)-?([a-z].*)$/;

export function availabilityZone(reading: DataReading): Value {
  const { instance, name } = reading;
  const value = surroundings(reading);
  if (value.kind !== "unknown") return value;
  const zone = instance.configured("name");
  if (name === "id" && zone !== undefined) return zone;
  const said = ofName(zone, name) ?? toldOf(reading, zone);
  if (said !== undefined) return said;
  const region = regionOf(reading);
  if (region === undefined) return value;
  if (name === "region") return { kind: "string", value: region };
  return name === "name" || name === "id" ? { ...value, prefix: region } : value;
}

function ofName(zone: Value | undefined, name: string): StringValue | undefined {
  const [, region, suffix] = NAME.exec((zone && textOf(zone)) ?? "") ?? [];
  const value = { region, name_suffix: suffix }[name];
  return value === undefined ? undefined : { kind: "string", value };
}

/** What facts tell of the only zone that is meant. */
function toldOf(reading: DataReading, zone: Value | undefined): Value | undefined {
  const { root, instance, name } = reading;
  const named: [filter: string, values: readonly string[]][] = [];
  for (const [filter, value] of Object.entries({ "zone-name": zone, "zone-id": instance.configured("zone_id") })) {
    const text = value && textOf(value);
    if (value !== undefined && text === undefined) return undefined;
    if (text !== undefined) named.push([filter, [text]]);
  }
  const [found, other] = zonesTold(reading, named)?.zones ?? [];
  if (found === undefined || other !== undefined) return undefined;
  const own = found.body.attributes.get("name")?.value;
  const attribute = name === "id" ? "name" : name;
  const value = ofName(own, name) ?? found.body.attributes.get(attribute)?.value;
  if (value !== undefined && own !== undefined)
    root.assume("data-source", `${instance.address} is ${textOf(own)}, as it is deployed`);
  return value;
}
