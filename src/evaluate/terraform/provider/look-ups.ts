/** The data sources of a scan into what each finds among its resources (docs/decisions/0038-look-ups.md). */
import { remembered } from "../../../base/collections.ts";
import { and } from "../../../base/truth.ts";
import type { Assumption, Value } from "../../../base/value.ts";
import type { Resource, ResourceLink } from "../../resource.ts";
import type { Find, Finds, Reason, Thing } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { areTelling, type Criterion, criteriaOf, type Search, searchOf } from "./criteria.ts";
import { attributeOf, type Findable, type Leads, match, NOWHERE, type OpenCriterion } from "./matching.ts";
import { mayBeAmong, mayFind, named, severalFit, tooManyToCompare } from "./what-is-open.ts";
import { AllWhereabouts, inOneAccount, type Whereabouts } from "./whereabouts.ts";

/** A data source leads on through another one, and that one through a third. */
const MOST_PASSES = 4;

/** So many resources are compared for all data sources of a type. */
const MOST_COMPARED = 200_000;

/** Of more that fit, none is thought of. */
const MOST_ALTERNATIVES = 16;

export function findsOf(evaluated: ReadonlyMap<RootEvaluation, readonly Resource[]>): Finds {
  const lookUps = new LookUps(evaluated);
  let pass: Pass = { finds: new Map(), nowhere: new Set(), isFinal: false };
  for (let left = MOST_PASSES; left > 0 && !pass.isFinal; left--) {
    const next = lookUps.pass(pass);
    const isSame = sameFinds(pass.finds, next.finds) && pass.nowhere.size === next.nowhere.size;
    pass = { ...next, isFinal: next.isFinal || isSame };
  }
  return pass.finds;
}

interface Pass {
  readonly finds: Finds;
  /** Data sources that nothing of the scan fits. */
  readonly nowhere: ReadonlySet<Resource>;
  /** What is found does not depend on what others find. */
  readonly isFinal: boolean;
}

/** Whether data sources find the same, or do not for the same reasons. */
export function sameFinds(a: Finds, b: Finds): boolean {
  const [left, right] = [a, b].map((finds) =>
    [...finds].map(([root, own]) => [root, [...own].map(([address, find]) => [address, inShort(find)])]),
  );
  return JSON.stringify(left) === JSON.stringify(right);
}

function inShort(find: Find): readonly unknown[] {
  const things = find.things.map(({ root, resource }) => [root.id, resource.address]);
  const why = find.kind === "open" ? find.reason : find.kind === "all" ? find.rest : undefined;
  return [find.kind, things, why?.text];
}

/** Where exactly one thing is found: references to the data source are to that. */
export function linksOf(finds: Finds): readonly ResourceLink[] {
  return [...finds].flatMap(([root, own]) =>
    [...own].flatMap(([address, find]): readonly ResourceLink[] => {
      if (find.kind !== "one" || find.things.length > 1 || find.assumption === undefined) return [];
      const [{ resource }] = find.things;
      const to = { root: resource.root, address: resource.address, attribute: "" };
      return [{ from: { root, address, attribute: "" }, to, assumption: find.assumption }];
    }),
  );
}

/** A resource that may be found. */
interface Known extends Thing, Findable {
  readonly whereabouts: Whereabouts;
}

/** A candidate that is not excluded. */
interface Fitting {
  readonly thing: Known;
  readonly isCertain: boolean;
  readonly open: readonly OpenCriterion[];
}

class LookUps {
  readonly #whereabouts = new AllWhereabouts();
  readonly #byType = new Map<string, Known[]>();
  /** By root and address. */
  readonly #resources = new Map<string, Map<string, Resource>>();
  readonly #data: (Thing & { readonly search: Search })[] = [];
  readonly #indexes = new Map<string, Index>();

  constructor(evaluated: ReadonlyMap<RootEvaluation, readonly Resource[]>) {
    for (const [root, resources] of evaluated) {
      this.#resources.set(root.id, new Map(resources.map((resource) => [resource.address, resource])));
      for (const resource of resources) {
        const instance = root.resourceAt(resource.address);
        if (instance === undefined) continue;
        const search = searchOf(resource.type);
        if (resource.mode === "data") {
          if (search !== undefined) this.#data.push({ root, instance, resource, search });
        } else if (search !== undefined) {
          const whereabouts = this.#whereabouts.of(root, instance);
          const known = { root, instance, resource, whereabouts, addedTags: whereabouts.tags };
          remembered(this.#byType, resource.type, () => []).push(known);
        }
      }
    }
  }

  /** `before`: what is known to be found, through which references lead on. */
  pass(before: Pass): Pass {
    let isFinal = true;
    const leads: Leads = ({ root, address }) => {
      const resource = this.#resources.get(root)?.get(address);
      if (resource?.mode !== "data") return resource;
      isFinal = false;
      if (before.nowhere.has(resource)) return NOWHERE;
      const found = before.finds.get(root)?.get(address);
      return found?.kind === "one" && found.things.length === 1 ? found.things[0].resource : undefined;
    };
    const compared = new Map<string, number>();
    const finds = new Map<string, Map<string, Find>>();
    const nowhere = new Set<Resource>();
    for (const data of this.#data) {
      const { root, address } = data.resource;
      const found = this.#find(data, leads, compared);
      if (found === NOWHERE) nowhere.add(data.resource);
      else if (found !== undefined) remembered(finds, root, () => new Map()).set(address, found);
    }
    return { finds, nowhere, isFinal };
  }

  /** Undefined where what is asked for says too little. */
  #find(
    data: Thing & { readonly search: Search },
    leads: Leads,
    compared: Map<string, number>,
  ): Find | typeof NOWHERE | undefined {
    const { search, resource, root, instance } = data;
    const criteria = criteriaOf(resource, search);
    if (!areTelling(criteria)) return undefined;
    const candidates = this.#candidates(search, criteria);
    const count = (compared.get(resource.type) ?? 0) + candidates.length;
    compared.set(resource.type, count);
    if (count > MOST_COMPARED) return open(tooManyToCompare(data));
    const here = this.#whereabouts.of(root, instance);
    const fitting = candidates.flatMap((thing): readonly Fitting[] => {
      const { truth, open } = match(criteria, thing, root.id, leads);
      const both = and(truth, inOneAccount(here, thing.whereabouts));
      return both === "false" ? [] : [{ thing, isCertain: both === "true", open }];
    });
    if (fitting.length === 0) return NOWHERE;
    if (search.findsMany) return allOf(data, fitting, criteria, leads);
    const itself = criteria.map((criterion) => this.#namedById(criterion)).find(({ length }) => length > 0) ?? [];
    const [first, ...others] = fitting.flatMap(({ thing }) => (itself.includes(thing.resource) ? [thing] : []));
    if (first === undefined || others.length + 1 < itself.length) return oneOfThem(data, fitting);
    return { kind: "one", things: [first, ...others], assumption: undefined };
  }

  /** The resources whose id or ARN is asked for, one or each of several, where it is written as a reference. */
  #namedById({ attribute, values: [value, other] }: Criterion): readonly Resource[] {
    if ((attribute !== "id" && attribute !== "arn") || value?.kind !== "unknown" || other !== undefined) return [];
    const named = (value.oneOf ?? [value]).map((one) => {
      const ref = one.kind === "unknown" ? one.ref : undefined;
      const resource = ref?.attribute === attribute ? this.#resources.get(ref.root)?.get(ref.address) : undefined;
      return resource?.mode === "managed" ? resource : undefined;
    });
    return named.every((one) => one !== undefined) ? named : [];
  }

  /** Those that may have a name or tag that is asked for as a text. */
  #candidates({ types }: Search, criteria: readonly Criterion[]): readonly Known[] {
    const all = types.flatMap((type) => this.#byType.get(type) ?? []);
    const exact = criteria.find(
      ({ attribute, values }) => (attribute === "name" || attribute.startsWith("tag:")) && values.every(isExact),
    );
    if (exact === undefined || all.length < 2) return all;
    const index = remembered(
      this.#indexes,
      `${types.join(" ")} ${exact.attribute}`,
      () => new Index(all, exact.attribute),
    );
    return index.of(exact.values.map((value) => (value.kind === "string" ? value.value : "")));
  }
}

function isExact(value: Value): boolean {
  return value.kind === "string" && !/[*?]/.test(value.value);
}

/** Candidates by the text that they have as an attribute; those with none, or one that is not known, may have any. */
class Index {
  readonly #byText = new Map<string, Known[]>();
  readonly #open: Known[] = [];
  readonly #order: ReadonlyMap<Known, number>;

  constructor(all: readonly Known[], attribute: string) {
    this.#order = new Map(all.map((one, at) => [one, at]));
    for (const one of all) {
      const own = attributeOf(one, attribute);
      if (own?.kind === "string") remembered(this.#byText, own.value, () => []).push(one);
      else this.#open.push(one);
    }
  }

  of(texts: readonly string[]): readonly Known[] {
    const found = [...new Set(texts)].flatMap((text) => this.#byText.get(text) ?? []);
    return [...found, ...this.#open].sort((a, b) => this.#order.get(a)! - this.#order.get(b)!);
  }
}

/**
 * AWS refuses a data source that several things match, so that what certainly does is the one if it is there at all. Of the data source's
 * own root it is; of several other roots each may be deployed where the data source looks.
 */
function oneOfThem(data: Thing, fitting: readonly Fitting[]): Find | undefined {
  const certain = fitting.filter(({ isCertain }) => isCertain);
  const own = certain.filter(({ thing }) => thing.root === data.root);
  const roots = new Set(certain.map(({ thing }) => thing.root));
  const elsewhere = fitting.filter(({ thing, isCertain }) => isCertain || !roots.has(thing.root));
  const meant = own.length > 0 ? own : certain.length > 0 ? elsewhere : [];
  const [first, ...others] = meant.map(({ thing }) => thing);
  if (first === undefined) return open(mayFind(data, fitting));
  if (others.length >= MOST_ALTERNATIVES) return open(severalFit(data, [first, ...others]));
  const names = [first, ...others].map((thing) => named(thing, data)).join(" or ");
  return { kind: "one", things: [first, ...others], assumption: assuming(data, names) };
}

/**
 * All that certainly match are found, if they are deployed together: which those of one root are, and those of one VPC. That there are no
 * others is assumed as far as none of the scan may match.
 */
function allOf(
  data: Thing,
  fitting: readonly Fitting[],
  criteria: readonly Criterion[],
  leads: Leads,
): Find | undefined {
  const certain = fitting.filter(
    ({ isCertain, thing: { resource } }) => isCertain && resource.exists === true && !resource.repeated,
  );
  const roots = new Set(certain.map(({ thing }) => thing.root));
  const root = roots.has(data.root) ? data.root : roots.size === 1 ? [...roots][0] : undefined;
  const isOfOneVpc = criteria.some(({ attribute, values: [vpc, other] }) => {
    const ref = attribute === "vpc_id" && other === undefined && vpc?.kind === "unknown" ? vpc.ref : undefined;
    const found = ref === undefined ? undefined : leads(ref);
    return found !== undefined && found !== NOWHERE;
  });
  const sure = isOfOneVpc ? certain : certain.filter(({ thing }) => thing.root === root);
  const others = fitting.filter((one) => !sure.includes(one));
  const [first, ...more] = sure.map(({ thing }) => thing);
  if (first === undefined) return open(mayFind(data, fitting));
  const rest = others.length === 0 ? undefined : mayBeAmong(data, others);
  const names = [first, ...more].map((thing) => named(thing, data)).join(", ");
  return { kind: "all", things: [first, ...more], rest, assumption: assuming(data, `${names} and no others`) };
}

function open(reason: Reason | undefined): Find | undefined {
  return reason === undefined ? undefined : { kind: "open", things: [], reason };
}

function assuming({ resource }: Thing, names: string): Assumption {
  return { kind: "data-source", text: `${resource.address} finds ${names}`, span: resource.span };
}
