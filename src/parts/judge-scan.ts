/** A scan, in parts or as one, by one worker or by several: what is told is the same. */
import { compareText } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { directoryOf } from "../base/files.ts";
import type { SourceFile } from "../base/source-file.ts";
import type { Discovery } from "../discover/discover.ts";
import { acceptedOf, inWordsOf, type Verdicts } from "./arbitrated.ts";
import { contained } from "./contained.ts";
import { divide } from "./divide.ts";
import type { Taken } from "./evaluate-sources.ts";
import type { JudgedPart, Part, Shard } from "./part.ts";
import type { FileShare, ShareSurvey } from "./survey.ts";
import { NOTHING_TAKEN, saysTheSame, sumOfTaken } from "./taken.ts";
import type { KnownOfScan, PartWorker } from "./worker.ts";

export interface JudgedScan {
  /** In the order of the parts. */
  readonly parts: readonly JudgedPart[];
  /** Of files that are in no part. */
  readonly diagnostics: readonly Diagnostic[];
  /** Set where these are not all parts of the scan. */
  readonly shard?: Shard;
}

/** What was found of a scan as a whole before any part of it is judged. */
export interface Division extends KnownOfScan {
  readonly parts: readonly Part[];
  /** Of files that are in no part. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What of a scan is needed beside its files. */
export interface Judges {
  readonly workers: readonly [PartWorker, ...PartWorker[]];
  /** What HashiCorp's parser says of files that ours rejects. */
  readonly askArbiter: (files: readonly SourceFile[]) => Promise<Verdicts>;
  /** What all roots of a scan may take together, by the characters of all Terraform source. */
  readonly most: (characters: number) => Taken;
  /** From which size on nothing is added to a part that need not be in it; as `divide` says where left out. */
  readonly charactersOfAPart?: number;
}

export async function judgeInParts(found: Discovery, judges: Judges): Promise<JudgedScan> {
  const division = await divideScan(found, judges);
  return { parts: await judgeParts(division.parts, division, judges), diagnostics: division.diagnostics };
}

/** The same division whoever makes it, of the same files. */
export async function divideScan(
  found: Discovery,
  { workers, charactersOfAPart }: Pick<Judges, "workers" | "charactersOfAPart">,
): Promise<Division> {
  const shares = await Promise.all(workers.map((worker, at) => worker.survey(shareOf(found, at, workers.length))));
  const of = <T>(what: (share: ShareSurvey) => readonly T[]): readonly T[] => shares.flatMap(what);
  const directories = [...new Map(of((share) => share.directories).map((one) => [one.directory, one])).values()];
  const templates = of((share) => share.templates);
  const paths = templates.map(({ path }) => path);
  const readsStates = directories.some((one) => one.readsStates.length > 0);
  const surveyed = await Promise.all(workers.map((worker) => worker.surveyLinks({ templates: paths, readsStates })));
  const links = {
    templates: surveyed.flatMap((one) => one.templates),
    states: new Map(surveyed.flatMap(({ states }) => [...states])),
  };
  const plans = of((share) => share.plans);
  return {
    parts: divide(
      { directories, templates, plans, links, stated: of((share) => share.stated) },
      found,
      charactersOfAPart,
    ),
    characters: directories.reduce((sum, one) => sum + one.characters, 0),
    templates: paths,
    diagnostics: of(({ diagnostics }) => diagnostics),
  };
}

/** All parts of a division or some, in their order. */
export async function judgeParts(
  parts: readonly Part[],
  { characters, templates }: KnownOfScan,
  judges: Judges,
): Promise<readonly JudgedPart[]> {
  await Promise.all(judges.workers.map((worker) => worker.begin({ characters, templates })));
  return new Judging(parts, judges, judges.most(characters)).judge();
}

/** Neighbours stay together. */
function shareOf({ terraform, terraformFiles, documents }: Discovery, at: number, count: number): FileShare {
  const cut = <T>(all: readonly T[]): readonly T[] =>
    all.slice(Math.floor((all.length * at) / count), Math.floor((all.length * (at + 1)) / count));
  const directories = cut(terraform);
  const own = new Set(directories);
  const files = count === 1 ? terraformFiles : terraformFiles.filter((path) => own.has(directoryOf(path)));
  return { directories, terraformFiles: files, documents: cut(documents) };
}

/** Parts that are judged at the same time, as if it were one after the other. */
class Judging {
  readonly #parts: readonly Part[];
  readonly #judges: Judges;
  readonly #most: Taken;
  readonly #judged: (JudgedPart | undefined)[];
  /** What had been taken by then of what all parts may take. */
  readonly #assumed: Taken[] = [];
  /** Places of the parts that nobody has begun. */
  readonly #left: number[];

  constructor(parts: readonly Part[], judges: Judges, most: Taken) {
    this.#parts = parts;
    this.#judges = judges;
    this.#most = most;
    this.#judged = parts.map(() => undefined);
    this.#left = largestFirst(parts);
  }

  async judge(): Promise<readonly JudgedPart[]> {
    const { workers, askArbiter } = this.#judges;
    await Promise.all(workers.map((worker) => this.#work(worker)));
    const rejected = this.#judged.flatMap((one) => one!.rejected);
    const files = new Map(rejected.map(({ file }) => [file.path, file]));
    const verdicts = await askArbiter([...files.values()].sort((a, b) => compareText(a.path, b.path)));
    const judged: JudgedPart[] = [];
    let before = NOTHING_TAKEN;
    for (const [at, part] of this.#parts.entries()) {
      const first = this.#judged[at]!;
      const accepted = acceptedOf(first, verdicts);
      const holds = accepted.size === 0 && saysTheSame(this.#most, this.#assumed[at]!, before, first.taken);
      const one = holds ? first : await contained(workers[0], part, before, accepted);
      judged.push(inWordsOf(verdicts, one));
      before = sumOfTaken(before, one.taken);
    }
    return judged;
  }

  /** The next part that nobody has begun, until there is none. */
  async #work(worker: PartWorker): Promise<void> {
    for (let at = this.#left.shift(); at !== undefined; at = this.#left.shift()) {
      const assumed = this.#judged.slice(0, at).reduce((all, one) => sumOfTaken(all, one?.taken), NOTHING_TAKEN);
      this.#assumed[at] = assumed;
      this.#judged[at] = await contained(worker, this.#parts[at]!, assumed);
    }
  }
}

/** A large part that is begun last would be waited for. */
function largestFirst(parts: readonly Part[]): number[] {
  return [...parts.keys()].sort((a, b) => parts[b]!.characters - parts[a]!.characters || a - b);
}
