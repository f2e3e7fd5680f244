/** Makes unknowns for what the engine itself cannot know, and asks whether a thing of the graph is certain to exist. */

import type { Span } from "../../base/source-file.ts";
import { type Assumption, type CauseKind, type Existence, rootUnknowns, type UnknownValue } from "../../base/value.ts";
import type { NodeId, NodeKind } from "../../graph/model.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { Interned, ReachContext } from "./context.ts";

/** An unknown with its own identity; `text` completes "unknown because …". */
export function unknownFor(
  kind: CauseKind,
  symbol: string,
  text: string,
  more: { readonly hint?: string; readonly span?: Span } = {},
): UnknownValue {
  return makeUnknown({ symbol, cause: { kind, text, ...more } });
}

/** What an assumption becomes under --strict. */
export function unassumed(assumption: Assumption, span?: Span): UnknownValue {
  return unknownFor(
    "assumption",
    `assumption:${assumption.text}`,
    `--strict does not assume that: ${assumption.text}`,
    {
      hint: "write it into the source, or scan without --strict",
      ...(span === undefined ? {} : { span }),
    },
  );
}

/** A thing that the graph refers to and does not have. */
export function notInScan(kind: NodeKind, id: NodeId, span?: Span): UnknownValue {
  return unknownFor("missing-source", `${kind}:${id}`, `${id} is not defined in the scanned files`, {
    hint: "scan the directory that defines it too",
    ...(span === undefined ? {} : { span }),
  });
}

/** Symbols of existences that hold in the flow at hand: it is only looked at where its service and load balancer exist. Equal ones are
 *  one object. */
export interface Given {
  readonly symbols: ReadonlySet<string>;
}

export function givenOf(context: ReachContext, existences: Iterable<Existence>): Given {
  const symbols = new Set<string>();
  for (const existence of existences) if (existence !== true) symbols.add(existence.symbol);
  return context.ask(given, ...[...symbols].sort().map((symbol) => context.identity(symbol)));
}

function given(_: ReachContext, ...identities: readonly Interned[]): Given {
  return { symbols: new Set(identities.map(({ symbol }) => symbol)) };
}

export function withGiven(context: ReachContext, given: Given, ...existences: readonly Existence[]): Given {
  const more = existences.flatMap((existence) => (exists(existence, given) ? [] : [existence as UnknownValue]));
  return more.length === 0
    ? given
    : context.ask(together, given, ...more.map(({ symbol }) => context.identity(symbol)));
}

function together(context: ReachContext, { symbols }: Given, ...more: readonly Interned[]): Given {
  const all = [...new Set([...symbols, ...more.map(({ symbol }) => symbol)])].sort();
  return context.ask(given, ...all.map((symbol) => context.identity(symbol)));
}

/** Whether it is certain that the thing exists, given that the flow does. */
export function exists(existence: Existence, given: Given): boolean {
  return existence === true || given.symbols.has(existence.symbol);
}

/** What stands against the existence of the thing: nothing where it is certain. */
export function doubts(existence: Existence, given: Given): readonly UnknownValue[] {
  return exists(existence, given) ? NONE : [existence as UnknownValue];
}

/** The one empty list for what most things have none of. */
export const NONE: readonly never[] = [];

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

/** Why something is so, or may be. */
interface Reasons {
  /** Where it is not certain: why. */
  readonly because: readonly UnknownValue[];
  readonly assumptions: readonly Assumption[];
}

/** Of two reasons for one thing, either of which will do, what is certain, with as little assumed as can be; no order decides. */
export function surer<R extends Reasons>(a: R, b: R): R {
  if (a.because.length > 0 !== b.because.length > 0) return a.because.length > 0 ? b : a;
  if (a.because.length > 0)
    return { ...a, because: [...a.because, ...b.because], assumptions: [...a.assumptions, ...b.assumptions] };
  return { ...a, assumptions: fewest(a.assumptions, b.assumptions) };
}

/** The shorter list, of equals the first by text. */
function fewest(a: readonly Assumption[], b: readonly Assumption[]): readonly Assumption[] {
  if (a.length !== b.length) return a.length < b.length ? a : b;
  const [left, right] = [a, b].map((list) => list.map(({ text }) => text).join("\n"));
  return left! <= right! ? a : b;
}
