/** Data sources that look up what is deployed → the values that AWS tells, where exactly one thing, or a certain list of things, is meant. */
import { STRING, type Value } from "../../../base/value.ts";
import { familyOf } from "../../../catalogue/catalogue.ts";
import type { DeployedLookUp } from "../../input.ts";
import type { Resource } from "../../resource.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { searchOf } from "./criteria.ts";
import type { DataReading } from "./data-source.ts";
import { listedIn, onlyIn } from "./deployed-matching.ts";
import { AllWhereabouts, type Whereabouts } from "./whereabouts.ts";

/** What is kept for others by its name alone. */
const KEPT: ReadonlySet<string> = new Set([
  "aws_ssm_parameter",
  "aws_cloudformation_export",
  "aws_cloudformation_stack",
]);

function sameText(a: Value | undefined, b: Value | undefined): boolean {
  return a?.kind === "string" && b?.kind === "string" && a.value === b.value;
}

/** Where the data sources of a root look. Undefined while it is read: what a provider's own configuration looks up is found nowhere. */
const whereabouts = new WeakMap<RootEvaluation, AllWhereabouts | undefined>();

/** Undefined while the configuration of its provider is read. */
function placeOf({ root, instance }: Pick<DataReading, "root" | "instance">): Whereabouts | undefined {
  if (whereabouts.has(root) && whereabouts.get(root) === undefined) return undefined;
  const all = whereabouts.get(root) ?? new AllWhereabouts();
  whereabouts.set(root, undefined);
  const place = all.of(root, instance);
  whereabouts.set(root, all);
  return place;
}

/** The region in which a data source looks, where it is written. */
export function regionOf(reading: Pick<DataReading, "root" | "instance">): string | undefined {
  const region = placeOf(reading)?.region;
  return region?.kind === "string" ? region.value : undefined;
}

/** The roots of facts that may be of where a data source looks: names and tags are of one region of one account. */
function rootsAround(reading: DataReading, { places }: DeployedLookUp): ReadonlySet<string> {
  const place = placeOf(reading);
  if (place === undefined) return new Set();
  const region = regionOf(reading);
  const around = [...places].filter(([, of]) => !isOther(of.region, region) && !isOther(of.account, place.account));
  return new Set(around.map(([id]) => id));
}

/** Those that may be of its account, whatever their region; none where facts are not looked into. */
export function deployedInAccount(reading: DataReading): readonly string[] {
  const { deployed, options } = reading.root.input;
  const place = placeOf(reading);
  if (deployed === undefined || place === undefined || options.strict || reading.instance.repeated) return [];
  return [...deployed.places].flatMap(([id, { account }]) => (isOther(account, place.account) ? [] : [id]));
}

function isOther(own: string | undefined, other: string | undefined): boolean {
  return own !== undefined && other !== undefined && own !== other;
}

/** Undefined where facts do not tell it. What may be found in the scan itself is not looked for among them. */
export function deployedAttribute(reading: DataReading): Value | undefined {
  const { root, instance, name } = reading;
  const { deployed, options } = root.input;
  const { mode, type } = instance.declaration;
  if (deployed === undefined || options.strict || mode !== "data" || instance.repeated) return undefined;
  if (deployed.inSource.has(`${root.id} ${instance.address}`)) return undefined;
  const data = instance.resource(root.id);
  if (KEPT.has(type)) {
    const own = data.body.attributes.get("name")?.value;
    const around = rootsAround(reading, deployed);
    const kept = (deployed.byType.get(type) ?? []).filter(
      (one) => around.has(one.root) && sameText(one.body.attributes.get("name")?.value, own),
    );
    const value = kept.length === 1 ? kept[0]!.body.attributes.get(name)?.value : undefined;
    if (value !== undefined) tell(root, data, kept[0]!.address);
    return value;
  }
  const search = searchOf(type);
  if (search === undefined) return undefined;
  const around = rootsAround(reading, deployed);
  // There may be another one among those that are not told.
  if ([...around].some((id) => deployed.places.get(id)!.cutOff.size > 0)) return undefined;
  const candidates = search.types.flatMap((of) => deployed.byType.get(of) ?? []).filter((one) => around.has(one.root));
  const isWhole = (id: string) => search.types.every((of) => deployed.places.get(id)!.whole.has(familyOf(of) ?? of));
  if (search.findsMany && ![...around].every(isWhole)) return undefined;
  if (search.findsMany) return name === "ids" ? idsOf(listedIn(candidates, data, search), root, data) : undefined;
  const found = onlyIn(candidates, data, search);
  if (found === undefined) return undefined;
  const value = found.body.attributes.get(name)?.value;
  if (value !== undefined) tell(root, data, found.address);
  return value;
}

function idsOf(found: readonly Resource[] | undefined, root: DataReading["root"], data: Resource): Value | undefined {
  const ids = found?.map(({ body }) => body.attributes.get("id")?.value);
  if (ids === undefined || ids.length === 0 || ids.includes(undefined)) return undefined;
  tell(root, data, found!.map(({ address }) => address).join(", "));
  return { kind: "list", shape: "list", elementType: STRING, elements: ids as Value[] };
}

function tell(root: DataReading["root"], data: Resource, found: string): void {
  root.assume("data-source", `${data.address} finds ${found}, as it is deployed`);
}
