/** What holds on every way in which an instance may start, and what depends on the way. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import { DYNAMIC, type UnknownValue, type Value } from "../../base/value.ts";
import { type FlatText, originOfRange } from "../../values/text-runs.ts";
import { asNumber, factOf, unknownFact } from "../facts.ts";
import { unsettled } from "../value.ts";
import type { Way } from "./instance.ts";
import { sameText } from "./shell/state.ts";
import { trimmed, valueAt, wholeValue } from "./text.ts";

interface ClusterRead {
  readonly cluster?: Value;
  readonly clusterDoubt?: UnknownValue;
  readonly open?: UnknownValue;
}

/** Of several ways, each cluster once: null where nothing says one, and what may say one where it is not known. */
export function clusterOf(ways: readonly Way[], span: Span): ClusterRead {
  const [first, ...others] = distinct(ways, ({ cluster }) => cluster);
  if (first === undefined || others.length === 0) {
    if (first?.cluster !== undefined) return { cluster: wholeValue(first.cluster) };
    const unread = ways.find((way) => way.open !== undefined)?.open;
    return unread === undefined ? {} : { open: unread };
  }
  const doubt = decisionBetween(ways, ({ cluster }) => cluster) ?? undecided("the cluster", span);
  const unread = ways.find((way) => way.cluster === undefined && way.open !== undefined)?.open;
  const oneOf = [first, ...others].map(({ cluster }): Value => {
    if (cluster !== undefined) return wholeValue(cluster);
    return unread ?? { kind: "null", type: DYNAMIC };
  });
  return {
    cluster: { ...doubt, type: DYNAMIC, symbol: `the cluster by ${doubt.symbol}`, oneOf, from: [doubt] },
    clusterDoubt: doubt,
  };
}

type Ports = { readonly from: Fact<number>; readonly to: Fact<number> };

/** The range that containers get their ports from, where user data says one. */
export function portsOf(ways: readonly Way[], span: Span): { readonly dynamicPorts?: Ports } {
  const [first, ...others] = distinct(ways, ({ ports, portsLater }) => ports ?? portsLater);
  if (first === undefined) return {};
  if (others.length > 0) {
    const doubt = decisionBetween(ways, ({ ports, portsLater }) => ports ?? portsLater);
    return { dynamicPorts: both(unknownFact(doubt ?? undecided("the range of dynamic ports", span), span)) };
  }
  if (first.ports !== undefined) {
    const read = rangeOf(first.ports, span);
    return read === undefined ? {} : { dynamicPorts: read };
  }
  return first.portsLater === undefined
    ? {}
    : { dynamicPorts: both(unknownFact(loadedLater(first.portsLater, span), span)) };
}

function both(fact: Fact<number>): Ports {
  return { from: fact, to: fact };
}

/** `1024-65535` of the agent, `1024 65535` of the kernel, or a single port. */
function rangeOf(text: FlatText, span: Span): Ports | undefined {
  const { start, end } = trimmed(text, 0, text.characters.length);
  const written = text.characters.slice(start, end);
  const match = /^(["']?)([\d\uFFFC]+)(?:[-\s]+([\d\uFFFC]+))?\1$/d.exec(written);
  if (match === null) {
    const [hole] = text.holes.values();
    return hole === undefined ? undefined : both(unknownFact(hole, span));
  }
  const fact = ([from, to]: readonly [number, number]): Fact<number> => {
    const at = originOfRange(text, start + from, start + to)?.span ?? span;
    return factOf(valueAt(text, start + from, start + to), asNumber, at);
  };
  const low = match.indices![2]!;
  const [from, to] = [fact(low), fact(match.indices![3] ?? low)];
  return from.known && to.known && from.value > to.value ? undefined : { from, to };
}

function loadedLater(text: FlatText, span: Span): UnknownValue {
  const at = originOfRange(text, 0, text.characters.length)?.span ?? span;
  const unknown = unsettled(
    `when ${text.characters} at ${at.file.path}:${at.file.position(at.start).line} is in force`,
    "user data writes the kernel's range of ports to a file that is only loaded at the next start",
    "external",
    at,
  );
  return { ...unknown, cause: { ...unknown.cause, hint: "load it in user data too: sysctl --system" } };
}

/** The ways that differ in this. */
function distinct(ways: readonly Way[], of: (way: Way) => FlatText | undefined): readonly Way[] {
  const kept: Way[] = [];
  for (const way of ways) if (!kept.some((one) => sameText(of(one), of(way)))) kept.push(way);
  return kept;
}

/** A decision of the script that goes with the difference. */
function decisionBetween(ways: readonly Way[], of: (way: Way) => FlatText | undefined): UnknownValue | undefined {
  const all = new Set(ways.flatMap(({ decisions }) => [...decisions.keys()]));
  const differing = (a: Way, b: Way): boolean => !sameText(of(a), of(b));
  const separates = (decision: UnknownValue): boolean =>
    ways.every((a) => ways.every((b) => !differing(a, b) || a.decisions.get(decision) !== b.decisions.get(decision)));
  return [...all].find(separates) ?? [...all][0];
}

function undecided(what: string, span: Span): UnknownValue {
  return unsettled(
    `${what} at ${span.file.path}:${span.start}`,
    `user data says several for ${what}`,
    "external",
    span,
  );
}
