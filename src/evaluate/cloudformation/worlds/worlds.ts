/** An estate's roots into its worlds: one evaluation for each combination of the conditions that matter. */
import type { Value } from "../../../base/value.ts";
import type { CloudFormationOptions } from "../../input.ts";
import type { Resource, World } from "../../resource.ts";
import type { Links } from "../estate/links.ts";
import { type EstateRun, MAXIMUM_STACKS, MAXIMUM_VALUES } from "../stack/estate.ts";
import type { Given } from "../stack/given.ts";
import { importedValue, stackAt } from "../stack/imports.ts";
import { collectResources, declaresAny } from "../stack/resources.ts";
import type { Stack } from "../stack/stack.ts";
import { storedValue } from "../stack/stored.ts";
import type { Library } from "../template/library.ts";
import { isService } from "../template/resource-types.ts";
import { Assumptions, type Sink } from "../template/sink.ts";
import { choiceText, imposeChoices } from "./choices.ts";
import { type Decision, Decisions, type SymbolTable } from "./decisions.ts";
import { addRules } from "./rules.ts";

/** Worlds of one estate in which every parameter that has a default has it. */
const MAXIMUM_WORLDS = 64;
/** Further worlds in which a parameter departs from its default, those that depart least first. */
const MAXIMUM_ALTERNATIVES = 16;

export interface EstateSettings {
  /** Paths of the roots, for messages. */
  readonly paths: readonly string[];
  readonly library: Library;
  readonly options: CloudFormationOptions;
  readonly links: Links;
  readonly given: Given;
  readonly sink: Sink;
  /** Among how many estates the bounds are shared: the ways in which what is imported can be deployed. */
  readonly ways: number;
  /** Makes the roots' own stacks for a run, by path. */
  readonly open: (run: EstateRun) => ReadonlyMap<string, Stack>;
}

export interface Run {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly decisions: Decisions;
  readonly resources: readonly Resource[];
  readonly hooks: readonly Resource[];
  readonly assumptions: Assumptions;
}

/** Never empty. The first world is the one that defaults and given values make. */
export function worldsOf(settings: EstateSettings): readonly World[] {
  const symbols = noSymbols();
  const opened = runOnce(settings, symbols, [], 0, () => {});
  if (![...opened.stacks.values()].some((stack) => declaresAny(stack, isService))) {
    const only = runOnce(settings, symbols, [], 0, (stack) => collectResources(stack, true));
    return [{ when: [], resources: only.resources, links: [], assumptions: only.assumptions.all }];
  }
  for (const stack of opened.stacks.values()) imposeChoices(stack, symbols);
  const pending: (readonly Decision[])[] = [[]];
  const worlds: (Omit<World, "when"> & { readonly decisions: Decisions })[] = [];
  let alternatives = 0;
  let limited = false;
  const maximum = Math.floor(MAXIMUM_WORLDS / settings.ways);
  const maximumAlternatives = Math.floor(MAXIMUM_ALTERNATIVES / settings.ways);
  while (pending.length > 0) {
    const start = takeLeastDeparting(pending);
    const departs = departuresOf(start) > 0;
    if (departs && alternatives >= maximumAlternatives) {
      limited = true;
      break;
    }
    if (departs) alternatives += 1;
    const collect = (stack: Stack): void => collectResources(stack, worlds.length === 0);
    const run = settledRun(settings, symbols, start, pending, collect, () => {
      const usual = worlds.length - alternatives + pending.filter((one) => departuresOf(one) === 0).length;
      return departs ? maximumAlternatives - alternatives : maximum - 1 - usual;
    });
    if (run.decisions.cut) limited = true;
    worlds.push({
      decisions: run.decisions,
      ...(departs ? { alternative: true as const } : {}),
      resources: run.resources,
      ...(run.hooks.length === 0 ? {} : { hooks: run.hooks }),
      links: [],
      assumptions: run.assumptions.all,
    });
  }
  if (limited && settings.ways === 1) reportLimit(settings, worlds.length);
  return worlds.map(({ decisions, ...world }) => ({
    when: whenOf(decisions, symbols),
    ...world,
    literalHint: LITERAL_HINT,
  }));
}

const LITERAL_HINT = "scan the template that makes it, and say so with --parameter {}=TEMPLATE#RESOURCE";

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
  settings: EstateSettings,
  symbols: SymbolTable,
  start: readonly Decision[],
  pending: (readonly Decision[])[],
  collect: (stack: Stack) => void,
  room: () => number,
): Run {
  let run = runOnce(settings, symbols, start, room(), collect);
  for (let round = 0; round < 4; round += 1) {
    pending.push(...run.decisions.branches);
    if (!run.decisions.branches.some((branch) => branch.at(-1)?.usual === undefined)) break;
    run = runOnce(settings, symbols, run.decisions.taken, room(), collect);
  }
  return run;
}

/** One evaluation of all roots under the decisions that it starts with. */
export function runOnce(
  settings: EstateSettings,
  symbols: SymbolTable,
  start: readonly Decision[],
  room: number,
  collect: (stack: Stack) => void,
): Run {
  const decisions = new Decisions(start, symbols, room);
  const resources: Resource[] = [];
  const hooks: Resource[] = [];
  const assumptions = new Assumptions();
  let values = 0;
  let entered = 0;
  let stacks: ReadonlyMap<string, Stack> = new Map();
  const run: EstateRun = {
    library: settings.library,
    options: settings.options,
    given: settings.given,
    decisions,
    symbols,
    sink: settings.sink,
    assumptions,
    resources,
    hooks,
    importValue: (name, span, importer, context): Value =>
      importedValue({
        name,
        span,
        importer,
        context,
        links: settings.links,
        stacks,
        strict: settings.options.strict,
        assumptions,
      }),
    stored: (value, importer, context) =>
      storedValue(
        value,
        context,
        (name) => settings.links.target(importer, name),
        (root, address) => stackAt(stacks.get(root), address),
      ),
    bound: (symbol) => (settings.options.strict ? undefined : settings.links.bound(symbol)),
    spend: () => {
      values += 1;
      return values <= MAXIMUM_VALUES;
    },
    enter: () => {
      entered += 1;
      return entered <= MAXIMUM_STACKS;
    },
  };
  stacks = settings.open(run);
  for (const stack of stacks.values()) addRules(stack, symbols);
  for (const stack of stacks.values()) collect(stack);
  return { stacks, decisions, resources, hooks, assumptions };
}

function departuresOf(decisions: readonly Decision[]): number {
  return decisions.filter(isDeparture).length;
}

function isDeparture({ usual, value }: Decision): boolean {
  return usual !== undefined && value !== usual;
}

/**
 * Removes and returns one of those with the fewest departures; of several the first by what they ask of parameters, so that neither the
 * order of a template nor its names say which worlds are looked at where not all are.
 */
function takeLeastDeparting(pending: (readonly Decision[])[]): readonly Decision[] {
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

function asked(decisions: readonly Decision[]): string {
  return decisions
    .map(({ formula, value }) => JSON.stringify([formula, value]))
    .sort()
    .join();
}

function reportLimit(settings: EstateSettings, count: number): void {
  settings.sink.report({
    code: "too-many-worlds",
    severity: "note",
    message: `the conditions of ${settings.paths.join(", ")} allow more combinations than the ${count} that are analysed`,
    path: settings.paths[0] ?? "",
    hint: "give parameters with --parameter or --parameters-file to choose among them",
  });
}
