/** The data sources of a scan into what each finds among its resources (docs/decisions/0038-look-ups.md). */
import { remembered } from "../../../base/collections.ts";
import { and } from "../../../base/truth.ts";
import type { Assumption } from "../../../base/value.ts";
import type { Resource, ResourceLink } from "../../resource.ts";
import { referencesOf } from "../configuration/references.ts";
import type { Find, Finds, FindsOfRoot, Reason, Thing } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { Index, isIndexed } from "./candidates.ts";
import { Comparisons, tooManyToCompare } from "./comparisons.ts";
import { areTelling, type Criterion, type Search } from "./criteria.ts";
import { type Findable, type Leads, Matching, NOWHERE, type OpenCriterion } from "./matching.ts";
import { type Looking, type RootThings, thingsOf } from "./root-things.ts";
import { allNamed, mayBeAmong, mayFind, severalFit } from "./what-is-open.ts";
import { inOneAccount } from "./whereabouts.ts";

/** What one looks for is found by another one, and what that looks for by a third: so many at most. */
const MOST_STEPS = 16;

/** Of more that fit, none is thought of. */
const MOST_ALTERNATIVES = 16;

/** Of roots that have something that fits, the one in which a root finds what it looks for. */
export interface Preference {
  /** The id of the root that looks. */
  readonly of: string;
  /** The id of the one in which it finds. */
  readonly among: string;
}

interface LookUpOptions {
  /** The steps that a root may take. */
  readonly ofARoot: number;
  readonly preference: Preference | undefined;
  /** The ids of the roots of which it is asked; undefined where of all. */
  readonly looking: ReadonlySet<string> | undefined;
}

export function findsOf(evaluated: Evaluated, { ofARoot, preference, looking }: LookUpOptions): Finds {
  return new LookUps(evaluated, new Comparisons(ofARoot), preference).finds(looking);
}

type Evaluated = ReadonlyMap<RootEvaluation, readonly Resource[]>;

/** Whether data sources find the same, or do not for the same reasons. */
export function sameFinds(a: Finds, b: Finds): boolean {
  return a.size === b.size && [...a].every(([root, own]) => sameFindsOfRoot(own, b.get(root)));
}

/** The same of the data sources of one root. */
export function sameFindsOfRoot(a: FindsOfRoot | undefined, b: FindsOfRoot | undefined): boolean {
  // What has nothing to do with a change is left as it is.
  return a === b || (a !== undefined && b !== undefined && inShort(a) === inShort(b));
}

function inShort(finds: FindsOfRoot): string {
  const all = [...finds].map(([address, find]): readonly unknown[] => {
    const things = find.things.map(({ root, resource }) => [root.id, resource.address]);
    const why = find.kind === "open" ? find.reason : find.kind === "all" ? find.rest : undefined;
    return [address, find.kind, things, why?.text];
  });
  return JSON.stringify(all);
}

/** Where exactly one thing is found: references to the data source are to that. */
export function linksOf(finds: Finds): readonly ResourceLink[] {
  return [...finds].flatMap(([root, own]) =>
    [...own].flatMap(([address, find]): readonly ResourceLink[] => {
      if (find.kind !== "one" || find.things.length > 1) return [];
      const [{ resource }] = find.things;
      const to = { root: resource.root, address: resource.address, attribute: "" };
      return [{ from: { root, address, attribute: "" }, to, assumption: find.assumption }];
    }),
  );
}

/** A candidate that is not excluded. */
interface Fitting {
  readonly thing: Findable;
  readonly isCertain: boolean;
  readonly open: readonly OpenCriterion[];
}

class LookUps {
  readonly #roots: readonly RootThings[];
  /** Of all types that a search asks for. */
  readonly #ofTypes = new Map<Search["types"], readonly Findable[]>();
  /** By root and address. */
  readonly #resources: ReadonlyMap<string, RootThings["byAddress"]>;
  readonly #data = new Map<Resource, Looking>();
  /** By types and attribute. */
  readonly #indexes = new Map<string, Index>();
  /** What was found. Undefined while it is looked for, and where what is asked for says too little. */
  readonly #found = new Map<Resource, Find | typeof NOWHERE | undefined>();
  /** How many data sources are being looked at, each for the one before it. */
  #steps = 0;

  readonly #comparisons: Comparisons;
  readonly #preference: Preference | undefined;

  constructor(evaluated: Evaluated, comparisons: Comparisons, preference: Preference | undefined) {
    this.#comparisons = comparisons;
    this.#preference = preference;
    const things = [...evaluated].map(([root, resources]) => [root.id, thingsOf(root, resources)] as const);
    this.#roots = things.map(([, one]) => one);
    this.#resources = new Map(things.map(([id, { byAddress }]) => [id, byAddress]));
    for (const { looking } of this.#roots) for (const one of looking) this.#data.set(one.resource, one);
  }

  finds(looking: ReadonlySet<string> | undefined): Finds {
    const finds = new Map<string, Map<string, Find>>();
    for (const data of this.#data.values()) {
      const { root, address } = data.resource;
      if (looking?.has(root) === false) continue;
      const found = this.#foundBy(data);
      if (found !== undefined && found !== NOWHERE) remembered(finds, root, () => new Map()).set(address, found);
    }
    return finds;
  }

  #foundBy(data: Looking): Find | typeof NOWHERE | undefined {
    const { resource } = data;
    if (this.#found.has(resource)) return this.#found.get(resource);
    if (this.#steps === MOST_STEPS) return undefined;
    this.#found.set(resource, undefined);
    this.#steps += 1;
    const found = this.#find(data);
    this.#steps -= 1;
    this.#found.set(resource, found);
    return found;
  }

  readonly #leads: Leads = ({ root, address }) => {
    const resource = this.#resources.get(root)?.get(address);
    if (resource?.mode !== "data") return resource;
    const data = this.#data.get(resource);
    const found = data === undefined ? undefined : this.#foundBy(data);
    if (found === undefined || found === NOWHERE) return found;
    return found.kind === "one" && found.things.length === 1 ? found.things[0].resource : undefined;
  };

  #find(data: Looking): Find | typeof NOWHERE | undefined {
    const { search, criteria, resource, root, whereabouts } = data;
    if (!areTelling(criteria)) return undefined;
    const candidates = this.#candidates(data);
    const matching = new Matching(criteria, root.id, this.#leads);
    const fitting: Fitting[] = [];
    for (const thing of candidates) {
      const before = matching.compared;
      const fitness = matching.with(thing);
      if (!this.#comparisons.pay(resource.type, matching.compared - before)) return tooManyToCompare(data);
      if (fitness.truth === "false") continue;
      const both = and(fitness.truth, inOneAccount(whereabouts, thing.whereabouts));
      if (both !== "false") fitting.push({ thing, isCertain: both === "true", open: fitness.open });
    }
    if (fitting.length === 0) return NOWHERE;
    const meant = ofScanFirst(fitting);
    const among = this.#preference?.of === root.id ? this.#preference.among : undefined;
    if (search.findsMany) return allOf(data, meant, { criteria, leads: this.#leads, among });
    const itself = criteria.map((criterion) => this.#namedById(criterion)).find(({ length }) => length > 0) ?? [];
    const [first, ...others] = meant.flatMap(({ thing }) => (itself.includes(thing.resource) ? [thing] : []));
    if (first === undefined || others.length + 1 < itself.length) return oneOfThem(data, meant, among);
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

  /** Those that may have what is asked for as a text or as a reference: the fewest that one criterion leaves. */
  #candidates({ search: { types }, criteria }: Looking): readonly Findable[] {
    const all = remembered(this.#ofTypes, types, () =>
      types.flatMap((type) => this.#roots.flatMap((root) => root.findable(type))),
    );
    if (all.length < 2) return all;
    let fewest: readonly Findable[] = all;
    for (const { attribute, values } of criteria) {
      if (!isIndexed(attribute)) continue;
      const name = `${types.join(" ")} ${attribute}`;
      const index = remembered(this.#indexes, name, () => new Index(all, attribute, this.#leads));
      const left = index.having(values);
      if (left.length < fewest.length) fewest = left;
    }
    return fewest;
  }
}

/**
 * AWS refuses a data source that several things match, so that what certainly does is the one if it is there at all. Of the data source's
 * own root it is; of several other roots each may be deployed where the data source looks.
 */
function oneOfThem(data: Thing, fitting: readonly Fitting[], among: string | undefined): Find | undefined {
  const certain = fitting.filter(({ isCertain }) => isCertain);
  const own = certain.filter(({ thing }) => thing.root === data.root);
  const roots = new Set(certain.map(({ thing }) => thing.root));
  const elsewhere = fitting.filter(({ thing, isCertain }) => isCertain || !roots.has(thing.root));
  const meant = own.length > 0 ? own : certain.length > 0 ? elsewhere : [];
  const chosen = own.length > 0 ? own : ofRoot(meant, among);
  const [first, ...others] = chosen.map(({ thing }) => thing);
  if (meant.length === 0) return open(mayFind(data, fitting));
  if (first === undefined || (own.length === 0 && others.length > 0))
    return open(severalFit(data, meant.map(thingOf)), meant.map(thingOf));
  if (others.length >= MOST_ALTERNATIVES) return open(severalFit(data, [first, ...others]));
  const names = allNamed([first, ...others], data, " or ");
  const isSaid = others.length === 0 && refersTo(data, first);
  return { kind: "one", things: [first, ...others], assumption: isSaid ? undefined : assuming(data, names) };
}

/** Whether the data source is written with something of the thing, as with the family of the task definition beside it. */
function refersTo({ root, instance }: Thing, thing: Thing): boolean {
  const { type, name } = thing.instance.declaration;
  if (root !== thing.root || instance.module !== thing.instance.module) return false;
  return referencesOf(instance.declaration.block.body).some((one) => one.name === `${type}.${name}`);
}

/**
 * All that certainly match are found, if they are deployed together: which those of one root are, and those of one VPC. That there are no
 * others is assumed as far as none of the scan may match.
 */
function allOf(data: Thing, all: readonly Fitting[], { criteria, leads, among }: AllOptions): Find | undefined {
  const isHere = all.some(({ thing }) => thing.root === data.root);
  const fitting = isHere ? all : ofRoot(all, among);
  const certain = fitting.filter(
    ({ isCertain, thing: { resource } }) => isCertain && resource.exists === true && !resource.repeated,
  );
  const roots = new Set(fitting.map(({ thing }) => thing.root));
  const root = roots.has(data.root) ? data.root : roots.size === 1 ? [...roots][0] : undefined;
  const isOfOneVpc = criteria.some(({ attribute, values: [vpc, other] }) => {
    const ref = attribute === "vpc_id" && other === undefined && vpc?.kind === "unknown" ? vpc.ref : undefined;
    const found = ref === undefined ? undefined : leads(ref);
    return found !== undefined && found !== NOWHERE;
  });
  const sure = isOfOneVpc ? certain : certain.filter(({ thing }) => thing.root === root);
  const others = fitting.filter((one) => !sure.includes(one));
  const [first, ...more] = sure.map(({ thing }) => thing);
  if (first === undefined)
    return open(mayFind(data, all), isHere || !isEach(roots, certain) ? [] : certain.map(thingOf));
  const rest = others.length === 0 ? undefined : mayBeAmong(data, others);
  const names = allNamed([first, ...more], data, ", ");
  return { kind: "all", things: [first, ...more], rest, assumption: assuming(data, `${names} and no others`) };
}

interface AllOptions {
  readonly criteria: readonly Criterion[];
  readonly leads: Leads;
  readonly among: string | undefined;
}

/** Whether each root has something that certainly fits. */
function isEach(roots: ReadonlySet<RootEvaluation>, certain: readonly Fitting[]): boolean {
  return new Set(certain.map(({ thing }) => thing.root)).size === roots.size;
}

/** What other repositories have is not thought of where the scan itself has what certainly fits. */
function ofScanFirst(fitting: readonly Fitting[]): readonly Fitting[] {
  const own = fitting.filter(({ thing }) => thing.root.unit?.offered?.told === undefined);
  return own.some(({ isCertain }) => isCertain) ? own : fitting;
}

/** Those of the root, where one is given. */
function ofRoot(fitting: readonly Fitting[], id: string | undefined): readonly Fitting[] {
  return id === undefined ? fitting : fitting.filter(({ thing }) => thing.root.id === id);
}

function thingOf({ thing }: Fitting): Thing {
  return thing;
}

function open(reason: Reason | undefined, among: readonly Thing[] = []): Find | undefined {
  return reason === undefined ? undefined : { kind: "open", things: [], among, reason };
}

function assuming({ resource }: Thing, names: string): Assumption {
  return { kind: "data-source", text: `${resource.address} finds ${names}` };
}
