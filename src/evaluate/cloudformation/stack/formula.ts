/** Conditions as formulas over equalities, and whether a set of them can hold at once. */
import { remembered } from "../../../base/collections.ts";
import { all, any, not, type Truth, truthOf } from "../../../base/truth.ts";

/** One side of an equality: a known text, or a symbol for an unknown one. */
export type Term = { readonly text: string } | { readonly symbol: string };

export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | Equality
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] };

/** `name` is the same for the same two sides in either order. */
export interface Equality {
  readonly kind: "equal";
  readonly left: Term;
  readonly right: Term;
  readonly name: string;
}

export const TRUE: Formula = { kind: "constant", value: true };
export const FALSE: Formula = { kind: "constant", value: false };

/** The texts that a symbol can have at all (`AllowedValues`); a symbol that is not in it can be any text. */
export type Domains = ReadonlyMap<string, readonly string[]>;

/** Partial models tried before a question is given up; then the constraints are taken to be satisfiable. */
const MAXIMUM_STEPS = 20_000;
/** A model of more equalities counts as several. */
const EQUALITIES_OF_A_STEP = 100;

export function constant(value: boolean): Formula {
  return value ? TRUE : FALSE;
}

export function negate(of: Formula): Formula {
  if (of.kind === "constant") return constant(!of.value);
  return of.kind === "not" ? of.of : { kind: "not", of };
}

export function equal(left: Term, right: Term): Formula {
  if ("text" in left && "text" in right) return constant(left.text === right.text);
  if (nameOf(left) === nameOf(right)) return TRUE;
  return { kind: "equal", left, right, name: [nameOf(left), nameOf(right)].sort().join("\u0000") };
}

export function combine(kind: "and" | "or", parts: readonly Formula[]): Formula {
  const absorbing = kind === "or";
  const unsettled = parts.filter((part) => part.kind !== "constant");
  if (parts.some((part) => part.kind === "constant" && part.value === absorbing)) return constant(absorbing);
  if (unsettled.length === 0) return constant(!absorbing);
  return unsettled.length === 1 ? unsettled[0]! : { kind, of: unsettled };
}

/** Conditions that name each other may be so many deep, and a formula may have so many equalities: real ones have some ten. */
export const MOST_CONDITIONS = 300;
export const MOST_EQUALITIES = 1_000;

const sizes = new WeakMap<Formula, number>();

/** The equalities in a formula, each as often as it stands there: a condition that names another one twice has it twice. */
export function sizeOf(formula: Formula): number {
  if (formula.kind === "constant" || formula.kind === "equal") return 1;
  if (formula.kind === "not") return sizeOf(formula.of);
  return remembered(sizes, formula, () => formula.of.reduce((sum, part) => sum + sizeOf(part), 0));
}

/** The equalities of which a formula is made. */
function equalitiesIn(formula: Formula): readonly Equality[] {
  if (formula.kind === "equal") return [formula];
  if (formula.kind === "not") return equalitiesIn(formula.of);
  return formula.kind === "constant" ? [] : formula.of.flatMap(equalitiesIn);
}

const symbols = new WeakMap<Formula, ReadonlySet<string>>();

/** The symbols that a formula speaks of. */
export function symbolsOf(formula: Formula): ReadonlySet<string> {
  return remembered(symbols, formula, () => {
    const terms = equalitiesIn(formula).flatMap(({ left, right }) => [left, right]);
    return new Set(terms.flatMap((term) => ("symbol" in term ? [term.symbol] : [])));
  });
}

/** The texts with which a formula compares a symbol. */
export function textsComparedWith(symbol: string, formula: Formula): readonly string[] {
  return equalitiesIn(formula).flatMap(({ left, right }) => {
    const [own, other] = "text" in right ? [left, right] : [right, left];
    return "symbol" in own && own.symbol === symbol && "text" in other ? [other.text] : [];
  });
}

/** Whether all constraints can hold at once. False is proven; true may be the answer to a question that was too long. */
export function satisfiable(constraints: readonly Formula[], domains: Domains): boolean {
  const atoms = new Map(constraints.flatMap(equalitiesIn).map((equality) => [equality.name, equality] as const));
  const names = [...atoms.keys()];
  const assigned = new Map<string, boolean>();
  const weight = Math.max(1, constraints.reduce((sum, one) => sum + sizeOf(one), 0) / EQUALITIES_OF_A_STEP);
  let steps = 0;
  const search = (at: number): boolean => {
    steps += weight;
    if (steps > MAXIMUM_STEPS) return true;
    const truth = all(constraints.map((constraint) => evaluate(constraint, assigned)));
    if (truth === "false" || !consistent(atoms, assigned, domains)) return false;
    if (at === names.length) return truth === "true";
    for (const value of [true, false]) {
      assigned.set(names[at]!, value);
      if (search(at + 1)) return true;
    }
    assigned.delete(names[at]!);
    return false;
  };
  return search(0);
}

function evaluate(formula: Formula, assigned: ReadonlyMap<string, boolean>): Truth {
  switch (formula.kind) {
    case "constant":
      return truthOf(formula.value);
    case "equal": {
      const value = assigned.get(formula.name);
      return value === undefined ? "unknown" : truthOf(value);
    }
    case "not":
      return not(evaluate(formula.of, assigned));
    default:
      return (formula.kind === "or" ? any : all)(formula.of.map((part) => evaluate(part, assigned)));
  }
}

/** Marks the names of known texts: the symbol of a text that is partly known begins as any other text does. */
const KNOWN = "\u0001";

function nameOf(term: Term): string {
  return "text" in term ? `${KNOWN}${term.text}` : term.symbol;
}

/** Whether the assigned equalities and inequalities leave every symbol a text. */
function consistent(
  atoms: ReadonlyMap<string, Equality>,
  assigned: ReadonlyMap<string, boolean>,
  domains: Domains,
): boolean {
  const parents = new Map<string, string>();
  const find = (name: string): string => {
    let at = name;
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up;
    return at;
  };
  const members = new Set<string>();
  for (const [name, value] of assigned) {
    const atom = atoms.get(name)!;
    const [left, right] = [nameOf(atom.left), nameOf(atom.right)];
    members.add(left).add(right);
    if (!value || find(left) === find(right)) continue;
    parents.set(find(left), find(right));
  }
  const texts = new Map<string, string>();
  const allowed = new Map<string, readonly string[]>();
  for (const member of members) {
    const root = find(member);
    if (member.startsWith(KNOWN)) {
      const other = texts.get(root);
      if (other !== undefined && other !== member) return false;
      texts.set(root, member);
    } else {
      const domain = domains.get(member);
      if (domain === undefined) continue;
      const before = allowed.get(root);
      allowed.set(root, before === undefined ? domain : before.filter((text) => domain.includes(text)));
    }
  }
  for (const [name, value] of assigned) {
    if (value) continue;
    const atom = atoms.get(name)!;
    const [left, right] = [find(nameOf(atom.left)), find(nameOf(atom.right))];
    if (left === right) return false;
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const text = texts.get(other)?.slice(KNOWN.length);
      const among = allowed.get(one);
      if (text !== undefined && among !== undefined)
        allowed.set(
          one,
          among.filter((candidate) => candidate !== text),
        );
    }
  }
  for (const [root, among] of allowed) {
    const text = texts.get(root)?.slice(KNOWN.length);
    if (among.length === 0 || (text !== undefined && !among.includes(text))) return false;
  }
  return true;
}
