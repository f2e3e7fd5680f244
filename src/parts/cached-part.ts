/**
 * What was judged of parts, kept in a directory from one scan to the next: the same is told as if each part was judged again. A part is taken from
 * there where the settings, the rules and every file that was looked at while it was judged are as they were.
 */
import { resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import type { Rule } from "../check/rule.ts";
import { boundaryOf, isInside } from "../discover/boundary.ts";
import type { Discovery } from "../discover/discover.ts";
import type { ScanRequest } from "../pipeline.ts";
import { Cache } from "./cache.ts";
import type { Taken } from "./evaluate-sources.ts";
import type { JudgedPart, Part } from "./part.ts";
import { hashOf, recorded } from "./recorded-files.ts";
import { isWithin } from "./taken.ts";
import { isJudgedPart } from "./written.ts";

/** What all parts of the scan may take together, and what those before this one have taken of it. */
export interface Allowance {
  readonly most: Taken;
  readonly before: Taken;
}

/** Undefined where nothing is to be kept, or what is judged is wanted for more than what is told of it. */
export function cacheOf(request: ScanRequest): Cache | undefined {
  const { cache, system, onGraphs } = request;
  return cache === undefined || system !== undefined || onGraphs !== undefined ? undefined : new Cache(cache, request);
}

export class PartCache {
  readonly #cache: Cache;
  /** Of the rules, and of all templates of the scan, among which URLs lead to one. */
  readonly #decides: string;

  constructor(cache: Cache, rules: readonly Rule[], templates: readonly string[]) {
    this.#cache = cache;
    this.#decides = hashOf(JSON.stringify([rules, templates]));
  }

  /** `judge` is asked where nothing is kept that holds. What comes from the cache is told to nobody as it is judged. */
  async judged(
    part: Pick<Part, "roots" | "templates" | "assemblies" | "plans">,
    found: Discovery,
    request: ScanRequest,
    { most, before }: Allowance,
    judge: (found: Discovery) => Promise<JudgedPart>,
  ): Promise<JudgedPart> {
    // What was refused because others have taken too much would not be without them, and the other way round.
    const isWhole = ({ taken }: JudgedPart): boolean => isWithin(most, before, taken);
    const name = `${this.#cache.nameOf(part, found, request, this.#decides)}.part`;
    const kept = this.#cache.taken(name, found, isJudgedPart);
    if (kept !== undefined && isWhole(kept)) return kept;
    const record = recorded(found);
    const judged = await judge(record.found);
    if (isWhole(judged)) await this.#cache.keep(name, record.looks(), judged);
    return judged;
  }
}

/** What lies in a repository is written by whoever wrote that, so that a pull request could bring findings of its own, or none. */
export function refuseCacheInside({ cache, paths, workingDirectory, system }: ScanRequest): void {
  if (cache === undefined) return;
  const inside = paths.some((path) => {
    const boundary = boundaryOf(resolve(workingDirectory, path), system);
    return boundary !== undefined && isInside(boundary, cache.directory);
  });
  if (inside)
    throw new UsageError(
      "--cache names a directory inside of what is scanned, where anybody who changes that could put results of his own",
      "name one elsewhere",
    );
}
