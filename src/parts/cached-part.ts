/**
 * What was judged of parts, kept in a directory from one scan to the next: the same is told as if each part was judged again. A part is taken from
 * there where the settings, the rules and every file that was looked at while it was judged are as they were.
 */
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import type { Stated } from "../base/statement.ts";
import type { Rule } from "../check/rule.ts";
import { boundaryOf, isInside } from "../discover/boundary.ts";
import type { Discovery } from "../discover/discover.ts";
import { replaceFile } from "../discover/write-file.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { Taken } from "./evaluate-sources.ts";
import type { JudgedPart, Part } from "./part.ts";
import { hashOf, type Looks, looksTheSame, recorded } from "./recorded-files.ts";
import { isWithin } from "./taken.ts";
import { isJudgedPart, isRecord, jsonOf, readWritten, written } from "./written.ts";

/** Of the form of its files. */
const FORM = 2;

/** A larger file is not read. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface CacheRequest {
  /** Absolute. */
  readonly directory: string;
  /** Of reachlint: what another one has kept is not taken. */
  readonly version: string;
}

type Roots = Pick<Part, "roots" | "templates" | "assemblies" | "plans">;

/** What all parts of the scan may take together, and what those before this one have taken of it. */
export interface Allowance {
  readonly most: Taken;
  readonly before: Taken;
}

/** Undefined where nothing is to be kept, or what is judged is wanted for more than what is told of it. */
export function partCache(
  request: ScanRequest,
  rules: readonly Rule[],
  templates: readonly string[],
): PartCache | undefined {
  const { cache, system, onGraphs } = request;
  if (cache === undefined || system !== undefined || onGraphs !== undefined) return undefined;
  return new PartCache(cache, request, rules, templates);
}

export class PartCache {
  readonly #directory: string;
  readonly #settings: string;

  /** `templates`: all of the scan, among which URLs lead to one. */
  constructor(cache: CacheRequest, request: ScanRequest, rules: readonly Rule[], templates: readonly string[]) {
    const { terraform, cloudformation, reach } = request;
    this.#directory = cache.directory;
    this.#settings = hashOf(
      JSON.stringify([
        FORM,
        cache.version,
        rules,
        { ...terraform, environment: [...terraform.environment] },
        { ...cloudformation, parameters: [...cloudformation.parameters] },
        reach,
        templates,
      ]),
    );
  }

  /** `judge` is asked where nothing is kept that holds. What comes from the cache is told to nobody as it is judged. */
  async judged(
    part: Roots,
    found: Discovery,
    request: ScanRequest,
    { most, before }: Allowance,
    judge: (found: Discovery) => Promise<JudgedPart>,
  ): Promise<JudgedPart> {
    // What was refused because others have taken too much would not be without them, and the other way round.
    const isWhole = ({ taken }: JudgedPart): boolean => isWithin(most, before, taken);
    const file = join(this.#directory, `${this.#keyOf(part, found, request)}.part`);
    const kept = keptIn(file, found);
    if (kept !== undefined && isWhole(kept)) return kept;
    const record = recorded(found);
    const judged = await judge(record.found);
    const looks = record.looks();
    if (!looks.around && isWhole(judged)) await keep(file, looks, judged);
    return judged;
  }

  /** What decides what is told beside the files: the settings, which roots there are, what they are called and what each is given. */
  #keyOf(
    { roots, templates, assemblies, plans }: Roots,
    { identityOf, namedTerraform, namedDocuments, repository, facts, indexes }: Discovery,
    { terraform, cloudformation, stated }: ScanRequest,
  ): string {
    const paths = [...roots, ...templates, ...assemblies, ...plans];
    return hashOf(
      JSON.stringify([
        this.#settings,
        roots,
        templates,
        assemblies,
        plans,
        paths.map(identityOf),
        namedTerraform,
        namedDocuments.filter((path) => templates.includes(path)),
        repository ?? null,
        facts,
        indexes,
        roots.map((root) => terraform.assignmentsTo?.(root) ?? []),
        templates.map((template) => cloudformation.parametersOf?.(template) ?? []),
        paths.map((path) => [...stated.in(path).values()].map(({ id, subject, says }) => [id, subject, plain(says)])),
        roots.map((root) => terraform.each?.(root) ?? []),
        templates.map((template) => cloudformation.each?.(template) ?? []),
      ]),
    );
  }
}

/** Of what is JSON a map is nothing. */
function plain(says: Stated["says"]): unknown {
  if (says.kind === "map") return { ...says, entries: [...says.entries].map(([key, one]) => [key, plain(one)]) };
  return says.kind === "list" ? { ...says, elements: says.elements.map(plain) } : says;
}

/** Undefined where there is nothing, or nothing that holds: a file that somebody damaged is judged again. */
function keptIn(file: string, found: Discovery): JudgedPart | undefined {
  const text = textOf(file);
  const end = text?.indexOf("\n") ?? -1;
  if (text === undefined || end === -1) return undefined;
  const head = jsonOf(text.slice(0, end));
  const body = text.slice(end + 1);
  if (!isRecord(head) || head.content !== hashOf(body) || !isRecord(head.read) || !isRecord(head.listed))
    return undefined;
  if (!looksTheSame({ read: head.read, listed: head.listed, around: false } as Looks, found)) return undefined;
  const judged = readWritten(body);
  return isJudgedPart(judged) ? judged : undefined;
}

function textOf(file: string): string | undefined {
  try {
    return statSync(file).size > MOST_BYTES ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

async function keep(file: string, { read, listed }: Looks, judged: JudgedPart): Promise<void> {
  const body = written(judged);
  await replaceFile("/", file, `${JSON.stringify({ content: hashOf(body), read, listed })}\n${body}`);
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
