/** Conditions as formulas over equalities. */
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

export function constant(value: boolean): Formula {
  return value ? TRUE : FALSE;
}

export function negate(of: Formula): Formula {
  if (of.kind === "constant") return constant(!of.value);
  return of.kind === "not" ? of.of : { kind: "not", of };
}

export function equal(left: Term, right: Term): Formula {
  if ("text" in left && "text" in right) return constant(left.text === right.text);
  const [a, b] = [nameOf(left), nameOf(right)];
  if (a === b) return TRUE;
  return { kind: "equal", left, right, name: a < b ? `${a}\u0000${b}` : `${b}\u0000${a}` };
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

/** Whether a formula holds where symbols have these texts; unknown where that depends on further ones. */
export function truthUnder(formula: Formula, texts: ReadonlyMap<string, string>): Truth {
  switch (formula.kind) {
    case "constant":
      return truthOf(formula.value);
    case "equal": {
      const [left, right] = [textUnder(formula.left, texts), textUnder(formula.right, texts)];
      return left === undefined || right === undefined ? "unknown" : truthOf(left === right);
    }
    case "not":
      return not(truthUnder(formula.of, texts));
    default:
      return (formula.kind === "or" ? any : all)(formula.of.map((part) => truthUnder(part, texts)));
  }
}

function textUnder(term: Term, texts: ReadonlyMap<string, string>): string | undefined {
  return "text" in term ? term.text : texts.get(term.symbol);
}

/** Marks the names of known texts: the symbol of a text that is partly known begins as any other text does. */
const KNOWN = "\u0001";

/** Whether the name of a side is that of a known text. */
export function isKnown(name: string): boolean {
  return name.startsWith(KNOWN);
}

/** Tells a side of an equality from all others. */
export function nameOf(term: Term): string {
  return "text" in term ? `${KNOWN}${term.text}` : term.symbol;
}
