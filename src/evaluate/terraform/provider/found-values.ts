/** An attribute of a data source into what the resources of the scan that it finds have there. */
import { STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import { idAttribute, identityOf, isOf } from "../../../catalogue/catalogue.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { Find, Reason, Thing } from "../instances/find.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { convert } from "../language/types/convert.ts";
import { MAX_ALTERNATIVES } from "../language/types/text.ts";
import { isFailure } from "../language/types/values.ts";
import { markSensitive, oneOf, partOf } from "../language/unknowns.ts";
import { asAws, awsName, awsType } from "./as-aws.ts";
import { attributeSchema } from "./schema.ts";
import { ONLY_ONE } from "./what-is-open.ts";

/** What a data source is asked for. */
interface Asked {
  /** The root for which it is asked; its scan knows what is found. */
  readonly root: RootEvaluation;
  /** The id of the data source's own root. */
  readonly of: string;
  readonly instance: ResourceInstance;
  /** The attribute. */
  readonly name: string;
  /** The symbol of the instance. */
  readonly symbol: string;
  /** Through so many other data sources. */
  readonly steps?: number;
}

/** A value that is an attribute of another data source leads on, through so many. */
const MOST_STEPS = 8;

/**
 * Undefined where nothing is known of it. What names the one thing that is found stays the data source's own, and leads to that thing: see
 * `linksOf`.
 */
export function foundAttribute(asked: Asked): Value | undefined {
  const find = findOf(asked);
  if (find === undefined || find.kind === "open" || (asked.steps ?? 0) > MOST_STEPS) return undefined;
  const { assumption, things, kind } = find;
  if (kind === "one" && things.length === 1 && isIdentity(things[0], asked.name)) return undefined;
  const value = kind === "all" ? allIds(asked, find) : ofOne(asked, things);
  if (value !== undefined && assumption !== undefined) asked.root.assume(assumption.kind, assumption.text);
  return value;
}

function isIdentity({ resource }: Thing, name: string): boolean {
  return name === "id" || name === "arn" || identityOf(resource.type).includes(name);
}

/** Why it is not known what the data source finds, where the scan has something that it may be. */
export function whyOpen(root: RootEvaluation, instance: ResourceInstance): Reason | undefined {
  const find = findOf({ root, of: root.id, instance });
  return find?.kind === "open" ? find.reason : undefined;
}

function findOf({ root, of, instance }: Pick<Asked, "root" | "of" | "instance">): Find | undefined {
  return root.scan.finds.get(of)?.get(instance.address);
}

/** What the thing has, or each of several has that it may be. */
function ofOne(asked: Asked, things: readonly Thing[]): Value | undefined {
  const { name, symbol, instance } = asked;
  const values = things.map((thing) => attributeOf(thing, asked));
  if (!values.every((value) => value !== undefined)) return undefined;
  if (values.length === 1) return values[0];
  const text = `${instance.address} finds one of ${things.length} that the scan has`;
  const cause = { kind: "external", text, hint: ONLY_ONE, span: instance.declaration.block.headerSpan } as const;
  const unknown = makeUnknown({ cause, symbol, notNull: true });
  return oneOf(`${symbol}.${name}`, values, [unknown]);
}

/** Undefined where the resource does not say. */
function attributeOf(thing: Thing, asked: Asked): Value | undefined {
  const { instance } = asked;
  const { type } = thing.resource;
  const isAwscc = instance.declaration.type.startsWith("awscc_");
  const name = isAwscc ? awsName(asked.name) : asked.name;
  // That provider has a list of keys with values.
  if (isAwscc && name === "tags") return undefined;
  const isOfAws = type === awsType(type);
  const isThere =
    name === "outputs" ||
    attributeSchema("managed", type, name) !== undefined ||
    thing.instance.configured(name) !== undefined;
  if (isOfAws && !isThere && name !== "id" && name !== "arn") return undefined;
  const own = isOfAws
    ? thing.instance.attribute(name, thing.root.prefix + thing.resource.address)
    : writtenOf(thing, name);
  if (own === undefined) return undefined;
  const value = ledOn(asked, thing, own);
  if (value.kind === "null") return undefined;
  const schema = attributeSchema("data", instance.declaration.type, name);
  const converted = schema === undefined ? value : convert(value, schema.type);
  if (isFailure(converted)) return undefined;
  return isOf("stored-parameter", awsType(type)) && !isPlain(thing) ? markSensitive(converted) : converted;
}

/** What a resource of a template or of the awscc provider has as an attribute of the aws provider: its id, and what is written of the rest. */
function writtenOf(thing: Thing, name: string): Value | undefined {
  if (name !== "id" && name !== "arn") return asAws(thing.resource).body.attributes.get(name)?.value;
  return thing.instance.attribute(idAttribute(thing.resource.type), thing.root.prefix + thing.resource.address);
}

/** Whether the value of a parameter is kept as it is: only what is certainly no secret may be shown. */
function isPlain({ resource }: Thing): boolean {
  const type = asAws(resource).body.attributes.get("type")?.value;
  return type?.kind === "string" && type.value !== "SecureString";
}

/** Through an attribute of a data source to what that one finds. */
function ledOn({ root, steps = 0 }: Asked, thing: Thing, value: Value): Value {
  const ref = value.kind === "unknown" ? value.ref : undefined;
  if (value.kind !== "unknown" || ref === undefined || ref.attribute.includes(".")) return value;
  const isFound = root.scan.finds.get(ref.root)?.has(ref.address) === true;
  const of = ref.root === thing.root.id ? thing.root : thing.root.scan.rootWith(ref.root);
  const instance = isFound ? of?.resourceAt(ref.address) : undefined;
  if (instance === undefined) return value;
  const symbol = value.symbol.slice(0, -ref.attribute.length - 1);
  return foundAttribute({ root, of: ref.root, instance, name: ref.attribute, symbol, steps: steps + 1 }) ?? value;
}

function allIds(asked: Asked, { things, rest }: Extract<Find, { kind: "all" }>): Value | undefined {
  const { name, symbol, instance } = asked;
  if (name !== "ids") return undefined;
  const span = instance.declaration.block.headerSpan;
  const more = (reason: Reason): UnknownValue =>
    makeUnknown({
      type: { kind: "list", element: STRING },
      cause: { kind: "external", ...reason, span },
      symbol: `${symbol}.ids`,
      notNull: true,
    });
  const ids = things.map((thing) =>
    thing.instance.attribute(idAttribute(thing.resource.type), thing.root.prefix + thing.resource.address),
  );
  const isSet = attributeSchema("data", instance.declaration.type, name)?.type.kind === "set";
  const list = { kind: "list", shape: isSet ? "set" : "list", elementType: STRING, elements: ids } as const;
  if (rest !== undefined) return { ...list, rest: more(rest), restFrom: 0 };
  if (isSet || ids.length < 2) return list;
  const order = more({ text: `AWS orders what ${instance.address} finds`, hint: NAME_EACH });
  const elementAt = (at: number): Value =>
    ids.length > MAX_ALTERNATIVES ? partOf(order, `[${at}]`, STRING) : oneOf(`${symbol}.ids[${at}]`, ids, [order]);
  const elements = ids.map((_, at) => elementAt(at));
  return { ...list, elements, inSomeOrder: ids };
}

const NAME_EACH = "look up each by its name or tags";
