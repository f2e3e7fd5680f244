/** What is read from a script against what a real bash makes of it. */
import { SourceFile } from "../../../src/base/source-file.ts";
import type { Value } from "../../../src/base/value.ts";
import { readUserData } from "../sources.ts";
import { clusterIn, configAfter } from "./sandbox.ts";
import { marked } from "./texts.ts";

/** What is said of the cluster: all that it may be, or that it is not known. */
export function said(written: string): ReadonlySet<string | undefined> | "anything" {
  const script = marked(written);
  const file = new SourceFile("user-data.sh", script);
  const span = { file, start: 0, end: script.length };
  const { cluster, open } = readUserData({
    value: { kind: "string", value: script, origin: { kind: "literal", span } },
    span,
  });
  if (cluster === undefined) return open === undefined ? new Set([undefined]) : "anything";
  const among = cluster.kind === "unknown" ? cluster.oneOf : [cluster];
  const names = among?.map(nameOf);
  return names === undefined || names.includes("anything")
    ? "anything"
    : new Set(names.map((one) => one as string | undefined));
}

function nameOf(value: Value): string | undefined | "anything" {
  if (value.kind === "null") return undefined;
  return value.kind === "string" ? value.value : "anything";
}

/** What contradicts: a way in which bash writes a cluster that is not among those that are said. */
export function contradiction(script: string): string | undefined {
  const names = said(script);
  if (names === "anything") return undefined;
  const found = new Set(waysOf(script).map((bits) => clusterIn(configAfter(script, bits))));
  for (const name of found)
    if (!names.has(name)) return `bash makes it ${name}, and it is said to be ${[...names].join(" or ")}`;
  return undefined;
}

/** Every way in which the probes of a script may go, as bits. */
function waysOf(script: string): readonly number[] {
  const probes = new Set([...script.matchAll(/probe\/(\d)/g)].map((match) => Number(match[1])));
  let ways: readonly number[] = [0];
  for (const probe of probes) ways = ways.flatMap((bits) => [bits, bits | (1 << probe)]);
  return ways;
}
