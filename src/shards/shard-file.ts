/**
 * The file that a shard writes, and `reachlint merge` reads: lines of JSON. The first says of what it is, the second what the shard knows of the
 * whole scan, and each other one what it says of a part. All but the first are in the form of devalue (https://github.com/sveltejs/devalue), which
 * keeps maps, sets and what is shared. The file holds the texts of sources, and is to be kept like them.
 */
import { createHash } from "node:crypto";
import { UsageError } from "../base/diagnostic.ts";
import {
  type Form,
  hasFields,
  isCount,
  isJudgedPart,
  isRecord,
  jsonOf,
  readWritten,
  written,
} from "../parts/written.ts";
import { VERSION } from "../version.generated.ts";
import type { JudgedShard, PlacedPart } from "./judged-shard.ts";
import type { NamedShard } from "./merge-shards.ts";

/** Of the form; a file is read by the version of reachlint that wrote it, and no other. */
const FORM = 1;

/** The first line. */
interface Head extends Pick<JudgedShard, "shard" | "scan" | "division" | "parts"> {
  readonly reachlintShard: typeof FORM;
  readonly version: string;
  /** SHA-256 of all lines after this one. */
  readonly content: string;
}

export function renderShard({ shard, scan, division, parts, judged, ...known }: JudgedShard): string {
  const body = [known, ...judged].map((one) => `${written(one)}\n`).join("");
  const head: Head = {
    reachlintShard: FORM,
    version: VERSION,
    shard,
    scan,
    division,
    parts,
    content: hashOf(body),
  };
  return `${JSON.stringify(head)}\n${body}`;
}

/** Throws a UsageError where it is none. `path` is what to call it. */
export function readShard(path: string, text: string): NamedShard {
  const end = text.indexOf("\n");
  const head = headOf(path, end === -1 ? text : text.slice(0, end));
  const body = text.slice(end + 1);
  if (end === -1 || hashOf(body) !== head.content)
    throw new UsageError(`${path} is not whole: what it holds is not what its first line says`, AGAIN);
  const [known, ...judged] = body.split("\n").slice(0, -1);
  const at = (line: number): string => `${path}:${line}`;
  const { characters, templates, diagnostics } = withFields(valueIn(known ?? "", at(2)), KNOWN, at(2));
  return {
    path,
    characters: characters as number,
    templates: templates as NamedShard["templates"],
    diagnostics: diagnostics as NamedShard["diagnostics"],
    shard: head.shard,
    scan: head.scan,
    division: head.division,
    parts: head.parts,
    judged: judged.map((line, index) => placedPart(valueIn(line, at(index + 3)), at(index + 3))),
  };
}

const AGAIN = "let the shard write it again";

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function headOf(path: string, line: string): Head {
  const head = line.length <= LONGEST_HEAD ? jsonOf(line) : undefined;
  if (!isRecord(head) || !Object.hasOwn(head, "reachlintShard"))
    throw new UsageError(`${path} is no file of a shard`, "reachlint scan --shard I/N --report shard=FILE writes one");
  const { version, shard } = head;
  if (head.reachlintShard !== FORM || version !== VERSION)
    throw new UsageError(
      `${path} is written by ${typeof version === "string" ? `reachlint ${version}` : "another reachlint"}, and this is reachlint ${VERSION}`,
      "use one version for the shards and for merge",
    );
  const isWhole =
    isRecord(shard) &&
    isCount(shard.count, 1, MOST_SHARDS) &&
    isCount(shard.index, 1, shard.count) &&
    isCount(head.parts, 0, MOST_PARTS) &&
    [head.scan, head.division, head.content].every((one) => typeof one === "string");
  if (!isWhole) throw new UsageError(`${path}:1: the first line does not say of which shard it is`, AGAIN);
  return head as unknown as Head;
}

const LONGEST_HEAD = 10_000;
export const MOST_SHARDS = 10_000;
const MOST_PARTS = 10_000_000;

function notOurs(where: string): UsageError {
  return new UsageError(`${where}: this is nothing that a shard writes`, AGAIN);
}

function valueIn(line: string, where: string): unknown {
  const value = readWritten(line);
  if (value === undefined) throw notOurs(where);
  return value;
}

const KNOWN = { characters: "number", templates: "list", diagnostics: "list" } as const;
const PLACED = { at: "number", part: "record", judged: "record" } as const;
const PART = {
  roots: "list",
  templates: "list",
  assemblies: "list",
  plans: "list",
  groups: "list",
  characters: "number",
} as const;

function placedPart(value: unknown, where: string): PlacedPart {
  const { at, part, judged } = withFields(value, PLACED, where);
  withFields(part, PART, where);
  if (!isJudgedPart(judged)) throw notOurs(where);
  return { at, part, judged } as PlacedPart;
}

function withFields(value: unknown, form: Form, where: string): Record<string, unknown> {
  if (!hasFields(value, form)) throw notOurs(where);
  return value;
}
