/** The conditions decided so far in one world, what follows from them, and the worlds that other decisions would make. */
import { type Truth, truthOf } from "../../../base/truth.ts";
import { equal, type Formula, negate, satisfiable, symbolsOf, textsComparedWith } from "../stack/formula.ts";

/** A named condition taken to be true or false in a world. */
export interface DecidedCondition {
  /** Tells the condition from all others of the group. */
  readonly name: string;
  /** The condition's logical path, `Network.UseNacl`. */
  readonly path: string;
  readonly formula: Formula;
  readonly value: boolean;
  /** Its value where every parameter has its default; undefined where defaults do not decide it. */
  readonly usual: boolean | undefined;
}

/** What is known of symbols before anything is decided; filled while templates are evaluated, shared by the worlds of a group. */
export interface SymbolTable {
  /** `AllowedValues` of parameters. */
  readonly domains: Map<string, readonly string[]>;
  /** Defaults of parameters that have allowed values. */
  readonly defaults: Map<string, string>;
  /** Allowed values of nested stacks' parameters, by the parameter of the root that is passed on to them. */
  readonly imposed: Map<string, readonly string[]>;
  /** What people call the parameters of the roots. */
  readonly names: Map<string, string>;
  /** What the templates' `Rules` demand. */
  readonly rules: Formula[];
}

export class Decisions {
  /** Decisions that this world was asked to start with, then those taken on the way. */
  readonly taken: DecidedCondition[];
  /** For each decision taken on the way: all before it, and it reversed. */
  readonly branches: (readonly DecidedCondition[])[] = [];
  readonly #symbols: SymbolTable;
  #room: number;
  /** A condition that matters was left undecided, because there was no room for another world. */
  cut = false;
  /** Values that were given to symbols because nothing decides against them. */
  readonly #preferred = new Map<string, string>();

  /** `room`: how many conditions that defaults do not decide may be decided here; the rest are left undecided. */
  constructor(start: readonly DecidedCondition[], symbols: SymbolTable, room: number) {
    this.taken = [...start];
    this.#symbols = symbols;
    this.#room = room;
  }

  /** The truth of a condition here. `settle`: it matters, so that it is decided where it is not yet. */
  decide({ name, path }: Pick<DecidedCondition, "name" | "path">, formula: Formula, settle: boolean): Truth {
    if (formula.kind === "constant") return truthOf(formula.value);
    const before = this.taken.find((decision) => decision.name === name);
    if (before !== undefined) return truthOf(before.value);
    const forced = this.#valueOf(formula, []);
    if (forced !== undefined) return truthOf(forced);
    const usual = underDefaults(formula, this.#symbols.defaults);
    // A value that was read as its default has chosen for this world, not for others.
    const chosen = this.#valueOf(formula, this.#preferences) ?? usual;
    if (!settle) return chosen === undefined ? "unknown" : truthOf(chosen);
    if (usual === undefined && this.#room <= 0) {
      this.cut = true;
      return "unknown";
    }
    if (usual === undefined) this.#room -= 1;
    const value = chosen ?? true;
    this.branches.push([...this.taken, { name, path, formula, value: !value, usual }]);
    this.taken.push({ name, path, formula, value, usual });
    return truthOf(value);
  }

  /** The text of a symbol: what the decisions force, else its default where they allow it; undefined where it is not known. */
  textOf(symbol: string): string | undefined {
    const usual = this.#symbols.defaults.get(symbol);
    const decided = this.taken.filter(({ formula }) => symbolsOf(formula).has(symbol));
    if (usual === undefined && decided.length === 0) return undefined;
    const known = this.#preferred.get(symbol);
    if (known !== undefined) return known;
    const is = (text: string): Formula => equal({ symbol }, { text });
    if (usual !== undefined && this.#possible(is(usual))) {
      this.#preferred.set(symbol, usual);
      return usual;
    }
    return this.forced(symbol);
  }

  /** The only text that the decisions leave a symbol. */
  forced(symbol: string): string | undefined {
    const is = (text: string): Formula => equal({ symbol }, { text });
    const compared = new Set(this.#symbols.domains.get(symbol) ?? []);
    for (const { formula } of this.taken) for (const text of textsComparedWith(symbol, formula)) compared.add(text);
    return [...compared].find((text) => this.#possible(is(text)) && !this.#possible(negate(is(text))));
  }

  /** Those of a symbol's allowed values that the decisions leave. */
  allowed(symbol: string): readonly string[] | undefined {
    return this.#symbols.domains.get(symbol)?.filter((text) => this.#possible(equal({ symbol }, { text })));
  }

  get #preferences(): readonly Formula[] {
    return [...this.#preferred].map(([symbol, text]) => equal({ symbol }, { text }));
  }

  /** What a formula is where the decisions, and what is added to them, leave it no choice. */
  #valueOf(formula: Formula, added: readonly Formula[]): boolean | undefined {
    const canHold = this.#possible(formula, added);
    return canHold === this.#possible(negate(formula), added) ? undefined : canHold;
  }

  #possible(formula: Formula, added = this.#preferences): boolean {
    const decided = this.taken.map((decision) => (decision.value ? decision.formula : negate(decision.formula)));
    const wanted = symbolsOf(formula);
    return satisfiable(
      related(wanted, [...this.#symbols.rules, ...decided, ...added]).concat(formula),
      this.#symbols.domains,
    );
  }
}

/** The constraints that speak of the symbols, directly or through others: the rest cannot matter. */
function related(symbols: ReadonlySet<string>, constraints: readonly Formula[]): readonly Formula[] {
  const wanted = new Set(symbols);
  const found = new Set<Formula>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const constraint of constraints) {
      if (found.has(constraint)) continue;
      const own = symbolsOf(constraint);
      if (![...own].some((symbol) => wanted.has(symbol))) continue;
      found.add(constraint);
      for (const symbol of own) wanted.add(symbol);
      grew = true;
    }
  }
  return [...found];
}

/** The formula's value where each symbol has its default; undefined where that does not decide it. */
function underDefaults(formula: Formula, defaults: ReadonlyMap<string, string>): boolean | undefined {
  const constraints = [...symbolsOf(formula)].flatMap((symbol) => {
    const text = defaults.get(symbol);
    return text === undefined ? [] : [equal({ symbol }, { text })];
  });
  const canHold = satisfiable([...constraints, formula], new Map());
  const canFail = satisfiable([...constraints, negate(formula)], new Map());
  return canHold === canFail ? undefined : canHold;
}
