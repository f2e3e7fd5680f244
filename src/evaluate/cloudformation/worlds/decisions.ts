/** The conditions decided so far in one world, what follows from them, and the worlds that other decisions would make; what can be chosen, and
 *  what people call what was chosen. */
import { remembered } from "../../../base/collections.ts";
import { type Truth, truthOf } from "../../../base/truth.ts";
import { formulaOf } from "../stack/condition.ts";
import type { EvaluationContext } from "../stack/context.ts";
import type { Effort } from "../stack/effort.ts";
import { combine, equal, type Formula, negate, symbolsOf, textsComparedWith, truthUnder } from "../stack/formula.ts";
import { passedOn } from "../stack/nested-arguments.ts";
import { allowedTexts, isListType } from "../stack/parameters.ts";
import type { Stack } from "../stack/stack.ts";
import { entryAt } from "../template/template.ts";
import { type Domains, satisfiable } from "./satisfiable.ts";

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
  readonly #effort: Effort;
  #room: number;
  /** A condition that matters was left undecided, because there was no room for another world. */
  cut = false;
  /** Values that were given to symbols because nothing decides against them. */
  readonly #preferred = new Map<string, string>();

  /** `room`: how many conditions that defaults do not decide may be decided here; the rest are left undecided. */
  constructor(start: readonly DecidedCondition[], symbols: SymbolTable, effort: Effort, room: number) {
    this.taken = [...start];
    this.#symbols = symbols;
    this.#effort = effort;
    this.#room = room;
  }

  /** The truth of a condition here. `settle`: it matters, so that it is decided where it is not yet. */
  decide({ name, path }: Pick<DecidedCondition, "name" | "path">, formula: Formula, settle: boolean): Truth {
    if (formula.kind === "constant") return truthOf(formula.value);
    const before = this.taken.find((decision) => decision.name === name);
    if (before !== undefined) return truthOf(before.value);
    const forced = this.#valueOf(formula, []);
    if (forced !== undefined) return truthOf(forced);
    const usual = this.#underDefaults(formula);
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

  /** What takes all back that was decided and preferred since. */
  mark(): () => void {
    const [taken, branches, room, cut] = [this.taken.length, this.branches.length, this.#room, this.cut];
    const preferred = new Set(this.#preferred.keys());
    return () => {
      this.taken.length = taken;
      this.branches.length = branches;
      this.#room = room;
      this.cut = cut;
      for (const symbol of this.#preferred.keys()) if (!preferred.has(symbol)) this.#preferred.delete(symbol);
    };
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
    const text = [...compared].find((one) => this.#possible(is(one)));
    return text !== undefined && !this.#possible(negate(is(text))) ? text : undefined;
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
    const constraints = [...this.#symbols.rules, ...decided, ...added];
    if (!this.#effort.spend(constraints.length / CONSTRAINTS_OF_A_VALUE)) return true;
    return this.#canHold(related(symbolsOf(formula), constraints).concat(formula), this.#symbols.domains);
  }

  /** The formula's value where each symbol has its default; undefined where that does not decide it. */
  #underDefaults(formula: Formula): boolean | undefined {
    const truth = truthUnder(formula, this.#symbols.defaults);
    if (truth !== "unknown") return truth === "true";
    const constraints = [...symbolsOf(formula)].flatMap((symbol) => {
      const text = this.#symbols.defaults.get(symbol);
      return text === undefined ? [] : [equal({ symbol }, { text })];
    });
    const canHold = this.#canHold([...constraints, formula]);
    const canFail = this.#canHold([...constraints, negate(formula)]);
    return canHold === canFail ? undefined : canHold;
  }

  #canHold(constraints: readonly Formula[], domains: Domains = new Map()): boolean {
    return satisfiable(constraints, domains, (models) => this.#effort.spend(models * VALUES_OF_A_MODEL));
  }
}

/** What takes as long as a model that is tried. */
const VALUES_OF_A_MODEL = 5;
/** So many constraints are looked through in the time of a value. */
const CONSTRAINTS_OF_A_VALUE = 10;

/** The constraints that speak of the symbols, directly or through others: the rest cannot matter. */
function related(symbols: ReadonlySet<string>, constraints: readonly Formula[]): readonly Formula[] {
  const isRelated = (one: Formula): boolean => {
    for (const symbol of symbolsOf(one)) if (symbols.has(symbol)) return true;
    return false;
  };
  if (!constraints.some(isRelated)) return [];
  const speaking = new Map<string, Formula[]>();
  for (const constraint of constraints)
    for (const symbol of symbolsOf(constraint)) remembered(speaking, symbol, () => []).push(constraint);
  const wanted = new Set(symbols);
  const found = new Set<Formula>();
  for (const symbol of wanted)
    for (const constraint of speaking.get(symbol) ?? []) {
      if (found.has(constraint)) continue;
      found.add(constraint);
      for (const own of symbolsOf(constraint)) wanted.add(own);
    }
  return [...found];
}

/** A parameter without allowed values of its own that is passed on to a nested stack which has some can be any of these: a default of
 *  the stack around does not take the choice away from who makes it. */
export function imposeChoices(stack: Stack, symbols: SymbolTable): void {
  for (const declaration of stack.declarations.values()) {
    const child = stack.child(declaration);
    if (child === undefined) continue;
    for (const parameter of child.settings.template.parameters.values()) {
      const allowed = allowedTexts(parameter);
      const symbol =
        allowed === undefined || isListType(parameter.type) ? undefined : rootSymbol(child, parameter.name);
      if (allowed === undefined || symbol === undefined) continue;
      const before = symbols.imposed.get(symbol) ?? allowed;
      symbols.imposed.set(
        symbol,
        before.filter((text) => allowed.includes(text)),
      );
    }
    imposeChoices(child, symbols);
  }
}

/** The symbol of the root's parameter that a stack's parameter is. */
function rootSymbol({ prefix, settings: { made } }: Stack, parameter: string): string | undefined {
  if (made === undefined) return `${prefix}${parameter}`;
  const name = passedOn(made.declaration, parameter);
  return name === undefined ? undefined : rootSymbol(made.parent, name);
}

/** A parameter with more allowed values is not looked into for words. */
const MAXIMUM_VALUES = 200;
/** More values are not listed. */
const MOST_NAMED = 4;

/**
 * Says what must be given so that a condition is decided so: `UseNacl = true`, `Stage = test or live`, `Mode is not host`. Where more than
 * one parameter decides it, the condition's own name.
 */
export function choiceText(
  { path, formula, value }: DecidedCondition,
  decisions: Decisions,
  symbols: SymbolTable,
): string {
  const plain = `${path} = ${value}`;
  const [symbol, second] = symbolsOf(formula);
  if (symbol === undefined || second !== undefined) return plain;
  const name = nameOf(symbol, symbols.names);
  if (name === undefined || (symbols.domains.get(symbol)?.length ?? 0) > MAXIMUM_VALUES) return plain;
  const forced = decisions.forced(symbol);
  if (forced !== undefined) return `${name} = ${forced === "" ? '""' : forced}`;
  const left = decisions.allowed(symbol);
  if (left !== undefined && left.length > 0 && left.length <= MOST_NAMED) return `${name} = ${left.join(" or ")}`;
  if (formula.kind !== "equal" || value) return plain;
  const text = [formula.left, formula.right].find((side) => "text" in side);
  return text !== undefined && "text" in text ? `${name} is not ${text.text === "" ? "empty" : text.text}` : plain;
}

/** A parameter that two roots have is told with its root. */
function nameOf(symbol: string, names: ReadonlyMap<string, string>): string | undefined {
  if (/^AWS::[A-Za-z]+$/.test(symbol)) return symbol;
  const name = names.get(symbol);
  const shared = [...names].some(([other, own]) => own === name && other !== symbol);
  return name !== undefined && shared ? `${name} of ${symbol.slice(0, symbol.lastIndexOf("#"))}` : name;
}

/** Where its condition holds, each of a rule's assertions holds. Rules that say nothing of parameters that are not known are left out. */
export function addRules(stack: Stack, symbols: SymbolTable): void {
  if (symbols.rules.length > 0) return;
  const context: EvaluationContext = { ...stack.context(false), symbolic: true };
  for (const { node: value } of stack.section("Rules").entries) {
    const condition = entryAt(value, "RuleCondition")?.value;
    const assertions = entryAt(value, "Assertions")?.value;
    if (assertions?.kind !== "sequence") continue;
    const holds = assertions.elements.flatMap((assertion): Formula[] => {
      const node = entryAt(assertion, "Assert")?.value;
      return node === undefined ? [] : [formulaOf(node, context)];
    });
    const all = combine("and", holds);
    const rule = condition === undefined ? all : combine("or", [negate(formulaOf(condition, context)), all]);
    if (rule.kind !== "constant") symbols.rules.push(rule);
  }
}
