/** The units of Terragrunt that the directories of a scan hold. */
import { remembered } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { resolvePath } from "../../base/files.ts";
import type { MakeUnits } from "../terraform/evaluate.ts";
import type { RootUnit, RootUnits } from "../terraform/instances/root-unit.ts";
import type { WrittenCall } from "../terraform/instances/roots.ts";
import { ConfigurationFiles } from "./configuration-files.ts";
import { Unit, type UnitReading } from "./unit.ts";

const CONFIGURATION = "terragrunt.hcl";

/** `of.input.directories`: where units can be. */
export const terragruntUnits: MakeUnits = (of) => new TerragruntUnits(of);

class TerragruntUnits implements RootUnits {
  readonly #of: UnitReading;
  readonly #units = new Map<string, Unit | undefined>();

  constructor(of: Omit<UnitReading, "configurations" | "unitAt">) {
    const configurations = new ConfigurationFiles(of.input.files, of.input.parse);
    this.#of = { ...of, configurations, unitAt: (directory) => this.#at(directory) };
  }

  diagnostics(): readonly Diagnostic[] {
    return [
      ...this.#of.configurations.diagnostics,
      ...this.#of.input.directories.flatMap((directory) => this.#excluded(directory)),
    ];
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
    const unit = this.#at(directory);
    return unit === undefined || unit.isExcluded() ? [] : [unit];
  }

  callsOf(directory: string): readonly WrittenCall[] {
    const unit = this.#at(directory);
    if (unit === undefined) return [];
    const source = unit.source().directory;
    const included = unit
      .outline()
      .includes()
      .map(({ file }) => file);
    return [
      ...(source === undefined || source === directory ? [] : [{ target: source, isLocal: true }]),
      ...included
        .filter((file) => file.path === resolvePath(file.directory, CONFIGURATION) && !this.#hasModule(file.directory))
        .map((file) => ({ target: file.directory, isLocal: true, isPart: true as const })),
    ];
  }

  /** A configuration without a module, by itself or by what it includes, is one that others include. */
  #at(directory: string): Unit | undefined {
    return remembered(this.#units, directory, () => {
      const file = this.#of.configurations.at(resolvePath(directory, CONFIGURATION));
      if (typeof file === "string") return undefined;
      const unit = new Unit(this.#of, directory, file);
      const hasSource = unit.outline().argument("terraform", "source") !== undefined;
      return hasSource || this.#hasModule(directory) ? unit : undefined;
    });
  }

  #hasModule(directory: string): boolean {
    const names = this.#of.input.files.list(directory) ?? [];
    return names.some((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name));
  }
}
