/** The last place in a text that tells the ECS agent its cluster, in any of the languages of user data. */
import { type FlatText, originOfRange } from "../../base/text-runs.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { joined, unsettled } from "../value.ts";
import { valueAt } from "./text-value.ts";

/** A cluster's name with holes and shell or PowerShell variables. */
const NAME = String.raw`((?:\$\{?\w+\}?|[\w.\-\uFFFC])+)`;

/**
 * Shell and cloud-config, PowerShell, Bottlerocket's TOML, the agent's JSON file
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html).
 */
const SPELLINGS: readonly RegExp[] = [
  new RegExp(String.raw`(?:(?<!\w)|(?<=\\[nrt]))ECS_CLUSTER[ \t]*=[ \t]*[\\"']*${NAME}`, "dg"),
  new RegExp(String.raw`Initialize-ECSAgent\b[^\n]*?-Cluster[ \t:]+["']?${NAME}`, "dgi"),
  new RegExp(String.raw`SetEnvironmentVariable\(\s*["']ECS_CLUSTER["']\s*,\s*["']?${NAME}`, "dgi"),
  new RegExp(
    String.raw`^[ \t]*\[settings\.ecs\](?:(?!^[ \t]*\[)[\s\S])*?^[ \t]*cluster[ \t]*=[ \t]*["']${NAME}`,
    "dgm",
  ),
  new RegExp(String.raw`settings\.ecs\.cluster[ \t]*=[ \t]*["']?${NAME}`, "dg"),
];
const JSON_FILE = new RegExp(String.raw`"Cluster"\s*:\s*"${NAME}`, "dg");
const COMPUTED = /(?<!\w)ECS_CLUSTER[ \t]*=[ \t]*[\\"']*(?:\$\(|`)/g;

interface Place {
  readonly start: number;
  readonly end: number;
}

export function lastAssignment(text: FlatText): Value | undefined {
  const patterns = text.characters.includes("ecs.config.json") ? [...SPELLINGS, JSON_FILE] : SPELLINGS;
  let last: Place | undefined;
  for (const pattern of patterns) {
    for (const match of text.characters.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (isComment(text.characters, match.index)) continue;
      if (last === undefined || start > last.start) last = { start, end };
    }
  }
  const computed = [...text.characters.matchAll(COMPUTED)]
    .map((match) => match.index)
    .filter((at) => !isComment(text.characters, at));
  const lastComputed = computed.at(-1);
  if (lastComputed !== undefined && lastComputed > (last?.start ?? -1)) return ofShell(text, lastComputed, "a command");
  return last === undefined ? undefined : expanded(text, last, 0);
}

function isComment(characters: string, at: number): boolean {
  const start = characters.lastIndexOf("\n", at - 1) + 1;
  return /^\s*#(?!!)/.test(characters.slice(start, at));
}

const DEPTH = 4;

/** The value at a place, with variables of the script replaced by what they were last set to. */
function expanded(text: FlatText, { start, end }: Place, depth: number): Value {
  const pieces: (string | UnknownValue)[] = [];
  let at = start;
  for (const match of text.characters.slice(start, end).matchAll(/\$\{?(\w+)\}?/g)) {
    const from = start + match.index;
    pieces.push(...piecesOf(valueAt(text, at, from)));
    pieces.push(...piecesOf(variable(text, match[1] ?? "", from, depth)));
    at = from + match[0].length;
  }
  pieces.push(...piecesOf(valueAt(text, at, end)));
  const origin = originOfRange(text, start, end);
  return joined(pieces, origin === undefined ? {} : { origin });
}

function variable(text: FlatText, name: string, before: number, depth: number): Value {
  if (depth >= DEPTH) return ofShell(text, before, `$${name}`);
  const pattern = new RegExp(String.raw`(?<![\w-])\$?${name}[ \t]*=[ \t]*["']?${NAME}`, "dg");
  const match = [...text.characters.slice(0, before).matchAll(pattern)].at(-1);
  const place = match?.indices?.[1];
  if (match === undefined || place === undefined || isComment(text.characters, match.index))
    return ofShell(text, before, `$${name}`);
  return expanded(text, { start: place[0], end: place[1] }, depth + 1);
}

function ofShell(text: FlatText, at: number, what: string): UnknownValue {
  const span = originOfRange(text, at, at + 1)?.span ?? text.origin?.span;
  const where = span === undefined ? "" : ` at ${span.file.path}:${span.start}`;
  const unknown = `${what} in user data${where}`;
  const hint = "write the name of the cluster in its place";
  if (span !== undefined) return unsettled(unknown, `user data takes the cluster from ${what}`, "external", span, hint);
  return {
    kind: "unknown",
    type: { kind: "string" },
    cause: { kind: "external", text: `user data takes the cluster from ${what}`, hint },
    symbol: unknown,
  };
}

function piecesOf(value: Value): readonly (string | UnknownValue)[] {
  if (value.kind === "string") return [value.value];
  if (value.kind === "text") return value.parts;
  return value.kind === "unknown" ? [value] : [];
}
