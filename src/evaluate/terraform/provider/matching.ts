/** Whether a resource is what a data source asks for: certainly, certainly not, or perhaps, and then because of which criteria. */
import { remembered, underKey } from "../../../base/collections.ts";
import { hasWildcards, nameMatches, nameMayMatch } from "../../../base/glob.ts";
import { any, type Truth, truthOf } from "../../../base/truth.ts";
import type { ResourceRef, Value } from "../../../base/value.ts";
import { identityOf } from "../../../catalogue/catalogue.ts";
import { isWhollyKnown } from "../../../values/unknown.ts";
import type { Resource } from "../../resource.ts";
import type { Thing } from "../instances/find.ts";
import { equality } from "../language/types/equality.ts";
import { CAME_WITH_THE_ACCOUNT, type Criterion } from "./criteria.ts";
import type { Whereabouts } from "./whereabouts.ts";

export interface Fitness {
  readonly truth: Truth;
  /** The criteria of which it is not known whether they are met, with what the resource has there. */
  readonly open: readonly OpenCriterion[];
}

export interface OpenCriterion extends Criterion {
  /** Undefined where AWS sets it. */
  readonly own: Value | undefined;
}

/** Leads to nothing of the scan. */
export const NOWHERE = "nowhere";

/** The resource that a reference leads to, through what data sources are known to find; undefined where that is not known. */
export type Leads = (ref: ResourceRef) => Resource | typeof NOWHERE | undefined;

/** A resource as one that may be found. */
export interface Findable extends Thing {
  /** The resource in the spelling of the aws provider. */
  readonly like: Resource;
  readonly whereabouts: Whereabouts;
}

/** What a candidate has as an attribute, `name` or `tag:Name`; undefined where nothing is written. */
export function attributeOf({ like, whereabouts }: Findable, attribute: string): Value | undefined {
  if (!attribute.startsWith("tag:")) return like.body.attributes.get(attribute)?.value;
  const key = attribute.slice("tag:".length);
  const tags = like.body.attributes.get("tags")?.value;
  if (tags !== undefined && tags.kind !== "map") return tags;
  const inBlock = (): Value | undefined =>
    like.body.blocks.find((one) => one.type === "tags")?.body.attributes.get(key)?.value;
  const own = tags?.entries.get(key) ?? inBlock() ?? tags?.rest;
  const added = whereabouts.tags;
  if (own !== undefined || added === undefined) return own;
  return added.kind === "map" ? (added.entries.get(key) ?? added.rest) : added;
}

interface Met {
  readonly truth: Truth;
  readonly own: Value | undefined;
}

/** What a data source asks for, to be compared with one candidate after the other. */
export class Matching {
  readonly #criteria: readonly Criterion[];
  readonly #asking: string;
  readonly #leads: Leads;
  /** The resources that are asked for. */
  readonly #wanted = new Map<Value, Resource | typeof NOWHERE | undefined>();

  /** `asking`: the root of the data source. */
  constructor(criteria: readonly Criterion[], asking: string, leads: Leads) {
    this.#criteria = criteria;
    this.#asking = asking;
    this.#leads = leads;
  }

  with(candidate: Findable): Fitness {
    const open: OpenCriterion[] = [];
    for (const criterion of this.#criteria) {
      const { truth, own } = this.#meets(candidate, criterion);
      if (truth === "false") return { truth: "false", open: [] };
      if (truth === "unknown") open.push({ ...criterion, own });
    }
    return { truth: open.length === 0 ? "true" : "unknown", open };
  }

  #meets(candidate: Findable, { attribute, values }: Criterion): Met {
    const own = attributeOf(candidate, attribute);
    const truth = any(values.map((value) => this.#isWanted(candidate, own, value, attribute)));
    return { truth, own };
  }

  #isWanted({ resource }: Findable, own: Value | undefined, wanted: Value, attribute: string): Truth {
    if (attribute === CAME_WITH_THE_ACCOUNT) return isNo(wanted);
    if (attribute === "id" || attribute === "arn") return this.#isItself(resource, wanted);
    return this.#isSame(resource, own, wanted, attribute);
  }

  /** Whether an id or ARN that is asked for is the candidate's own. What is written out was given by AWS to whatever it is. */
  #isItself(resource: Resource, wanted: Value): Truth {
    if (wanted.kind === "unknown" && wanted.oneOf !== undefined)
      return any(wanted.oneOf.map((one) => this.#isItself(resource, one))) === "false" ? "false" : "unknown";
    const to = this.#behind(wanted);
    if (to === undefined) return "unknown";
    if (to === NOWHERE) return "false";
    return to === resource ? "true" : to.repeated ? "unknown" : "false";
  }

  #isSame(resource: Resource, own: Value | undefined, wanted: Value, attribute: string): Truth {
    // A name that nobody wrote is made by Terraform, and a tag that nobody wrote is not there; all else AWS sets.
    if (own === undefined)
      return attribute.startsWith("tag:") || (attribute === "name" && !resource.body.attributes.has("name_prefix"))
        ? "false"
        : "unknown";
    if (own.kind === "list" || own.kind === "map") return "unknown";
    const right = this.#behind(wanted);
    const left = right === undefined ? undefined : resourceBehind(own, this.#leads);
    if (left !== undefined && right !== undefined && !(left === NOWHERE && right === NOWHERE))
      return left === right ? "true" : isMany(left) || isMany(right) ? "unknown" : "false";
    const [a, b] = [textOf(own), textOf(wanted)];
    if (a !== undefined && b !== undefined) return truthOf(nameMatches(b, a));
    if (b !== undefined && hasWildcards(b)) return isLike(own, b);
    const truth = equality(own, wanted);
    // Unknowns of two roots may be called alike.
    const isOneRoot = resource.root === this.#asking;
    return truth === "true" && !isOneRoot && !isWhollyKnown(own) ? "unknown" : truth;
  }

  #behind(wanted: Value): Resource | typeof NOWHERE | undefined {
    return remembered(this.#wanted, wanted, () => resourceBehind(wanted, this.#leads));
  }
}

/** By the name, by the pattern: both are the same in each round of look-ups mostly. */
const likes = new WeakMap<Value, Map<string, Truth>>();

/** Whether what is not wholly known fits what is asked for with wildcards. */
function isLike(own: Value, pattern: string): Truth {
  if (own.kind !== "text" && own.kind !== "unknown") return "unknown";
  const known = remembered(likes, own, () => new Map<string, Truth>());
  return remembered(known, pattern, () => {
    const truth = nameMayMatch(pattern, knownParts(own));
    return truth === "true" && own.kind === "unknown" && own.notNull !== true ? "unknown" : truth;
  });
}

/** Of a text, what of it is known, and undefined for each part that is not. */
function knownParts(value: Value): readonly (string | undefined)[] {
  if (value.kind === "text")
    return value.parts.flatMap((part) => (typeof part === "string" ? [part] : knownParts(part)));
  return value.kind === "unknown" ? [...(value.prefix === undefined ? [] : [value.prefix]), undefined] : [undefined];
}

/** The resource that a value names. */
export function resourceBehind(value: Value, leads: Leads): Resource | typeof NOWHERE | undefined {
  if (value.kind !== "unknown" || value.ref === undefined) return undefined;
  const resource = leads(value.ref);
  if (resource === NOWHERE) return NAMING.has(value.ref.attribute) ? NOWHERE : undefined;
  return resource !== undefined && identityOf(resource.type).includes(value.ref.attribute) ? resource : undefined;
}

/** Attributes of data sources that name what is found. */
const NAMING: ReadonlySet<string> = new Set(["arn", "id"]);

function isMany(thing: Resource | typeof NOWHERE): boolean {
  return thing !== NOWHERE && thing.repeated;
}

const YES_OR_NO: Readonly<Record<string, Truth>> = { true: "false", false: "true" };

/** Whether what is asked for need not have come with the account. */
function isNo(wanted: Value): Truth {
  const text = textOf(wanted);
  return (text === undefined ? undefined : underKey(YES_OR_NO, text)) ?? "unknown";
}

/** A value as it is compared with what AWS answers in texts. */
export function textOf(value: Value): string | undefined {
  if (value.kind === "string") return value.value;
  if (value.kind === "bool") return String(value.value);
  return value.kind === "number" && typeof value.value === "number" ? String(value.value) : undefined;
}
