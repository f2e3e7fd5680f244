/** One that judges parts of a scan: in this thread, or in one of its own. */

import type { Rule } from "../check/rule.ts";
import type { Discovery } from "../discover/discover.ts";
import type { EachOfRoots } from "../inputs/each.ts";
import type { Verdict } from "../parse/hcl/verdict.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { Cache } from "./cache.ts";
import { cacheOf, PartCache } from "./cached-part.ts";
import { mostOf, type Taken } from "./evaluate-sources.ts";
import { affordable, type Giving, givingsOf, requestOf, rootsWithFiles } from "./givings.ts";
import { judgeEachGiving } from "./judge-each-giving.ts";
import type { JudgedGroup } from "./judge-groups.ts";
import { judgePart } from "./judge-part.ts";
import type { JudgedPart, Part } from "./part.ts";
import { SlicedSurvey } from "./sliced-survey.ts";
import type { FileShare, LinkSurvey, ShareSurvey, WholeSurvey } from "./survey.ts";

/** What a worker was to do takes more memory than there is; only a worker in a thread of its own can say so. */
export class OutOfMemory extends Error {}

/** Asked in this order: once for each of the first three, then for any number of parts. */
export interface PartWorker {
  readonly survey: (share: FileShare) => Promise<ShareSurvey>;
  readonly surveyLinks: (whole: WholeSurvey) => Promise<LinkSurvey>;
  readonly begin: (scan: KnownOfScan) => Promise<void>;
  /** `taken`: by parts before it. `verdicts`: what the arbiter says of files that our parser rejects, by their paths. */
  readonly judge: (part: Part, taken: Taken, verdicts?: ReadonlyMap<string, Verdict>) => Promise<JudgedPart>;
}

/** What every worker is told of the whole scan. */
export interface KnownOfScan {
  /** Of all Terraform source. */
  readonly characters: number;
  /** Paths of all templates. */
  readonly templates: readonly string[];
}

export class LocalWorker implements PartWorker {
  readonly #found: Discovery;
  readonly #rules: readonly Rule[];
  readonly #request: ScanRequest;
  readonly #onJudged: (group: JudgedGroup) => void;
  readonly #cache: Cache | undefined;
  #survey: SlicedSurvey | undefined;
  #scan: KnownOfScan = { characters: 0, templates: [] };
  #parts: PartCache | undefined;
  #roots: EachOfRoots | undefined;

  constructor(found: Discovery, rules: readonly Rule[], request: ScanRequest, onJudged: (group: JudgedGroup) => void) {
    this.#found = found;
    this.#rules = rules;
    this.#request = request;
    this.#onJudged = onJudged;
    this.#cache = cacheOf(request);
  }

  async survey(share: FileShare): Promise<ShareSurvey> {
    this.#survey = new SlicedSurvey(share, this.#found, this.#request, this.#cache);
    return this.#survey.survey();
  }

  surveyLinks(whole: WholeSurvey): Promise<LinkSurvey> {
    return this.#survey!.surveyLinks(whole);
  }

  async begin(scan: KnownOfScan): Promise<void> {
    this.#survey = undefined;
    this.#scan = scan;
    this.#parts = this.#cache && new PartCache(this.#cache, this.#rules, scan.templates);
  }

  async judge(part: Part, taken: Taken, verdicts?: ReadonlyMap<string, Verdict>): Promise<JudgedPart> {
    const found = onlyOf(this.#found, part);
    const most = mostOf(this.#scan.characters, this.#request);
    const judgeWith = (request: ScanRequest): Promise<JudgedPart> => {
      const judge = (found: Discovery): Promise<JudgedPart> => {
        const parsed = new ParsedFiles();
        if (verdicts !== undefined) parsed.arbitrated(verdicts);
        return judgePart(found, parsed, this.#rules, request, this.#onJudged, { ...this.#scan, taken });
      };
      // With a verdict of the arbiter, what is told does not follow from files alone.
      return verdicts === undefined && this.#parts !== undefined
        ? this.#parts.judged(part, found, request, { most, before: taken }, judge)
        : judge(found);
    };
    const all = givingsOf([...part.roots, ...part.templates], await this.#each());
    const { givings, steps, refused } = affordable(all, part, most.steps - taken.steps, most.steps);
    const judgeOne = (giving: Giving): Promise<JudgedPart> => judgeWith(requestOf(this.#request, giving));
    const judged = await judgeEachGiving(givings, judgeOne, found.identityOf);
    return {
      ...judged,
      taken: { ...judged.taken, steps: judged.taken.steps + steps },
      diagnostics: refused === undefined ? judged.diagnostics : [...judged.diagnostics, refused],
    };
  }

  /** Of the whole scan, as each worker finds it by itself. */
  async #each(): Promise<EachOfRoots> {
    this.#roots ??= (await rootsWithFiles(this.#found)).roots;
    return this.#roots;
  }
}

/** What the scan found, without the roots of other parts. */
export function onlyOf(
  found: Discovery,
  { roots, templates, assemblies, plans }: Pick<Part, "roots" | "templates" | "assemblies" | "plans">,
): Discovery {
  return {
    ...found,
    terraform: roots,
    // Which directories are roots is decided.
    namedTerraform: roots,
    documents: [...templates, ...plans],
    assemblies,
  };
}
