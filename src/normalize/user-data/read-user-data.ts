/** User data into what it says about ECS: the cluster that the instance joins and the ports that containers get. */

import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { type FlatText, flatten, joinTexts, sliceText } from "../../values/text-runs.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { ParseYaml } from "./cloud-config.ts";
import { decodeUserData } from "./decode.ts";
import { readInstance } from "./instance.ts";
import { clusterOf, portsOf } from "./outcome.ts";

export interface UserData {
  /** What the ECS agent is told to join; undefined where nothing does. */
  readonly cluster?: Value;
  /** Why it is not certain that it joins this cluster, or which of several. */
  readonly clusterDoubt?: UnknownValue;
  /** From ECS_DYNAMIC_HOST_PORT_RANGE, else from the kernel setting. */
  readonly dynamicPorts?: { readonly from: Fact<number>; readonly to: Fact<number> };
  readonly platform: "linux" | "windows" | undefined;
  /** Set where the text could not be read as a whole and says no cluster. */
  readonly open?: UnknownValue;
}

export interface UserDataInput {
  readonly value: Value;
  /** Where the user data stands, for what has no place of its own. */
  readonly span: Span;
  /** What `cfn-init` is told to do for a resource of the template, by its logical id. */
  readonly initialisation?: (id: string) => Value | undefined;
}

export type ReadUserData = (input: UserDataInput) => UserData;

export function userDataReader(parseYaml: ParseYaml): ReadUserData {
  const read: ReadUserData = (input) => {
    const { value, span } = input;
    if (value.kind === "unknown" && value.oneOf !== undefined) return readAlternatives(value, input, read);
    const { text, open } = decodeUserData(value);
    if (text === undefined) return open === undefined ? { platform: undefined } : { platform: undefined, open };
    const instances = fillings(text).map(({ filled, decisions }) => {
      const { ways, platform } = readInstance(filled, input, parseYaml);
      return { platform, ways: ways.map((way) => ({ ...way, decisions: new Map([...decisions, ...way.decisions]) })) };
    });
    const ways = instances.flatMap((one) => one.ways);
    return { platform: instances[0]?.platform, ...clusterOf(ways, span), ...portsOf(ways, span) };
  };
  return read;
}

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
  return { platform, cluster, clusterDoubt: value };
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
    const texts = hole.oneOf?.map((one) => (one.kind === "string" || one.kind === "text" ? flatten(one) : undefined));
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
