/** Whether formulas can hold at once: what must be for each of them to hold is followed, and where one can hold in several ways, each is tried. */
import { all, any, not, type Truth, truthOf } from "../../../base/truth.ts";
import { type Equality, type Formula, isKnown, nameOf, sizeOf, symbolsOf } from "../stack/formula.ts";

/** The texts that a symbol can have at all (`AllowedValues`); a symbol that is not in it can be any text. */
export type Domains = ReadonlyMap<string, readonly string[]>;

/** Partial models tried before a question is given up; then the constraints are taken to be satisfiable. */
const MAXIMUM_MODELS = 2_000;
/** A model of more equalities and texts counts as several. */
const SIZE_OF_A_MODEL = 100;

/** An equality that was decided. */
interface Decided {
  readonly equality: Equality;
  readonly value: boolean;
}

/** Equalities and inequalities by the names of the equalities. */
type Model = Map<string, Decided>;

/** False is proven; true may be the answer to a question that was too long. `spend` takes models that are tried, and is false where no more may be. */
export function satisfiable(
  constraints: readonly Formula[],
  domains: Domains,
  spend: (models: number) => boolean,
): boolean {
  const [first, second] = constraints;
  const alone = first === undefined || second !== undefined ? undefined : holdsAlone(first, domains);
  if (alone !== undefined) return !spend(1) || alone;
  const model: Model = new Map();
  const symbols = new Set(constraints.flatMap((one) => [...symbolsOf(one)]));
  const texts = [...symbols].reduce((sum, symbol) => sum + (domains.get(symbol)?.length ?? 0), 0);
  let tried = 0;
  const isTooLong = (open: readonly Formula[]): boolean => {
    const size = open.reduce((sum, one) => sum + sizeOf(one), texts + model.size);
    const models = 1 + size / SIZE_OF_A_MODEL;
    tried += models;
    return !spend(models) || tried > MAXIMUM_MODELS;
  };
  const search = (wanted: readonly Formula[]): boolean => {
    let open = wanted;
    for (let before = -1; before < model.size; ) {
      if (isTooLong(open)) return true;
      before = model.size;
      const left = followed(open, model);
      if (left === undefined || !consistent(model, domains)) return false;
      open = left;
    }
    const next = open[0] === undefined ? undefined : undecidedIn(open[0], model);
    // What is decided is enough for all of them, whatever the rest may be.
    if (next === undefined) return true;
    const before = model.size;
    for (const value of [true, false]) {
      model.set(next.name, { equality: next, value });
      if (search(open)) return true;
      for (const name of [...model.keys()].slice(before)) model.delete(name);
    }
    return false;
  };
  return search(constraints);
}

/** Whether a symbol can be a text, or another one, which is most of what is asked; undefined of other formulas. */
function holdsAlone(formula: Formula, domains: Domains): boolean | undefined {
  const value = formula.kind !== "not";
  const equality = formula.kind === "not" ? formula.of : formula;
  if (equality.kind !== "equal") return undefined;
  const [one, other] = "symbol" in equality.left ? [equality.left, equality.right] : [equality.right, equality.left];
  if (!("symbol" in one && "text" in other)) return undefined;
  return domains.get(one.symbol)?.some((text) => (text === other.text) === value) ?? true;
}

/** Adds to the model what must be so that all hold, and gives those that may then hold in several ways; undefined where one cannot hold. */
function followed(constraints: readonly Formula[], model: Model): readonly Formula[] | undefined {
  const left: Formula[] = [];
  for (const constraint of constraints) {
    follow(constraint, true, model);
    const truth = evaluate(constraint, model);
    if (truth === "false") return undefined;
    if (truth === "unknown") left.push(constraint);
  }
  return left;
}

/** Adds to the model what must be so that the formula has the value. */
function follow(formula: Formula, value: boolean, model: Model): void {
  if (formula.kind === "not") follow(formula.of, !value, model);
  else if (formula.kind === "equal") {
    if (!model.has(formula.name)) model.set(formula.name, { equality: formula, value });
  } else if (formula.kind !== "constant") {
    const isEach = (formula.kind === "and") === value;
    const open = isEach ? formula.of : formula.of.filter((part) => evaluate(part, model) !== truthOf(!value));
    if (isEach || open.length === 1) for (const part of open) follow(part, value, model);
  }
}

/** An equality on which it depends whether the formula holds; undefined where that is decided. */
function undecidedIn(formula: Formula, model: Model): Equality | undefined {
  if (formula.kind === "constant") return undefined;
  if (formula.kind === "not") return undecidedIn(formula.of, model);
  if (formula.kind === "equal") return model.has(formula.name) ? undefined : formula;
  const open = formula.of.find((part) => evaluate(part, model) === "unknown");
  return open === undefined ? undefined : undecidedIn(open, model);
}

function evaluate(formula: Formula, model: Model): Truth {
  switch (formula.kind) {
    case "constant":
      return truthOf(formula.value);
    case "equal": {
      const value = model.get(formula.name)?.value;
      return value === undefined ? "unknown" : truthOf(value);
    }
    case "not":
      return not(evaluate(formula.of, model));
    default:
      return (formula.kind === "or" ? any : all)(formula.of.map((part) => evaluate(part, model)));
  }
}

/** Whether the equalities and inequalities leave every symbol a text. */
function consistent(model: Model, domains: Domains): boolean {
  const parents = new Map<string, string>();
  const find = (name: string): string => {
    let at = name;
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up;
    return at;
  };
  const sides = [...model.values()].map(({ equality, value }) => ({
    left: nameOf(equality.left),
    right: nameOf(equality.right),
    value,
  }));
  for (const { left, right, value } of sides) {
    const [from, to] = [find(left), find(right)];
    if (value && from !== to) parents.set(from, to);
  }
  const texts = new Map<string, string>();
  const choices = new Map<string, readonly string[]>();
  for (const name of new Set(sides.flatMap(({ left, right }) => [left, right]))) {
    const root = find(name);
    if (isKnown(name)) {
      if (texts.has(root)) return false;
      texts.set(root, name);
    } else {
      const domain = domains.get(name)?.map((text) => nameOf({ text }));
      const before = choices.get(root);
      if (domain !== undefined) choices.set(root, before === undefined ? domain : both(before, domain));
    }
  }
  const excluded = new Map<string, Set<string>>();
  for (const side of sides) {
    if (side.value) continue;
    const [left, right] = [find(side.left), find(side.right)];
    if (left === right) return false;
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const text = texts.get(other);
      if (text !== undefined) excluded.set(one, (excluded.get(one) ?? new Set()).add(text));
    }
  }
  return [...choices].every(([root, among]) => {
    const text = texts.get(root);
    const not = excluded.get(root);
    return among.some((one) => (text === undefined || one === text) && not?.has(one) !== true);
  });
}

function both(some: readonly string[], others: readonly string[]): readonly string[] {
  const among = new Set(others);
  return some.filter((one) => among.has(one));
}
