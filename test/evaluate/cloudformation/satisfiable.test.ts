/** Whether conditions can hold at once, held against every text that their symbols can have. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  combine,
  constant,
  equal,
  type Formula,
  negate,
  type Term,
  truthUnder,
} from "../../../src/evaluate/cloudformation/stack/formula.ts";
import { type Domains, satisfiable } from "../../../src/evaluate/cloudformation/worlds/satisfiable.ts";

const SYMBOLS = ["A", "B", "C"] as const;
/** Those that are written. Of any symbol that can be any text there is one more, of its own. */
const TEXTS = ["x", "y", "z"] as const;

const term: fc.Arbitrary<Term> = fc.oneof(
  fc.constantFrom(...TEXTS).map((text) => ({ text })),
  fc.constantFrom(...SYMBOLS).map((symbol) => ({ symbol })),
);

const text: fc.Arbitrary<Term> = fc.constantFrom(...TEXTS).map((one) => ({ text: one }));

/** `other`: what symbols and texts are compared with. */
const formulas = (other: fc.Arbitrary<Term>): fc.Arbitrary<Formula> =>
  fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(term, other).map(([left, right]) => equal(left, right)),
      fc.boolean().map(constant),
      tie("formula").map(negate),
      fc.array(tie("formula"), { minLength: 1, maxLength: 3 }).map((parts) => combine("and", parts)),
      fc.array(tie("formula"), { minLength: 1, maxLength: 3 }).map((parts) => combine("or", parts)),
    ),
  })).formula;

const textsOfSome: fc.Arbitrary<Domains> = fc
  .array(fc.tuple(fc.constantFrom(...SYMBOLS), fc.subarray([...TEXTS], { minLength: 1 })), { maxLength: 3 })
  .map((texts) => new Map(texts));

/** Each way to give every symbol a text that it can have. */
function* states(among: Domains): Generator<ReadonlyMap<string, string>> {
  const of = (symbol: string): readonly string[] =>
    among.get(symbol) ?? [...TEXTS, ...SYMBOLS.map((one) => `only ${one}`)];
  for (const a of of("A"))
    for (const b of of("B"))
      for (const c of of("C"))
        yield new Map([
          ["A", a],
          ["B", b],
          ["C", c],
        ]);
}

function holds(one: Formula, state: ReadonlyMap<string, string>): boolean {
  const textOf = (side: Term): string => ("text" in side ? side.text : state.get(side.symbol)!);
  switch (one.kind) {
    case "constant":
      return one.value;
    case "equal":
      return textOf(one.left) === textOf(one.right);
    case "not":
      return !holds(one.of, state);
    case "and":
      return one.of.every((part) => holds(part, state));
    case "or":
      return one.of.some((part) => holds(part, state));
  }
}

function canHold(constraints: readonly Formula[], among: Domains): boolean {
  return [...states(among)].some((state) => constraints.every((one) => holds(one, state)));
}

const OFTEN = { numRuns: 2_000, seed: 20261201 };

test("formulas that compare with texts can hold at once where some texts make them", () => {
  fc.assert(
    fc.property(fc.array(formulas(text), { maxLength: 4 }), textsOfSome, (constraints, among) => {
      expect(satisfiable(constraints, among, () => true)).toBe(canHold(constraints, among));
    }),
    OFTEN,
  );
});

test("formulas that compare symbols with each other are refuted only where nothing makes them hold", () => {
  fc.assert(
    fc.property(fc.array(formulas(term), { maxLength: 4 }), textsOfSome, (constraints, among) => {
      if (!satisfiable(constraints, among, () => true)) expect(canHold(constraints, among)).toBe(false);
    }),
    OFTEN,
  );
  const [a, b] = [{ symbol: "A" }, { symbol: "B" }];
  expect(satisfiable([equal(a, b), negate(equal(b, a))], new Map(), () => true)).toBe(false);
});

test("what holds where some symbols have texts holds whatever the others have", () => {
  const some = fc
    .dictionary(fc.constantFrom(...SYMBOLS), fc.constantFrom(...TEXTS))
    .map((all) => new Map(Object.entries(all)));
  fc.assert(
    fc.property(formulas(term), some, (one, texts) => {
      const truth = truthUnder(one, texts);
      const all = [...states(new Map([...texts].map(([symbol, only]) => [symbol, [only]])))];
      if (truth !== "unknown") expect(all.every((state) => holds(one, state) === (truth === "true"))).toBe(true);
      if (texts.size === SYMBOLS.length) expect(truth).not.toBe("unknown");
    }),
    OFTEN,
  );
});

test("where no more may be tried, nothing is refuted", () => {
  const x = equal({ symbol: "A" }, { text: "x" });
  const never: Domains = new Map([["A", ["y"]]]);
  expect(satisfiable([x], never, () => true)).toBe(false);
  expect(satisfiable([x], never, () => false)).toBe(true);
  expect(satisfiable([x, negate(x)], new Map(), () => false)).toBe(true);
});
