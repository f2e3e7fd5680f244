/** The units of Terragrunt that the directories of a scan hold. */
import { once, remembered } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { directoryOf, resolvePath, type WhyNotRead, whyNotRead } from "../../base/files.ts";
import type { Span } from "../../base/source-file.ts";
import type { MapValue } from "../../base/value.ts";
import type { MakeUnits } from "../terraform/evaluate.ts";
import type { RootUnit, RootUnits } from "../terraform/instances/root-unit.ts";
import type { WrittenCall } from "../terraform/instances/roots.ts";
import type { MadeRoots } from "../terraform/survey.ts";
import { type ConfigurationFile, ConfigurationFiles } from "./configuration-files.ts";
import type { SourceElsewhere } from "./elsewhere.ts";
import { AUTOINCLUDE_FILE, isUnitFile, STACK_FILE, unitFileBeside, unitFileIn } from "./file-names.ts";
import { fragmentsOf, isModuleFile } from "./generated.ts";
import { membersOf, type StackMember } from "./stack.ts";
import { StackFiles } from "./stack-files.ts";
import { Unit, type UnitReading } from "./unit.ts";

/** Of one stack of the scan with those in it: each is evaluated like a root, and no real stack has as many. */
const MAX_MEMBERS = 200;

/** `of.input.directories`: where units can be. */
export const terragruntUnits: MakeUnits = (of) => new TerragruntUnits(of);

/** The same for those who only want to know what belongs together. */
export function surveyUnits(of: Parameters<MakeUnits>[0]): (directory: string) => MadeRoots {
  const units = new TerragruntUnits(of);
  return (directory) => units.surveyOf(directory);
}

/** What has to be fetched for units and stacks, or was: each package once. There may be more when these are laid out. */
export function sourcesElsewhere(of: Parameters<MakeUnits>[0]): readonly SourceElsewhere[] {
  return new TerragruntUnits(of).elsewhere();
}

class TerragruntUnits implements RootUnits {
  readonly #of: UnitReading;
  readonly #files: StackFiles;
  readonly #read = new Map<string, ReadUnit | undefined>();
  readonly #units = new Map<string, Unit | undefined>();
  /** By the directory of the scan that has a stack, what that makes. */
  readonly #members = new Map<string, readonly StackMember[]>();
  /** What is passed to those that stacks make, by their directories. */
  readonly #values = new Map<string, MapValue | undefined>();
  /** Units that nothing passes the values which they read. */
  readonly #templates = new Map<string, ConfigurationFile>();
  readonly #said: Diagnostic[] = [];
  /** What members of stacks are made from. */
  readonly #elsewhere: SourceElsewhere[] = [];

  constructor(of: Omit<UnitReading, "configurations" | "unitAt">) {
    this.#files = new StackFiles(of.input.files);
    const input = { ...of.input, files: this.#files };
    const configurations = new ConfigurationFiles(this.#files, input.parse);
    this.#of = { ...of, input, configurations, unitAt: (directory) => this.#at(directory) };
    // A unit may depend on one of any stack.
    for (const directory of input.directories) this.#members.set(directory, this.#made(directory));
  }

  /** All that a stack makes, and what is made by the stacks among that. */
  #made(top: string): readonly StackMember[] {
    const found: StackMember[] = [];
    const stacks = [top];
    for (const directory of stacks) {
      const file = this.#of.configurations.at(resolvePath(directory, STACK_FILE));
      if (typeof file === "string") {
        if (file !== "missing") this.#said.push(notRead(resolvePath(directory, STACK_FILE), file));
        continue;
      }
      const stack = new Unit(this.#of, directory, file, this.#values.get(directory), (one) => this.#said.push(one));
      if (stack.lacksValues) {
        this.#templates.set(directory, file);
        continue;
      }
      const all = membersOf(stack.outline(), {
        isThere: (path, kind) =>
          this.#files.read(kind === "unit" ? unitFileIn(path, this.#files) : resolvePath(path, STACK_FILE)).ok,
        fetch: (source) => this.#elsewhere.push(source),
      });
      // Of two in one place the first is there.
      const members = [...new Map(all.toReversed().map((member) => [member.directory, member])).values()].toReversed();
      const kept = members.slice(0, MAX_MEMBERS - found.length);
      if (kept.length < members.length) {
        const message = `A stack is read up to ${MAX_MEMBERS} units and stacks in it, and this one makes more.`;
        this.#said.push({ code: "stack-too-large", severity: "warning", message, span: file.span, notAnalysed: true });
      }
      for (const member of kept) {
        this.#files.make(member.directory, member.source);
        this.#values.set(member.directory, member.values);
        if (member.kind === "stack") stacks.push(member.directory);
      }
      found.push(...kept);
    }
    return found;
  }

  diagnostics(): readonly Diagnostic[] {
    return [
      ...this.#of.configurations.diagnostics,
      ...this.#said,
      ...this.#of.input.directories.flatMap((directory) => this.#excluded(directory)),
      ...this.#unused(),
    ];
  }

  /** Those of a catalog are judged where a stack makes them. */
  #unused(): readonly Diagnostic[] {
    const made = new Set([...this.#members.values()].flat().map(({ source }) => source));
    return [...this.#templates].flatMap(([directory, { span }]): readonly Diagnostic[] => {
      if (made.has(directory)) return [];
      const message = `${directory} reads values that no stack of the scan passes, and is not judged.`;
      return [{ code: "unit-of-no-stack", severity: "note", message, span, detail: true }];
    });
  }

  /** One that is left out of runs is told of: it is not judged. */
  #excluded(directory: string): readonly Diagnostic[] {
    const unit = this.#at(directory);
    if (unit === undefined || !unit.isExcluded()) return [];
    const message = `The unit ${directory} is left out of runs, and is not judged.`;
    return [{ code: "excluded-unit", severity: "note", message, span: unit.file.span, detail: true }];
  }

  isUnit(directory: string): boolean {
    return this.#at(directory) !== undefined;
  }

  of(directory: string): readonly RootUnit[] {
    return this.#allOf(directory).filter((unit) => !unit.isExcluded());
  }

  #allOf(directory: string): readonly Unit[] {
    const made = (this.#members.get(directory) ?? []).filter(({ kind }) => kind === "unit");
    return [directory, ...made.map((member) => member.directory)].flatMap((one) => this.#at(one) ?? []);
  }

  callsOf(directory: string): readonly WrittenCall[] {
    const made = this.#members.get(directory) ?? [];
    return [
      ...made.map(({ source }) => ({ target: source, isLocal: true })),
      ...[directory, ...made.map((member) => member.directory)].flatMap((one) => this.#callsOfUnit(one)),
    ];
  }

  #callsOfUnit(directory: string): readonly WrittenCall[] {
    const unit = this.#at(directory);
    if (unit === undefined) return [];
    const source = unit.source();
    const included = unit
      .outline()
      .includes()
      .map(({ file }) => file);
    return [
      ...(source.directory === undefined ? (source.possible ?? []) : [source.directory])
        .filter((target) => target !== directory)
        .map((target) => ({ target, isLocal: true })),
      ...fragmentsOf(unit.outline())
        .map(directoryOf)
        .filter((target) => !this.#hasModule(target) && this.#at(target) === undefined)
        .map((target) => ({ target, isLocal: true, isPart: true as const })),
      ...included
        .filter((file) => isUnitFile(file.path) && !this.#hasModule(file.directory))
        .map((file) => ({ target: file.directory, isLocal: true, isPart: true as const })),
    ];
  }

  surveyOf(directory: string): MadeRoots {
    const made = this.#allOf(directory);
    return {
      files: made.flatMap((unit) =>
        unit
          .outline()
          .includes()
          .map(({ file }) => file.span.file.path),
      ),
      modules: made.map(({ configuration }) => configuration),
      calls: this.callsOf(directory),
      dependencies: made.flatMap((unit) => unit.dependencies()),
    };
  }

  elsewhere(): readonly SourceElsewhere[] {
    const units = this.#of.input.directories.flatMap((directory) => this.#allOf(directory));
    const needed = units.filter((unit) => !unit.isExcluded()).flatMap((unit) => unit.elsewhere ?? []);
    const all = [...this.#elsewhere, ...needed];
    return [...new Map(all.map((one) => [one.place, one])).values()];
  }

  /** A configuration without a module, by itself or by what it includes, is one that others include. */
  #at(directory: string): Unit | undefined {
    return remembered(this.#units, directory, () => {
      const read = this.#readAt(directory);
      if (read === undefined) return undefined;
      const { unit, problems } = read;
      const hasSource = unit.outline().argument("terraform", "source") !== undefined;
      if (hasSource || this.#hasModule(directory)) return unit;
      // Its module may be that of something which is not read. What is wrong in a unit is told by its evaluation.
      if (unit.outline().unread() !== undefined) this.#said.push(...problems);
      return undefined;
    });
  }

  /** Whether or not it has a module. One that reads values which nothing passes is for stacks. */
  #readAt(directory: string): ReadUnit | undefined {
    return remembered(this.#read, directory, () => {
      const path = unitFileIn(directory, this.#files);
      const file = this.#of.configurations.at(path);
      if (typeof file === "string") {
        if (file !== "missing") this.#said.push(notRead(path, file));
        return undefined;
      }
      const auto = resolvePath(directory, AUTOINCLUDE_FILE);
      if (this.#files.read(auto).ok) {
        this.#said.push(changedBeside(directory, auto, file.span));
        return undefined;
      }
      const beside = unitFileBeside(path, this.#files);
      if (beside !== undefined) this.#said.push(secondFile(beside, file.span));
      const problems: Diagnostic[] = [];
      const unit = new Unit(this.#of, directory, file, this.#values.get(directory), (one) => problems.push(one));
      if (!unit.lacksValues) return { unit, problems };
      this.#templates.set(directory, file);
      return undefined;
    });
  }

  /** Files that Terragrunt writes into the modules of units elsewhere: they belong to those. */
  readonly #fragments = once((): ReadonlySet<string> => {
    const made = [...this.#members.values()].flat().map(({ directory }) => directory);
    const all = [...this.#of.input.directories, ...made].flatMap((directory) => this.#readAt(directory) ?? []);
    return new Set(all.flatMap(({ unit }) => fragmentsOf(unit.outline())));
  });

  #hasModule(directory: string): boolean {
    const names = this.#of.input.files.list(directory) ?? [];
    return names.some((name) => isModuleFile(name) && !this.#fragments().has(resolvePath(directory, name)));
  }
}

interface ReadUnit {
  readonly unit: Unit;
  /** What is wrong in it. */
  readonly problems: readonly Diagnostic[];
}

function secondFile(path: string, span: Span): Diagnostic {
  const message = `${path} is not read: Terragrunt takes this file, in JSON, before it.`;
  return { code: "second-configuration", severity: "warning", message, span, hint: "keep one of the two" };
}

/** It is made of the stack, which is told where that is in the scan too. */
function changedBeside(directory: string, path: string, span: Span): Diagnostic {
  const message = `The unit ${directory} is not read: ${path} changes what it says.`;
  const hint = "write that in the source of the unit, with what differs as values";
  return { code: "stack-member", severity: "warning", message, span, hint, notAnalysed: true };
}

function notRead(path: string, because: WhyNotRead): Diagnostic {
  const message = `the file cannot be read: ${whyNotRead(because)}`;
  return { code: "unreadable-file", severity: "error", message, path, notAnalysed: true };
}
