/** User data into what it says about ECS: the cluster that the instance joins and the ports that containers get. */

import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { DYNAMIC } from "../../base/value.ts";
import { type FlatText, joinTexts, originOfRange, sliceText } from "../../values/text-runs.ts";
import { makeUnknown } from "../../values/unknown.ts";
import { asNumber, factOf, unknownFact } from "../facts.ts";
import { unsettled } from "../value.ts";
import type { ParseYaml } from "./cloud-config.ts";
import { readInstance, type Way } from "./instance.ts";
import { decodeUserData } from "./parts.ts";
import { sameText } from "./shell/state.ts";
import { textOf, trimmed, valueAt, wholeValue } from "./text.ts";

export interface UserData {
  /** What the ECS agent is told to join; undefined where nothing does. */
  readonly cluster?: Value;
  /** Why it is not certain that it joins this cluster, or which of several. */
  readonly clusterDoubt?: UnknownValue;
  /** From ECS_DYNAMIC_HOST_PORT_RANGE, else from the kernel setting. */
  readonly dynamicPorts?: { readonly from: Fact<number>; readonly to: Fact<number> };
  /** It names a proxy, or gives the instance an address, by which the agent may reach what it has no way to else. */
  readonly ownWayOut?: true;
  readonly platform: "linux" | "windows" | undefined;
  /** It speaks of ECS, and nothing runs it, or a part of it, because it does not begin with a mark that says what it is. */
  readonly unmarked?: true;
  /** A part of it has white space before its `#!`, which Linux does not execute. What it says is told as if it were run. */
  readonly spaceBeforeMark?: true;
  /** Set where the text could not be read as a whole and says no cluster. */
  readonly open?: UnknownValue;
}

export interface UserDataInput {
  readonly value: Value;
  /** Where the user data stands, for what has no place of its own. */
  readonly span: Span;
  readonly initialisation?: Initialisation;
}

/** What `cfn-init` is told to do for a resource of the template, by its logical id. */
export type Initialisation = (id: string) => Value | undefined;

export type ReadUserData = (input: UserDataInput) => UserData;

export function userDataReader(parseYaml: ParseYaml): ReadUserData {
  const read: ReadUserData = (input) => {
    const { value, span } = input;
    if (value.kind === "unknown" && value.oneOf !== undefined) return readAlternatives(value, input, read);
    const { text, open } = decodeUserData(value);
    if (text === undefined) return open === undefined ? { platform: undefined } : { platform: undefined, open };
    const instances = fillings(text).map(({ filled, decisions }) => {
      const { ways, ...instance } = readInstance(filled, input, parseYaml);
      return {
        ...instance,
        ways: ways.map((way) => ({ ...way, decisions: new Map([...decisions, ...way.decisions]) })),
      };
    });
    const ways = instances.flatMap((one) => one.ways);
    return {
      platform: instances[0]?.platform,
      ...clusterOf(ways, span),
      ...portsOf(ways, span),
      ...(instances.every(({ unmarked }) => unmarked) && /ecs/i.test(text.characters) ? { unmarked: true } : {}),
      ...(instances.some(({ spaceBeforeMark }) => spaceBeforeMark) ? { spaceBeforeMark: true } : {}),
      ...(WAY_OUT.test(text.characters) ? { ownWayOut: true } : {}),
    };
  };
  return read;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html */
const WAY_OUT = /https?_proxy|associate-address/i;

/** One of several user data: what all of them say, else open. */
function readAlternatives(value: UnknownValue, input: UserDataInput, read: ReadUserData): UserData {
  const all = value.oneOf ?? [];
  const reads = all.filter((one) => one.kind !== "null").map((one) => read({ ...input, value: one }));
  const platform = reads[0]?.platform;
  const clusters = reads.flatMap(({ cluster }) => cluster ?? []);
  if (clusters.length === 0 || clusters.length < all.length) return { platform, open: value };
  const cluster: UnknownValue = makeUnknown({
    cause: value.cause,
    symbol: `cluster of ${value.symbol}`,
    oneOf: clusters,
    from: [value],
  });
  const spaced = reads.some(({ spaceBeforeMark }) => spaceBeforeMark);
  return { platform, cluster, clusterDoubt: value, ...(spaced ? { spaceBeforeMark: true } : {}) };
}

interface Filling {
  readonly filled: FlatText;
  readonly decisions: ReadonlyMap<UnknownValue, string>;
}

/** So many texts are read for one, where parts of it are there or not. */
const MOST_FILLINGS = 8;

/** A hole that is one of several known texts, of which one is more than a word or none at all (`%{ if … }` around lines), is each. */
function fillings(text: FlatText): readonly Filling[] {
  let found: readonly Filling[] = [{ filled: text, decisions: new Map() }];
  for (const [at, hole] of [...text.holes].sort(([a], [b]) => b - a)) {
    const texts = hole.oneOf?.map(textOf);
    if (texts?.every((one) => one !== undefined) !== true || found.length * texts.length > MOST_FILLINGS) continue;
    if (!texts.some(({ characters }) => characters === "" || /[\s;|&<>]/.test(characters))) continue;
    found = found.flatMap(({ filled, decisions }) =>
      texts.map((one, index) => ({
        filled: joinTexts([sliceText(filled, 0, at), one, sliceText(filled, at + 1, filled.characters.length)]),
        decisions: new Map([...decisions, [hole, String(index)]]),
      })),
    );
  }
  return found;
}

/** Of several ways, each cluster once: null where nothing says one, and what may say one where it is not known. */
function clusterOf(ways: readonly Way[], span: Span): Pick<UserData, "cluster" | "clusterDoubt" | "open"> {
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

type Ports = NonNullable<UserData["dynamicPorts"]>;

/** The range that containers get their ports from, where user data says one. */
function portsOf(ways: readonly Way[], span: Span): Pick<UserData, "dynamicPorts"> {
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
