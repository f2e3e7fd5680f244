/** A root that imports into the sets of stacks that can be deployed with it, so that each of their imports has its one export. */
import type { Value } from "../../../base/value.ts";
import { type ExportIndex, keyOf, type Match, stackOf, uniqueNameOf } from "./export-index.ts";
import type { Import } from "./links.ts";

/** More ways to deploy a root are not told apart. */
const MAXIMUM_DEPLOYMENTS = 16;
/** Exports among which one import is tried: with more, there are almost always more ways too. */
const MAXIMUM_OPTIONS = 64;
/** Choices that are tried for one root. */
const MAXIMUM_STEPS = 4000;

/** Stands for a stack where names are alike without a stack's name in them. */
const BY_PARAMETER = "";

/** A set of stacks with what their imports mean. What is not in `chosen` has no export in it, or several. */
export interface Deployment {
  /** The importer first. */
  readonly roots: readonly string[];
  readonly chosen: ReadonlyMap<string, Match>;
  /** The stack that each family names. */
  readonly bound: ReadonlyMap<string, string>;
}

export interface Deployments {
  /** What holds in every one of them. */
  readonly certain: Deployment;
  /** Two or more that differ in what a flow can depend on; empty where there is only one. */
  readonly alternatives: readonly Deployment[];
  /** There are more of them than are told apart. */
  readonly cut: boolean;
}

/** A deployment that is being made. */
interface State {
  readonly roots: Set<string>;
  readonly chosen: Map<string, Match>;
  readonly bound: Map<string, string>;
  readonly users: { readonly stack: string; readonly root: string; readonly family: string }[];
  /** Names that no further stack can export, with the root that does. */
  readonly names: Map<string, string>;
  /** Imports that are not decided yet. */
  readonly undecided: Set<Import>;
}

/**
 * The rules: an export's name is unique, so two stacks that export the same are not deployed side by side; all names of a family come
 * from one stack, which exports all of those that a root imports; the same family means the same stack in every root; and two
 * families of one root mean two stacks.
 */
export function deploymentsOf(root: string, index: ExportIndex): Deployments {
  const start = stateOf({ roots: [], chosen: new Map(), bound: new Map() });
  deploy(start, root, index);
  const decided = copyOf(start);
  const certain = madeOf(decide(decided, index, false) ? decided : start);
  for (const lenient of [false, true]) {
    const found = search(start, index, lenient);
    if (found === "too many") return { certain, alternatives: [], cut: true };
    if (found.length === 1) return { certain: found[0]!, alternatives: [], cut: false };
    if (found.length > 1) return { certain: shared(certain, found), alternatives: found, cut: false };
  }
  return { certain, alternatives: [], cut: false };
}

function stateOf({ roots, chosen, bound }: Deployment): State {
  return {
    roots: new Set(roots),
    chosen: new Map(chosen),
    bound: new Map(bound),
    users: [],
    names: new Map(),
    undecided: new Set(),
  };
}

function copyOf({ roots, chosen, bound, users, names, undecided }: State): State {
  return {
    roots: new Set(roots),
    chosen: new Map(chosen),
    bound: new Map(bound),
    users: [...users],
    names: new Map(names),
    undecided: new Set(undecided),
  };
}

function madeOf({ roots, chosen, bound }: State): Deployment {
  return { roots: [...roots], chosen, bound };
}

/** Every way to decide what matters. Lenient: an import that nothing deployed satisfies stays undecided instead of proving the way wrong. */
function search(start: State, index: ExportIndex, lenient: boolean): readonly Deployment[] | "too many" {
  const found: Deployment[] = [];
  const pending: State[] = [start];
  for (let step = 0; pending.length > 0; step += 1) {
    if (step > MAXIMUM_STEPS) return "too many";
    const state = copyOf(pending.pop()!);
    if (!decide(state, index, lenient)) continue;
    const branch = [...state.undecided].find((one) => one.matters && optionsOf(state, one, index).length > 1);
    if (branch === undefined) {
      found.push(madeOf(state));
      if (found.length > MAXIMUM_DEPLOYMENTS) return "too many";
      continue;
    }
    const options = optionsOf(state, branch, index);
    if (options.length > MAXIMUM_OPTIONS) return "too many";
    for (const option of options.toReversed()) {
      const next = copyOf(state);
      take(next, branch, option, index);
      pending.push(next);
    }
  }
  return found;
}

/** Takes what has only one option, as long as there is such; false where something has none. */
function decide(state: State, index: ExportIndex, lenient: boolean): boolean {
  for (let progress = true; progress; ) {
    progress = false;
    for (const one of [...state.undecided]) {
      const options = optionsOf(state, one, index);
      if (options.length > 1) continue;
      const [only] = options;
      if (only !== undefined) take(state, one, only, index);
      else if (one.matters && !lenient && isContradicted(state, one, index)) return false;
      else state.undecided.delete(one);
      progress = true;
    }
  }
  return true;
}

/** It has exports, and none of them goes with what is deployed. */
function isContradicted(state: State, { root, name }: Import, index: ExportIndex): boolean {
  return index
    .matches(root, name)
    .some(
      ({ fit, export: one }) =>
        fit.kind !== "stack" || isWhole(index, root, fit.family, stackOf(one)) || state.bound.has(fit.family),
    );
}

function isWhole(index: ExportIndex, root: string, family: string, stack: string): boolean {
  return index.covered(root, family, stack) === index.demanded(root, family);
}

/** One for each stack that can be meant. */
function optionsOf(state: State, { root, name }: Import, index: ExportIndex): readonly Match[] {
  const fitting = index.matches(root, name).filter((match) => isPossible(state, root, match, index));
  const here = fitting.filter(({ export: one }) => state.roots.has(one.root));
  const certain = here.filter(({ fit }) => fit.kind !== "stack");
  const scanned = fitting.filter(({ export: one }) => index.isScanned(one.root));
  const ofRepository = fitting.filter(({ export: one }) => !index.isOffered(one.root));
  const chosen = [certain, scanned, ofRepository].find((some) => some.length > 0) ?? fitting;
  const most = Math.max(0, ...chosen.map(({ fit }) => (fit.kind === "stack" ? index.demanded(root, fit.family) : 0)));
  const best = chosen.filter(({ fit }) => fit.kind !== "stack" || index.demanded(root, fit.family) === most);
  const distinct = new Map(best.map((match) => [stackOf(match.export), match] as const));
  return [...distinct.values()];
}

function isPossible(state: State, root: string, { export: one, fit }: Match, index: ExportIndex): boolean {
  if (!state.roots.has(one.root) && collides(state, one.root, index)) return false;
  if (fit.kind === "same") return true;
  const bound = state.bound.get(fit.family);
  if (fit.kind === "alike") return bound === undefined || bound === BY_PARAMETER;
  const stack = stackOf(one);
  if (bound !== undefined) return bound === stack;
  return (
    isWhole(index, root, fit.family, stack) &&
    state.users.every(
      (user) => user.stack !== stack || (user.root !== root && !(isKnownName(user.family) && isKnownName(fit.family))),
    )
  );
}

/** Whether a family is the stack's name itself and not a parameter that gives it. */
function isKnownName(family: string): boolean {
  return family.startsWith('"');
}

function collides(state: State, root: string, index: ExportIndex): boolean {
  return index.exportsOf(root).some(({ name }) => {
    const unique = uniqueNameOf(name);
    return unique !== undefined && (state.names.get(unique) ?? root) !== root;
  });
}

function take(state: State, one: Import, match: Match, index: ExportIndex): void {
  const { fit, export: exported } = match;
  const stack = fit.kind === "stack" ? stackOf(exported) : BY_PARAMETER;
  state.chosen.set(keyOf(one.root, one.name), match);
  if (fit.kind !== "same") state.bound.set(fit.family, stack);
  if (fit.kind === "stack") state.users.push({ stack, root: one.root, family: fit.family });
  state.undecided.delete(one);
  deploy(state, exported.root, index);
}

function deploy(state: State, root: string, index: ExportIndex): void {
  if (state.roots.has(root)) return;
  state.roots.add(root);
  for (const { name } of index.exportsOf(root)) {
    const unique = uniqueNameOf(name);
    if (unique !== undefined && !state.names.has(unique)) state.names.set(unique, root);
  }
  for (const one of index.importsOf(root)) state.undecided.add(one);
}

/** What all have in common, from the importer on. */
function shared(start: Deployment, all: readonly Deployment[]): Deployment {
  const [first] = all;
  const chosen = new Map(
    [...(first?.chosen ?? [])].filter(([key, match]) =>
      all.every((one) => one.chosen.get(key)?.export === match.export),
    ),
  );
  return {
    roots: start.roots.filter((root) => all.every((one) => one.roots.includes(root))),
    chosen,
    bound: start.bound,
  };
}

/** Whether a further root, which imports from what is deployed and from nothing else, can be deployed too; undefined where not. */
export function joined(deployment: Deployment, root: string, index: ExportIndex): Deployment | undefined {
  const state = stateOf(deployment);
  const before = deployment.chosen.size;
  for (const one of index.importsOf(root)) {
    const match = index
      .matches(root, one.name)
      .find(({ export: exported, fit }) =>
        fit.kind === "stack"
          ? deployment.bound.get(fit.family) === stackOf(exported)
          : deployment.roots.includes(exported.root),
      );
    if (match !== undefined) take(state, one, match, index);
    else if (one.matters) return undefined;
  }
  return state.chosen.size === before ? undefined : { ...madeOf(state), roots: [...deployment.roots, root] };
}

/** What an import means, by its name as a world makes it; a name that no interfaceOf met is looked for in the stack of its family. */
export function chosenFor(deployment: Deployment, root: string, name: Value, index: ExportIndex): Match | undefined {
  const known = deployment.chosen.get(keyOf(root, name));
  if (known !== undefined) return known;
  const found = index
    .matches(root, name)
    .filter(({ export: exported, fit }) =>
      fit.kind === "stack"
        ? deployment.bound.get(fit.family) === stackOf(exported)
        : fit.kind === "same" && deployment.roots.includes(exported.root),
    );
  return found.length === 1 ? found[0] : undefined;
}
