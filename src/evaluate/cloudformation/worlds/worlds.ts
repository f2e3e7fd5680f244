/** The worlds of roots that are evaluated together: one evaluation for each combination of the conditions that matter. How what they say is
 *  told together is explained in src/worlds. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { CloudFormationOptions } from "../../input.ts";
import type { EvaluatedWorld } from "../../resource.ts";
import type { Links } from "../linking/links.ts";
import { MAXIMUM_STACKS, type WorldRun } from "../stack/context.ts";
import type { Effort } from "../stack/effort.ts";
import type { GivenValues } from "../stack/given.ts";
import { stackAt } from "../stack/imports.ts";
import { collectResources, countDeclared } from "../stack/resources.ts";
import { Questions, SharedValues } from "../stack/shared-values.ts";
import type { Stack } from "../stack/stack.ts";
import type { Library } from "../template/library.ts";
import { Assumptions, type Log } from "../template/log.ts";
import { isService } from "../template/resource-types.ts";
import type { DecidedCondition, SymbolTable } from "./decisions.ts";
import { addRules, choiceText, Decisions, imposeChoices } from "./decisions.ts";

/** Worlds of one group in which every parameter that has a default has it. */
const MAXIMUM_WORLDS = 64;
/** Further worlds in which a parameter departs from its default, those that depart least first. */
const MAXIMUM_ALTERNATIVES = 16;
/** So many worlds each group may have, whatever others take: that of all defaults and each that departs from them. Honest ones seldom have more. */
const WORLDS_IN_ANY_CASE = 1 + MAXIMUM_ALTERNATIVES;

export interface RunSettings {
  readonly library: Library;
  readonly options: CloudFormationOptions;
  readonly links: Links;
  readonly given: GivenValues;
  readonly log: Log;
  /** Of all runs together. */
  readonly effort: Effort;
  /** Makes the roots' own stacks for a run, by path. */
  readonly makeStacks: (run: WorldRun) => ReadonlyMap<string, Stack>;
}

interface GroupSettings extends RunSettings {
  /** Paths of the roots, for messages. */
  readonly paths: readonly string[];
  /** Among how many groups the bounds are shared: the ways in which what is imported can be deployed. */
  readonly ways: number;
}

/** A run with the stacks of its roots, by path. */
export type StartedRun = WorldRun & { readonly stacks: ReadonlyMap<string, Stack> };

/** Never empty. The first world is the one that defaults and given values make. */
export function worldsOf(settings: GroupSettings): readonly EvaluatedWorld[] {
  const symbols = noSymbols();
  const first = runOnce(settings, symbols);
  const stacks = [...first.stacks.values()];
  const services = stacks.reduce((sum, stack) => sum + countDeclared(stack, isService), 0);
  if (services === 0) {
    for (const stack of stacks) collectResources(stack, true);
    const { resources, unread, assumptions } = first;
    return [{ when: [], resources, unread, links: [], assumptions: assumptions.all }];
  }
  for (const stack of stacks) imposeChoices(stack, symbols);
  const pending: (readonly DecidedCondition[])[] = [[]];
  const worlds: (Omit<EvaluatedWorld, "when"> & { readonly decisions: Decisions })[] = [];
  let alternatives = 0;
  let limited = false;
  let refused = false;
  const shared = new SharedValues();
  const maximum = Math.floor(MAXIMUM_WORLDS / settings.ways);
  const maximumAlternatives = Math.floor(MAXIMUM_ALTERNATIVES / settings.ways);
  settings.effort.addServices(services);
  const granted = new GrantedWorlds(settings);
  while (pending.length > 0) {
    const start = takeLeastDeparting(pending);
    const departs = departuresOf(start) > 0;
    if (departs && alternatives >= maximumAlternatives) {
      limited = true;
      break;
    }
    if (departs && worlds.length >= granted.most) {
      refused = true;
      break;
    }
    if (departs) {
      alternatives += 1;
      granted.take(worlds.length + 1);
    }
    const most = Math.min(maximum, granted.most);
    const run = settledRun(settings, symbols, start, pending, shared, worlds.length === 0, () => {
      const usual = worlds.length - alternatives + pending.filter((one) => departuresOf(one) === 0).length;
      return departs ? maximumAlternatives - alternatives : most - 1 - usual;
    });
    if (run.decisions.cut) limited = true;
    if (run.decisions.cut && most < maximum) refused = true;
    if (!departs) granted.take(worlds.length + 1 + pending.filter((one) => departuresOf(one) === 0).length);
    worlds.push({
      decisions: run.decisions,
      ...(departs ? { alternative: true as const } : {}),
      resources: run.resources,
      ...(run.hooks.length === 0 ? {} : { hooks: run.hooks }),
      notMade: run.notMade,
      unread: run.unread,
      lost: run.lost,
      links: [],
      assumptions: run.assumptions.all,
    });
  }
  if (refused) settings.log.report(refusedWorlds(settings, worlds.length));
  else if (limited && settings.ways === 1) reportLimit(settings, worlds.length);
  return worlds.map(({ decisions, ...world }) => ({
    when: whenOf(decisions, symbols),
    ...world,
    literalHint,
  }));
}

/** The worlds that a group may have: some in any case, and more as far as the scan has them left. */
class GrantedWorlds {
  readonly #effort: Effort;
  /** So many are free, or paid. */
  #count: number;

  constructor({ effort, ways }: Pick<GroupSettings, "effort" | "ways">) {
    this.#effort = effort;
    // The ways to deploy a group are counted themselves.
    this.#count = ways === 1 ? WORLDS_IN_ANY_CASE : Math.floor(MAXIMUM_WORLDS / ways);
  }

  get most(): number {
    return this.#count + this.#effort.worldsLeft;
  }

  /** There are so many of them now. */
  take(count: number): void {
    this.#effort.takeWorlds(Math.max(0, count - this.#count));
    this.#count = Math.max(this.#count, count);
  }
}

function literalHint(_family: string, name: string): string {
  return `scan the template that makes it, and say so with --parameter ${name}=TEMPLATE#RESOURCE`;
}

/** What departs from the defaults, or is chosen where there are none. */
function whenOf(decisions: Decisions, symbols: SymbolTable): readonly string[] {
  const chosen = decisions.taken.filter((one) => one.value !== one.usual);
  return [...new Set(chosen.map((one) => choiceText(one, decisions, symbols)))];
}

export function noSymbols(): SymbolTable {
  return { domains: new Map(), defaults: new Map(), imposed: new Map(), names: new Map(), rules: [] };
}

/** Runs until no decision is taken on the way, because one can settle a value that was read before it. */
function settledRun(
  settings: GroupSettings,
  symbols: SymbolTable,
  start: readonly DecidedCondition[],
  pending: (readonly DecidedCondition[])[],
  shared: SharedValues,
  all: boolean,
  room: () => number,
): WorldRun {
  const collected = (from: readonly DecidedCondition[]): WorldRun => {
    const run = runOnce(settings, symbols, from, room(), shared);
    for (const stack of run.stacks.values()) collectResources(stack, all);
    return run;
  };
  let run = collected(start);
  for (let round = 0; round < 4; round += 1) {
    pending.push(...run.decisions.branches);
    if (!run.decisions.branches.some((branch) => branch.at(-1)?.usual === undefined)) break;
    run = collected(run.decisions.taken);
  }
  return run;
}

/** One evaluation of all roots under the decisions that it starts with. `room`: how many conditions it may decide that defaults do not. */
export function runOnce(
  settings: RunSettings,
  symbols: SymbolTable = noSymbols(),
  start: readonly DecidedCondition[] = [],
  room = 0,
  shared = new SharedValues(),
): StartedRun {
  const { library, options, given, log, links, effort } = settings;
  const questions = new Questions();
  const assumptions = new Assumptions();
  let entered = 0;
  let stacks: ReadonlyMap<string, Stack> = new Map();
  const run: WorldRun = {
    library,
    options,
    given,
    log,
    links,
    symbols,
    decisions: new Decisions(start, symbols, effort, room),
    assumptions,
    resources: [],
    hooks: [],
    notMade: [],
    unread: [],
    lost: [],
    stackAt: (root, address) => stackAt(stacks.get(root), address),
    bound: (symbol) => (options.strict ? undefined : links.bound(symbol)),
    effort,
    questions,
    shared,
    assume: (assumption) => {
      assumptions.add(assumption);
      questions.add((other) => void other.assume(assumption), undefined, true);
    },
    enter: () => {
      entered += 1;
      return entered <= MAXIMUM_STACKS;
    },
  };
  stacks = settings.makeStacks(run);
  for (const stack of stacks.values()) addRules(stack, symbols);
  return { ...run, stacks };
}

function departuresOf(decisions: readonly DecidedCondition[]): number {
  return decisions.filter(isDeparture).length;
}

function isDeparture({ usual, value }: DecidedCondition): boolean {
  return usual !== undefined && value !== usual;
}

/**
 * Removes and returns one of those with the fewest departures; of several the first by what they ask of parameters, so that neither the
 * order of a template nor its names say which worlds are looked at where not all are.
 */
function takeLeastDeparting(pending: (readonly DecidedCondition[])[]): readonly DecidedCondition[] {
  const ranks = pending.map((decisions) => [
    // As many digits as a number of decisions can have.
    String(departuresOf(decisions)).padStart(9, "0"),
    asked(decisions.filter(isDeparture)),
    asked(decisions.filter(({ usual, value }) => usual === undefined && !value)),
  ]);
  const isBefore = (
    [a = "", b = "", c = ""]: readonly string[],
    [x = "", y = "", z = ""]: readonly string[],
  ): boolean => (a === x ? (b === y ? c < z : b < y) : a < x);
  let best = 0;
  for (let index = 1; index < pending.length; index += 1) if (isBefore(ranks[index]!, ranks[best]!)) best = index;
  return pending.splice(best, 1)[0]!;
}

function asked(decisions: readonly DecidedCondition[]): string {
  return decisions
    .map(({ formula, value }) => JSON.stringify([formula, value]))
    .sort()
    .join();
}

/** Beside the path of the first. */
function namesOf({ paths: [first, second, ...others] }: GroupSettings): string {
  if (second === undefined) return "the template";
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
}

/** The scan has no more worlds: further conditions are left open. */
function refusedWorlds(settings: GroupSettings, count: number): Diagnostic {
  const { most } = settings.effort.scan;
  return {
    code: "scan-worlds",
    severity: "warning",
    message: `There is too much to evaluate, and not all that the conditions of ${namesOf(settings)} decide is known: they allow more combinations than the ${count} that are told apart, and the templates of this scan have taken the ${most} values that they may take together.`,
    path: settings.paths[0]!,
    hint: "give parameters with --parameter or --parameters-file, scan fewer templates at once, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
    notAnalysed: true,
  };
}

function reportLimit(settings: GroupSettings, count: number): void {
  settings.log.report({
    code: "too-many-worlds",
    severity: "note",
    message: `the conditions of ${namesOf(settings)} allow more combinations than the ${count} that are analysed`,
    path: settings.paths[0]!,
    hint: "give parameters with --parameter or --parameters-file to choose among them",
  });
}
