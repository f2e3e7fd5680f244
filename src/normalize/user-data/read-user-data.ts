/** User data into what it says about ECS: the cluster that the instance joins and the ports that containers get. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import { type FlatText, originOfRange } from "../../base/text-runs.ts";
import { DYNAMIC } from "../../base/type.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { asNumber, factOf } from "../facts.ts";
import { unsettled } from "../value.ts";
import { lastAssignment } from "./assignments.ts";
import { decodeUserData } from "./decode.ts";
import { valueAt } from "./text-value.ts";

export interface UserData {
  /** What the ECS agent is told to join; undefined where nothing does. */
  readonly cluster?: Value;
  /** From ECS_DYNAMIC_HOST_PORT_RANGE, else from the kernel setting. */
  readonly dynamicPorts?: { readonly from: Fact<number>; readonly to: Fact<number> };
  readonly platform: "linux" | "windows" | undefined;
  /** Set where the text could not be read as a whole and says no cluster. */
  readonly open?: UnknownValue;
}

export function readUserData(value: Value, fallback: Span): UserData {
  if (value.kind === "unknown" && value.oneOf !== undefined) return readAlternatives(value, fallback);
  const { texts, open } = decodeUserData(value);
  let read: UserData = { platform: undefined };
  for (const text of texts) {
    const ports = portsIn(text, fallback);
    const cluster = lastAssignment(text);
    const platform = platformOf(text.characters);
    read = {
      ...read,
      ...(platform === undefined ? {} : { platform }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(ports === undefined ? {} : { dynamicPorts: ports }),
    };
  }
  if (read.cluster !== undefined) return read;
  const opaque = open ?? texts.map((text) => opaquePart(text, fallback)).find((part) => part !== undefined);
  return opaque === undefined ? read : { ...read, open: opaque };
}

/** One of several user data: what all of them say, else open. */
function readAlternatives(value: UnknownValue, fallback: Span): UserData {
  const reads = (value.oneOf ?? []).filter((one) => one.kind !== "null").map((one) => readUserData(one, fallback));
  const platform = reads[0]?.platform;
  const clusters = reads.map((read) => read.cluster).filter((cluster) => cluster !== undefined);
  if (clusters.length === 0 || clusters.length < (value.oneOf ?? []).length) return { platform, open: value };
  const cluster: UnknownValue = {
    kind: "unknown",
    type: DYNAMIC,
    cause: value.cause,
    symbol: `cluster of ${value.symbol}`,
    oneOf: clusters,
    from: [value],
  };
  return { platform, cluster };
}

function platformOf(text: string): "linux" | "windows" | undefined {
  if (/<powershell>|Initialize-ECSAgent|<script>/i.test(text)) return "windows";
  return text.trim() === "" ? undefined : "linux";
}

const AGENT_RANGE = /(?<!\w)ECS_DYNAMIC_HOST_PORT_RANGE["']?\s*[=,]\s*\\?["']?([\d\uFFFC]+)(?:-([\d\uFFFC]+))?/dg;
const KERNEL_RANGES = [
  /ip_local_port_range["']?\s*=\s*\\?["']?\s*([\d\uFFFC]+)[ \t]+([\d\uFFFC]+)/dg,
  /([\d\uFFFC]+)[ \t]+([\d\uFFFC]+)\\?["']?\s*(?:>|\|\s*(?:sudo\s+)?tee)\s*\/proc\/sys\/net\/ipv4\/ip_local_port_range/dg,
];

/** https://github.com/aws/amazon-ecs-agent/blob/master/README.md ; the agent reads the kernel's range where it is given none. */
function portsIn(text: FlatText, fallback: Span): UserData["dynamicPorts"] {
  for (const pattern of [AGENT_RANGE, ...KERNEL_RANGES]) {
    const match = [...text.characters.matchAll(pattern)].at(-1);
    const first = match?.indices?.[1];
    const last = match?.indices?.[2] ?? first;
    if (first === undefined || last === undefined) continue;
    const fact = ([start, end]: [number, number]): Fact<number> => {
      const at = originOfRange(text, start, end)?.span ?? fallback;
      return factOf(valueAt(text, start, end), asNumber, at);
    };
    const from = fact(first);
    const to = fact(last);
    if (from.known && to.known && from.value > to.value) continue;
    return { from, to };
  }
  return undefined;
}

const FETCHED = /ecs\.config|\|\s*(?:sudo\s+)?(?:ba)?sh\b|^#include/m;
const FETCH = /aws\s+s3(?:api)?\s|curl\s|wget\s|^#include/m;

/** A part that may say anything: a hole that is a line of its own, or a script or configuration fetched from elsewhere. */
function opaquePart(text: FlatText, fallback: Span): UnknownValue | undefined {
  const { characters } = text;
  for (const [at, hole] of text.holes) {
    const start = characters.lastIndexOf("\n", at - 1) + 1;
    const end = characters.indexOf("\n", at);
    if (characters.slice(start, end === -1 ? undefined : end).trim().length === 1) return hole;
  }
  if (!FETCH.test(characters) || !FETCHED.test(characters)) return undefined;
  const span = text.origin?.span ?? fallback;
  const symbol = `what user data at ${span.file.path}:${span.start} fetches`;
  return unsettled(
    symbol,
    "user data fetches its configuration from elsewhere",
    "external",
    span,
    "write ECS_CLUSTER=NAME into the user data itself",
  );
}
