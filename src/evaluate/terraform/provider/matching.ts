/** Whether a resource is what a data source asks for: certainly, certainly not, or perhaps, and then because of which criteria. */
import { remembered, underKey } from "../../../base/collections.ts";
import { hasWildcards, nameMatches, nameMayMatch } from "../../../base/glob.ts";
import { any, or, type Truth, truthOf } from "../../../base/truth.ts";
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
export function attributeOf(candidate: Findable, attribute: string): Value | undefined {
  return remembered(
    remembered(attributes, candidate, () => new Map<string, Value | undefined>()),
    attribute,
    () => written(candidate, attribute),
  );
}

/** Each is compared with what many data sources ask for, in one round of look-ups after the other. */
const attributes = new WeakMap<Findable, Map<string, Value | undefined>>();

function written({ like, whereabouts }: Findable, attribute: string): Value | undefined {
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

/** What a data source asks for, to be compared with one candidate after the other. */
export class Matching {
  readonly #criteria: readonly Criterion[];
  readonly #asking: string;
  readonly #leads: Leads;
  /** The resources that are asked for. */
  readonly #wanted = new Map<Value, Resource | typeof NOWHERE | undefined>();
  /** How many values were compared; one for which a text is walked with wildcards counts for more. */
  compared = 0;

  /** `asking`: the root of the data source. */
  constructor(criteria: readonly Criterion[], asking: string, leads: Leads) {
    this.#criteria = criteria;
    this.#asking = asking;
    this.#leads = leads;
  }

  with(candidate: Findable): Fitness {
    let open: OpenCriterion[] | undefined;
    for (const criterion of this.#criteria) {
      const { attribute, values } = criterion;
      const own = attributeOf(candidate, attribute);
      let truth: Truth = "false";
      for (const value of values) truth = or(truth, this.#isWanted(candidate, own, value, attribute));
      this.compared += Math.max(1, values.length);
      if (truth === "false") return EXCLUDED;
      if (truth === "unknown") {
        open ??= [];
        open.push({ ...criterion, own });
      }
    }
    return open === undefined ? MET : { truth: "unknown", open };
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
    // Most of what is asked for is a text, and names nothing.
    if (wanted.kind === "string" && hasWildcards(wanted.value)) return this.#isLike(own, wanted.value);
    if (wanted.kind === "string" && own.kind === "string") return truthOf(own.value === wanted.value);
    const right = this.#behind(wanted);
    const left = right === undefined ? undefined : resourceBehind(own, this.#leads);
    if (left !== undefined && right !== undefined && !(left === NOWHERE && right === NOWHERE))
      return left === right ? "true" : isMany(left) || isMany(right) ? "unknown" : "false";
    const [a, b] = [textOf(own), textOf(wanted)];
    if (a !== undefined && b !== undefined) return truthOf(a === b);
    const truth = equality(own, wanted);
    // Unknowns of two roots may be called alike.
    const isOneRoot = resource.root === this.#asking;
    return truth === "true" && !isOneRoot && !isWhollyKnown(own) ? "unknown" : truth;
  }

  /** Whether what may not be wholly known fits what is asked for with wildcards. */
  #isLike(own: Value, pattern: string): Truth {
    const text = textOf(own);
    if (text === undefined && own.kind !== "text" && own.kind !== "unknown") return "unknown";
    const { parts, length } = text === undefined ? knownParts(own) : { parts: [text], length: text.length };
    if (length > LONGEST || pattern.length > LONGEST) return "unknown";
    this.compared += 1 + Math.floor((length * pattern.length) / CHARACTERS_OF_A_COMPARISON);
    if (text !== undefined) return truthOf(nameMatches(pattern, text));
    const truth = nameMayMatch(pattern, parts);
    return truth === "true" && own.kind === "unknown" && own.notNull !== true ? "unknown" : truth;
  }

  #behind(wanted: Value): Resource | typeof NOWHERE | undefined {
    return remembered(this.#wanted, wanted, () => resourceBehind(wanted, this.#leads));
  }
}

/** AWS has no longer names: up to 2,048 characters in a name of the SSM and an ARN, and 256 in most. */
const LONGEST = 2_048;
/** One with wildcards counts for two, and for more the longer both are: so many characters of a name, for each character of the pattern, take as long as another. */
const CHARACTERS_OF_A_COMPARISON = 1_024;

const EXCLUDED: Fitness = { truth: "false", open: [] };
const MET: Fitness = { truth: "true", open: [] };

/** A text as what of it is known, and undefined for each part that is not. */
interface KnownParts {
  readonly parts: readonly (string | undefined)[];
  /** An unknown part counts as a character. */
  readonly length: number;
}

/** They are held against one pattern after the other. */
const partsKnown = new WeakMap<Value, KnownParts>();

function knownParts(value: Value): KnownParts {
  return remembered(partsKnown, value, () => {
    const parts = partsOf(value);
    return { parts, length: parts.reduce((sum, part) => sum + (part?.length ?? 1), 0) };
  });
}

function partsOf(value: Value): readonly (string | undefined)[] {
  if (value.kind === "text") return value.parts.flatMap((part) => (typeof part === "string" ? [part] : partsOf(part)));
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
