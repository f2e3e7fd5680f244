/** Makes unknowns for what the engine itself cannot know, and asks whether a thing of the graph is certain to exist. */
import type { Span } from "../base/source-file.ts";
import { DYNAMIC } from "../base/type.ts";
import { type CauseKind, type Existence, rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { Assumption } from "../graph/model.ts";

/** An unknown with its own identity; `text` completes "unknown because …". */
export function unknownFor(
  kind: CauseKind,
  symbol: string,
  text: string,
  more: { readonly hint?: string; readonly span?: Span } = {},
): UnknownValue {
  return { kind: "unknown", type: DYNAMIC, symbol, cause: { kind, text, ...more } };
}

/** What an assumption becomes under --strict. */
export function unassumed(assumption: Assumption, span?: Span): UnknownValue {
  return unknownFor(
    "assumption",
    `assumption:${assumption.text}`,
    `--strict does not assume that: ${assumption.text}`,
    {
      ...(span === undefined ? {} : { span }),
    },
  );
}

/** Symbols of existences that hold in the flow at hand: it is only looked at where its service and load balancer exist. */
export interface Given {
  readonly symbols: ReadonlySet<string>;
  /** Equal for equal sets. */
  readonly key: string;
}

export function givenOf(existences: Iterable<Existence>): Given {
  const symbols = new Set<string>();
  for (const existence of existences) if (existence !== true) symbols.add(existence.symbol);
  return { symbols, key: [...symbols].sort().join("\n") };
}

export function withGiven(given: Given, ...existences: readonly Existence[]): Given {
  if (existences.every((existence) => exists(existence, given))) return given;
  const symbols = new Set(given.symbols);
  for (const existence of existences) if (existence !== true) symbols.add(existence.symbol);
  return { symbols, key: [...symbols].sort().join("\n") };
}

/** Whether it is certain that the thing exists, given that the flow does. */
export function exists(existence: Existence, given: Given): boolean {
  return existence === true || given.symbols.has(existence.symbol);
}

/** What stands against the existence of the thing: nothing where it is certain. */
export function doubts(existence: Existence, given: Given): readonly UnknownValue[] {
  return existence === true || given.symbols.has(existence.symbol) ? [] : [existence];
}

/** The unknowns at the root of several, each symbol once, in order of first meeting. */
export function rootsOf(unknowns: Iterable<UnknownValue>): readonly UnknownValue[] {
  const found = new Map<string, UnknownValue>();
  for (const unknown of unknowns)
    for (const root of rootUnknowns(unknown)) if (!found.has(root.symbol)) found.set(root.symbol, root);
  return [...found.values()];
}

/** Each assumption once, in order of first meeting. */
export function distinctAssumptions(assumptions: Iterable<Assumption>): readonly Assumption[] {
  const found = new Map<string, Assumption>();
  for (const assumption of assumptions) {
    const key = `${assumption.kind}\n${assumption.text}`;
    if (!found.has(key)) found.set(key, assumption);
  }
  return [...found.values()];
}
