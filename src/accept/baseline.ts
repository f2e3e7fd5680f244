/** Findings that were there before: kept in a file by what they are about, so that only others count. */

import { compareText } from "../base/collections.ts";
import type { Span } from "../base/source-file.ts";
import type { Finding } from "../check/finding.ts";

/** Findings that are alike, with how many there are; what a file of them says in JSON. */
export interface BaselineEntry {
  readonly rule: string;
  /** Left out of what is violated. */
  readonly verdict?: "undetermined";
  /** Of the first that is at fault: the path of its root module or template in the repository. */
  readonly root: string;
  /** What it is about, in order; with `ROOT#` before what is in another root. They hold the paths of modules. */
  readonly addresses: readonly string[];
  readonly count: number;
}

/** An entry with where it is written. */
export interface WrittenEntry extends BaselineEntry {
  readonly span: Span;
}

export interface Baseline {
  /** The file, as the scan names it. */
  readonly path: string;
  readonly entries: readonly WrittenEntry[];
}

/** What a scan makes of a baseline. */
export interface BaselineComparison {
  /** What would be one now: all findings that nothing else accepts. */
  readonly found: readonly BaselineEntry[];
  /** Entries of what the scan looked at. */
  readonly old: readonly WrittenEntry[];
  /** The other entries. */
  readonly elsewhere: readonly WrittenEntry[];
}

/** The findings that a baseline has are marked; of alike ones, as many as it counts. Suppressed ones are passed over. */
export function markBaselined(findings: readonly Finding[], entries: readonly BaselineEntry[]): readonly Finding[] {
  const left = countsOf(entries);
  return findings.map((finding) => {
    const key = finding.suppressed === undefined ? keyOf(entryOf(finding)) : "";
    const count = left.get(key) ?? 0;
    if (count === 0) return finding;
    left.set(key, count - 1);
    return { ...finding, baselined: true };
  });
}

/** Of findings that nothing else accepts. */
export function baselineOf(findings: readonly Finding[]): readonly BaselineEntry[] {
  return merged(findings.filter(({ suppressed }) => suppressed === undefined).map(entryOf));
}

/** What is there now, in place of the entries of what was looked at. */
export function updated({ found, elsewhere }: BaselineComparison): readonly BaselineEntry[] {
  return merged([...found, ...elsewhere]);
}

/** The entries without what occurs no more; nothing is added. */
export function pruned({ found, old, elsewhere }: BaselineComparison): readonly BaselineEntry[] {
  const there = countsOf(found);
  const left = merged(old).flatMap((entry) => {
    const count = Math.min(entry.count, there.get(keyOf(entry)) ?? 0);
    return count === 0 ? [] : [{ ...entry, count }];
  });
  return merged([...left, ...elsewhere]);
}

/** Entries that occur less often than they say, with how often that is. */
export function gone({
  found,
  old,
}: BaselineComparison): readonly { readonly entry: WrittenEntry; readonly left: number }[] {
  const there = countsOf(found);
  return old.flatMap((entry) => {
    const key = keyOf(entry);
    const left = Math.min(entry.count, there.get(key) ?? 0);
    there.set(key, (there.get(key) ?? 0) - left);
    return left === entry.count ? [] : [{ entry, left }];
  });
}

/** How many findings there are of all. */
export function sizeOf(entries: readonly BaselineEntry[]): number {
  return entries.reduce((sum, { count }) => sum + count, 0);
}

/** How many findings of `entries` are not in `others`. */
export function beyond(entries: readonly BaselineEntry[], others: readonly BaselineEntry[]): number {
  const known = countsOf(others);
  return merged(entries).reduce((sum, entry) => sum + Math.max(0, entry.count - (known.get(keyOf(entry)) ?? 0)), 0);
}

/** JSON, in an order that does not depend on where things stand. */
export function renderBaseline(entries: readonly BaselineEntry[]): string {
  const findings = merged(entries).map(({ rule, verdict, root, addresses, count }) => ({
    rule,
    ...(verdict === undefined ? {} : { verdict }),
    root,
    addresses,
    count,
  }));
  return `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
}

/** Equal for findings that a baseline does not tell apart. */
export function baselineKey(finding: Finding): string {
  return keyOf(entryOf(finding));
}

function entryOf({ ruleId, verdict, nodes, atFault }: Finding): BaselineEntry {
  const root = atFault[0]?.root ?? "";
  const addresses = nodes.map((node) => (node.root === root ? node.address : `${node.root}#${node.address}`));
  return {
    rule: ruleId,
    ...(verdict === "undetermined" ? { verdict } : {}),
    root,
    addresses: [...new Set(addresses)].sort(compareText),
    count: 1,
  };
}

/** Alike ones as one, by root, rule and addresses. */
function merged(entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const counts = countsOf(entries);
  const once = new Map(entries.map((entry) => [keyOf(entry), entry]));
  return [...once].sort(([a], [b]) => compareText(a, b)).map(([key, entry]) => ({ ...entry, count: counts.get(key)! }));
}

function countsOf(entries: readonly BaselineEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + entry.count);
  return counts;
}

/** In the order of which the file is. */
function keyOf({ rule, verdict, root, addresses }: BaselineEntry): string {
  return JSON.stringify([root, rule, verdict ?? "violated", ...addresses]);
}
