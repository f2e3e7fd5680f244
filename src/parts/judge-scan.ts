/** A scan, in parts or as one, by one worker or by several: what is told is the same. */
import { compareText } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { directoryOf } from "../base/files.ts";
import type { SourceFile } from "../base/source-file.ts";
import type { Discovery } from "../discover/discover.ts";
import { inItsWords, type Verdict } from "../parse/hcl/verdict.ts";
import { divide, dividedFurther } from "./divide.ts";
import type { Taken } from "./evaluate-sources.ts";
import type { JudgedPart, Part } from "./part.ts";
import type { FileShare, ShareSurvey } from "./survey.ts";
import { OutOfMemory, type PartWorker } from "./worker.ts";

export interface JudgedScan {
  /** In the order of the parts. */
  readonly parts: readonly JudgedPart[];
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
  const { workers, most } = judges;
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
  const parts = divide({ directories, templates, plans, links }, found, judges.charactersOfAPart);
  const characters = directories.reduce((sum, one) => sum + one.characters, 0);
  await Promise.all(workers.map((worker) => worker.begin({ characters, templates: paths })));
  return {
    parts: await new Judging(parts, judges, most(characters)).judge(),
    diagnostics: of(({ diagnostics }) => diagnostics),
  };
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
  readonly #judged: (readonly JudgedPart[])[];
  /** What had been taken by then of what all parts may take. */
  readonly #assumed: Taken[] = [];
  #next = 0;

  constructor(parts: readonly Part[], judges: Judges, most: Taken) {
    this.#parts = parts;
    this.#judges = judges;
    this.#most = most;
    this.#judged = parts.map(() => []);
  }

  async judge(): Promise<readonly JudgedPart[]> {
    const { workers, askArbiter } = this.#judges;
    await Promise.all(workers.map((worker) => this.#work(worker)));
    const rejected = this.#judged.flat().flatMap((one) => one.rejected);
    const files = new Map(rejected.map(({ file }) => [file.path, file]));
    const verdicts = await askArbiter([...files.values()].sort((a, b) => compareText(a.path, b.path)));
    const judged: JudgedPart[] = [];
    let before = NOTHING_TAKEN;
    for (const [at, part] of this.#parts.entries()) {
      const first = this.#judged[at]!;
      const accepted = first.flatMap((one) => acceptedOf(one, verdicts));
      const taken = first.map((one) => one.taken).reduce(sum);
      const holds = accepted.length === 0 && this.#holds(this.#assumed[at]!, before, taken);
      const parts = holds ? first : await judgedBy(workers[0], part, before, new Map(accepted));
      judged.push(...parts.map((one) => reworded(one, verdicts)));
      for (const one of parts) before = sum(before, one.taken);
    }
    return judged;
  }

  /** The next part that nobody has begun, until there is none. */
  async #work(worker: PartWorker): Promise<void> {
    for (let at = this.#next; at < this.#parts.length; at = this.#next) {
      this.#next += 1;
      const before = this.#judged.slice(0, at).flat();
      const assumed = before.map(({ taken }) => taken).reduce(sum, NOTHING_TAKEN);
      this.#assumed[at] = assumed;
      this.#judged[at] = await judgedBy(worker, this.#parts[at]!, assumed);
    }
  }

  /** Whether what was judged is the same where more had been taken: none was refused, or all was in any case. */
  #holds(assumed: Taken, before: Taken, own: Taken): boolean {
    return (["steps", "values"] as const).every((kind) => {
      const most = this.#most[kind];
      return assumed[kind] === before[kind] || before[kind] + own[kind] <= most || assumed[kind] > most;
    });
  }
}

/** A part that takes more memory than there is is judged group by group; a group that does so by itself is told of. */
async function judgedBy(
  worker: PartWorker,
  part: Part,
  taken: Taken,
  verdicts?: Verdicts,
): Promise<readonly JudgedPart[]> {
  try {
    return [await worker.judge(part, taken, verdicts)];
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    if (part.groups.length < 2) return [tooLarge(part)];
    const judged: JudgedPart[] = [];
    for (const one of dividedFurther(part)) judged.push(...(await judgedBy(worker, one, taken, verdicts)));
    return judged;
  }
}

function tooLarge({ roots, templates }: Part): JudgedPart {
  return {
    groups: [],
    notEvaluated: [],
    diagnostics: [...roots, ...templates].map((path) => ({
      code: "out-of-memory",
      severity: "error",
      message: `judging ${path} takes more memory than there is`,
      path,
      hint: "give it more, NODE_OPTIONS=--max-old-space-size=8192, or divide it into several roots",
      notAnalysed: true,
    })),
    documents: 0,
    names: { variables: [], parameters: undefined },
    taken: NOTHING_TAKEN,
    accepting: [],
    rejected: [],
  };
}

/** Files of a part that only our parser rejects: it has to be judged with what they say. */
function acceptedOf({ rejected }: JudgedPart, verdicts: Verdicts): readonly (readonly [string, Verdict])[] {
  return rejected.flatMap(({ file: { path } }) => {
    const verdict = verdicts.get(path);
    return verdict !== undefined && "json" in verdict ? [[path, verdict] as const] : [];
  });
}

/** What is wrong in files that both parsers reject, in the words of the other. */
function reworded(part: JudgedPart, verdicts: Verdicts): JudgedPart {
  const replaced = new Set<string>();
  const words: Diagnostic[] = [];
  for (const { file, diagnostics } of part.rejected) {
    const verdict = verdicts.get(file.path);
    if (verdict === undefined || "json" in verdict) continue;
    for (const one of diagnostics) replaced.add(keyOf(one));
    words.push(...inItsWords(diagnostics, verdict));
  }
  if (words.length === 0) return part;
  return { ...part, diagnostics: [...part.diagnostics.filter((one) => !replaced.has(keyOf(one))), ...words] };
}

function keyOf({ code, message, span }: Diagnostic): string {
  return JSON.stringify([code, message, span?.file.path, span?.start, span?.end]);
}

type Verdicts = ReadonlyMap<string, Verdict>;

const NOTHING_TAKEN: Taken = { steps: 0, values: 0 };

function sum(a: Taken, b: Taken): Taken {
  return { steps: a.steps + b.steps, values: a.values + b.values };
}
