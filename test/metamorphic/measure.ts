/** Transformations of one repository, each scanned and compared with the scan of the source as it is. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { apply, type Change, compatible } from "./change.ts";
import { type Claim, contradictions, type Relation, type Report } from "./compare.ts";
import { type Copy, inCopy } from "./copy.ts";
import { withOldNames } from "./names.ts";
import { Random } from "./random.ts";
import type { Sources } from "./sources.ts";
import { type Told, told } from "./tell.ts";
import * as templateNames from "./template-names.ts";
import * as templateOrder from "./template-order.ts";
import * as templateUnknowns from "./template-unknowns.ts";
import * as terraformNames from "./terraform-names.ts";
import * as terraformOrder from "./terraform-order.ts";
import * as terraformUnknowns from "./terraform-unknowns.ts";
import { unrelated, withoutUnrelated } from "./unrelated.ts";

export interface ScanSettings {
  readonly strict?: boolean;
  readonly told?: Told;
}

/** The JSON report of a scan of the whole directory, as text. */
export type Scan = (directory: string, settings: ScanSettings) => Promise<string>;

export interface Contradiction {
  readonly transformation: string;
  /** The fewest parts of the transformation that still show it. */
  readonly by: readonly string[];
  readonly said: readonly string[];
}

export interface Measured {
  readonly flows: number;
  /** How many variants of each transformation were compared. */
  readonly compared: Readonly<Record<string, number>>;
  /** How many of them are contradicted only by what rests on an assumption that is told and was not made before. */
  readonly assumed: Readonly<Record<string, number>>;
  readonly contradictions: readonly Contradiction[];
}

interface Transformation {
  readonly name: string;
  readonly relation: Relation;
  readonly changes: (sources: Sources, random: Random) => readonly Change[];
}

/** All changes at once: the source means the same. */
const SAME: readonly Transformation[] = [
  ["order of list entries", terraformOrder.lists, templateOrder.lists],
  ["order of arguments and properties", terraformOrder.arguments_, templateOrder.properties],
  ["order of nested blocks", terraformOrder.nestedBlocks],
  ["order of blocks and sections", terraformOrder.topLevelBlocks, templateOrder.sections],
  ["names of files", terraformOrder.fileNames, templateOrder.fileNames],
  ["blocks in other files", terraformOrder.blocksInOtherFiles],
  ["names of resources", terraformNames.names, templateNames.names],
  ["an unrelated stack beside", unrelated],
].map(([name, ...parts]) => transformation(name as string, "same", parts as readonly Transformation["changes"][]));

/** One change at a time: the source says less. */
const LESS: readonly Transformation[] = [
  ["a default forgotten", terraformUnknowns.defaults, templateUnknowns.defaults],
  ["a condition forgotten", terraformUnknowns.conditions, templateUnknowns.conditions],
  ["a value forgotten", terraformUnknowns.values, templateUnknowns.values],
].map(([name, ...parts]) => transformation(name as string, "less", parts as readonly Transformation["changes"][]));

const TOLD = "an input told";
const STRICT = "without assumptions";

export const TRANSFORMATIONS: readonly string[] = [...SAME, ...LESS].map(({ name }) => name).concat(TOLD, STRICT);

function transformation(name: string, relation: Relation, parts: readonly Transformation["changes"][]): Transformation {
  return { name, relation, changes: (sources, random) => parts.flatMap((part) => part(sources, random)) };
}

export interface MeasureSettings {
  readonly seed: number;
  /** How many variants in all, at most. */
  readonly variants: number;
  /** After so many seconds no further variant is begun. */
  readonly seconds?: number;
  /** Where the first contradiction of each transformation is written, before and after. */
  readonly keepIn?: string;
}

export function measure(folder: string, scan: Scan, settings: MeasureSettings): Promise<Measured> {
  return inCopy(folder, (copy) => new Measurement(copy, scan, settings).run());
}

class Measurement {
  readonly #compared: Record<string, number> = {};
  readonly #assumed: Record<string, number> = {};
  readonly #contradictions: Contradiction[] = [];
  readonly #copy: Copy;
  readonly #scan: Scan;
  readonly #settings: MeasureSettings;

  constructor(copy: Copy, scan: Scan, settings: MeasureSettings) {
    this.#copy = copy;
    this.#scan = scan;
    this.#settings = settings;
  }

  async run(): Promise<Measured> {
    const { variants, seed, seconds = Number.POSITIVE_INFINITY } = this.#settings;
    const end = performance.now() + seconds * 1000;
    const before = await this.#report([], {});
    if (before.flows.length + before.findings.length > 0) {
      let left = variants;
      for (const one of SAME) if (left > 0 && performance.now() < end) left -= await this.#same(one, before);
      if (left > 0) left -= await this.#compare(STRICT, "less", before, [], { strict: true });
      const random = Random.of(seed, this.#copy.name, "less and more");
      const queues = [
        ...LESS.map((one) => this.#forgetting(one, before, random)),
        this.#telling(before, random),
      ].filter((queue) => queue.length > 0);
      while (left > 0 && queues.length > 0 && performance.now() < end) {
        const queue = random.pick(queues);
        left -= await queue.pop()!();
        if (queue.length === 0) queues.splice(queues.indexOf(queue), 1);
      }
    }
    return {
      flows: before.flows.length,
      compared: this.#compared,
      assumed: this.#assumed,
      contradictions: this.#contradictions,
    };
  }

  async #same({ name, relation, changes }: Transformation, before: Report): Promise<number> {
    const random = Random.of(this.#settings.seed, this.#copy.name, name);
    const valid = compatible(changes(this.#copy.sources, random), random).filter((change) =>
      this.#copy.isValid(change),
    );
    return valid.length === 0 ? 0 : this.#compare(name, relation, before, valid, {});
  }

  #forgetting({ name, relation, changes }: Transformation, before: Report, random: Random): (() => Promise<number>)[] {
    return random.shuffled(changes(this.#copy.sources, random)).map((change) => async () => {
      return this.#copy.isValid(change) ? this.#compare(name, relation, before, [change], {}) : 0;
    });
  }

  #telling(before: Report, random: Random): (() => Promise<number>)[] {
    return random.shuffled(told(this.#copy.sources, random)).map((one) => async () => {
      return this.#compare(TOLD, "more", before, [], { told: one });
    });
  }

  /** Counts one variant. */
  async #compare(
    name: string,
    relation: Relation,
    before: Report,
    changes: readonly Change[],
    settings: ScanSettings,
  ): Promise<number> {
    const wrongWith = async (some: readonly Change[]): Promise<readonly Claim[]> => {
      const after = await this.#report(some, settings);
      // A value that the configuration does not take makes it another one.
      const invalid = relation === "more" && errors(after) > errors(before);
      return invalid ? [] : contradictions(relation, before, after);
    };
    this.#compared[name] = (this.#compared[name] ?? 0) + 1;
    const wrong = await wrongWith(changes);
    if (wrong.length === 0) return 1;
    if (
      wrong.every(({ newlyAssumed }) => newlyAssumed) &&
      !(await this.#provenWrong(relation, before, changes, settings))
    ) {
      this.#assumed[name] = (this.#assumed[name] ?? 0) + 1;
      return 1;
    }
    const fewest = await fewestOf(changes, async (some) => (await wrongWith(some)).length > 0);
    const said = (await wrongWith(fewest)).map(({ text }) => text);
    const given = settings.told === undefined ? [] : [flagOf(settings.told)];
    const strict = settings.strict === true ? ["--strict"] : [];
    this.#contradictions.push({
      transformation: name,
      by: [...fewest.map(({ what }) => what), ...given, ...strict],
      said,
    });
    this.#keep(name, fewest);
    return 1;
  }

  /** Whether it is wrong without any assumption too. */
  async #provenWrong(
    relation: Relation,
    before: Report,
    changes: readonly Change[],
    settings: ScanSettings,
  ): Promise<boolean> {
    const after = await this.#report(changes, { ...settings, strict: true });
    return contradictions(relation, before, after).length > 0;
  }

  async #report(changes: readonly Change[], settings: ScanSettings): Promise<Report> {
    const json = await this.#copy.changed(changes, () => this.#scan(this.#copy.directory, settings));
    const renamed = new Map(changes.flatMap((change) => [...(change.renamed ?? [])]));
    return withoutUnrelated(JSON.parse(withOldNames(json, renamed)));
  }

  #keep(name: string, changes: readonly Change[]): void {
    const { keepIn } = this.#settings;
    if (keepIn === undefined) return;
    const into = join(keepIn, `${this.#copy.name}-${name.replaceAll(" ", "-")}`);
    if (existsSync(into)) return;
    for (const [path, text] of apply(this.#copy.sources.texts, changes)) {
      const was = this.#copy.sources.texts.get(path);
      for (const [side, content] of [
        ["before", was],
        ["after", text],
      ] as const) {
        if (content === undefined) continue;
        mkdirSync(dirname(join(into, side, path)), { recursive: true });
        writeFileSync(join(into, side, path), content);
      }
    }
  }
}

function errors({ diagnostics }: Report): number {
  return diagnostics.filter(({ severity }) => severity === "error").length;
}

function flagOf({ dialect, name, value }: Told): string {
  return `${dialect === "terraform" ? "--var" : "--parameter"} '${name}=${value}'`;
}

/** Leaves out halves, quarters and so on as long as it shows without them (https://doi.org/10.1109/32.988498). */
async function fewestOf<T>(
  things: readonly T[],
  shows: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = things;
  for (let parts = 2; kept.length > 1 && parts <= 2 * kept.length; ) {
    const size = Math.ceil(kept.length / parts);
    let smaller: readonly T[] | undefined;
    for (let at = 0; at < kept.length && smaller === undefined; at += size) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (without.length > 0 && (await shows(without))) smaller = without;
    }
    if (smaller !== undefined) kept = smaller;
    else if (size === 1) break;
    else parts *= 2;
  }
  return kept;
}
