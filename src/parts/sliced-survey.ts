/**
 * The survey of a share of a scan's files, slice by slice, so that of what has not changed since an earlier scan nothing is read but to see that. Without
 * a cache the share is one slice.
 */
import { groupBy } from "../base/collections.ts";
import { directoryOf } from "../base/files.ts";
import type { Discovery } from "../discover/discover.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { Cache } from "./cache.ts";
import { hashOf, recorded } from "./recorded-files.ts";
import {
  CHARACTERS_KEPT,
  type FileShare,
  type LinkSurvey,
  type ShareSurvey,
  ShareSurveyor,
  type WholeSurvey,
} from "./survey.ts";
import { hasFields } from "./written.ts";

export class SlicedSurvey {
  readonly #slices: readonly Slice[];

  constructor(share: FileShare, found: Discovery, request: ScanRequest, cache: Cache | undefined) {
    const trees = { left: CHARACTERS_KEPT };
    const shares = cache === undefined ? [share] : slicesOf(share);
    const scanned = hashOf(JSON.stringify(found.terraform));
    this.#slices = shares.map((one) => new Slice(one, { found, request, trees, cache, scanned }));
  }

  async survey(): Promise<ShareSurvey> {
    const all: ShareSurvey[] = [];
    for (const slice of this.#slices) all.push(await slice.survey());
    return {
      directories: all.flatMap(({ directories }) => directories),
      templates: all.flatMap(({ templates }) => templates),
      plans: all.flatMap(({ plans }) => plans),
      stated: all.flatMap(({ stated }) => stated),
      diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
    };
  }

  async surveyLinks(whole: WholeSurvey): Promise<LinkSurvey> {
    const all: LinkSurvey[] = [];
    const decides = hashOf(JSON.stringify(whole));
    for (const slice of this.#slices) all.push(await slice.surveyLinks(whole, decides));
    return {
      templates: all.flatMap(({ templates }) => templates),
      states: new Map(all.flatMap(({ states }) => [...states])),
    };
  }
}

interface SliceOptions {
  readonly found: Discovery;
  readonly request: ScanRequest;
  /** Of how many more characters this worker may keep trees. */
  readonly trees: { left: number };
  readonly cache: Cache | undefined;
  /** Of all directories of the scan: of those that are none what others call is looked at with these. */
  readonly scanned: string;
}

class Slice {
  readonly #share: FileShare;
  readonly #options: SliceOptions;
  readonly #record: ReturnType<typeof recorded>;
  readonly #name: string;
  /** Undefined where what it says was taken from the cache. */
  #surveyor: ShareSurveyor | undefined;

  constructor(share: FileShare, options: SliceOptions) {
    const { found, request, cache, scanned } = options;
    const { directories, documents, terraformFiles } = share;
    this.#share = share;
    this.#options = options;
    this.#record = recorded(found);
    const roots = { roots: directories, templates: documents, assemblies: [], plans: [] };
    this.#name = cache?.nameOf(roots, found, request, terraformFiles, scanned) ?? "";
  }

  survey(): Promise<ShareSurvey> {
    return this.#kept(`${this.#name}.survey`, isShareSurvey, () => this.#surveyed());
  }

  /** `decides`: a hash of the whole survey. */
  surveyLinks(whole: WholeSurvey, decides: string): Promise<LinkSurvey> {
    const isOfWhole = (value: unknown): value is KeptLinks => isKeptLinks(value) && value.decides === decides;
    return this.#kept(`${this.#name}.links`, isOfWhole, async () => {
      if (this.#surveyor === undefined) await this.#surveyed();
      return { ...(await this.#surveyor!.surveyLinks(whole)), decides };
    });
  }

  #surveyed(): Promise<ShareSurvey> {
    const { cache, found, request, trees } = this.#options;
    const looked = cache === undefined ? found : this.#record.found;
    this.#surveyor = new ShareSurveyor(this.#share, looked, new ParsedFiles(), request, trees);
    return this.#surveyor.survey();
  }

  async #kept<T>(name: string, isWhole: (value: unknown) => value is T, make: () => Promise<T>): Promise<T> {
    const { cache, found } = this.#options;
    if (cache === undefined) return make();
    const kept = cache.taken(name, found, isWhole);
    if (kept !== undefined) return kept;
    const made = await make();
    await cache.keep(name, this.#record.looks(), made);
    return made;
  }
}

function isShareSurvey(value: unknown): value is ShareSurvey {
  const form = { directories: "list", templates: "list", plans: "list", stated: "list", diagnostics: "list" } as const;
  return hasFields(value, form);
}

/** With the whole survey that they are of. */
type KeptLinks = LinkSurvey & { readonly decides: string };

function isKeptLinks(value: unknown): value is KeptLinks {
  return hasFields(value, { templates: "list", states: "record" }) && value.states instanceof Map;
}

/** A slice begins at one of so many paths, and is so the same where there are others elsewhere. */
const PATHS_OF_A_SLICE = 64;

function slicesOf({ directories, terraformFiles, documents }: FileShare): readonly FileShare[] {
  const files = groupBy(terraformFiles, directoryOf);
  return [
    ...runsOf(directories).map((some) => ({
      directories: some,
      terraformFiles: some.flatMap((one) => files.get(one) ?? []),
      documents: [],
    })),
    ...runsOf(documents).map((some) => ({ directories: [], terraformFiles: [], documents: some })),
  ];
}

function runsOf(paths: readonly string[]): readonly (readonly string[])[] {
  const runs: string[][] = [];
  for (const path of paths) {
    const last = runs.at(-1);
    if (last === undefined || Number.parseInt(hashOf(path).slice(0, 8), 16) % PATHS_OF_A_SLICE === 0) runs.push([path]);
    else last.push(path);
  }
  return runs;
}
