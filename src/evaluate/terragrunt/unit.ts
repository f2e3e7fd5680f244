/** A unit of Terragrunt: the root that it makes of its module, and what it passes to that. */
import { once } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { directoryOf, type Files, resolvePath } from "../../base/files.ts";
import type { SourceFile, Span } from "../../base/source-file.ts";
import { type MapValue, STRING, type UnknownValue, type Value } from "../../base/value.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { TerraformInput } from "../input.ts";
import {
  type ModuleConfiguration,
  type ModuleLoader,
  moduleConfiguration,
} from "../terraform/configuration/module-configuration.ts";
import type { RootEvaluation } from "../terraform/instances/root-evaluation.ts";
import type { RootUnit, UnitValues } from "../terraform/instances/root-unit.ts";
import { Budget, type ScanSteps } from "../terraform/language/budget.ts";
import type { Scope } from "../terraform/language/scope.ts";
import { convert } from "../terraform/language/types/convert.ts";
import { isFailure } from "../terraform/language/types/values.ts";
import type { ConfigurationFile, ConfigurationFiles } from "./configuration-files.ts";
import { dependencyPath } from "./dependency.ts";
import { isLaidOut, placeFor, type SourceElsewhere } from "./elsewhere.ts";
import { generatedFiles } from "./generated.ts";
import { laidFiles } from "./laid-files.ts";
import type { ConfigurationReading } from "./reading.ts";
import { elsewhereIn, laidOut, sourceOf, type UnitSource } from "./source.ts";
import { type Dependency, UnitConfiguration } from "./unit-configuration.ts";
import { UnitEvaluation } from "./unit-evaluation.ts";

/** What units are read with. */
export interface UnitReading {
  readonly input: TerraformInput;
  readonly loader: ModuleLoader;
  readonly steps: ScanSteps;
  readonly configurations: ConfigurationFiles;
  /** The unit in a directory of the scan. */
  readonly unitAt: (directory: string) => Unit | undefined;
}

export class Unit implements RootUnit {
  readonly path: string;
  readonly file: ConfigurationFile;
  readonly of: UnitReading;
  readonly #given: MapValue | undefined;
  readonly #report: (diagnostic: Diagnostic) => void;

  /**
   * `values`: what a stack passes to it. `report`: told what is wrong in the outline; left out where an evaluation says it again.
   */
  constructor(
    of: UnitReading,
    path: string,
    file: ConfigurationFile,
    values: MapValue | undefined,
    report: (diagnostic: Diagnostic) => void = () => {},
  ) {
    this.of = of;
    this.path = path;
    this.file = file;
    this.#given = values;
    this.#report = report;
  }

  /** Whether it reads values, which stacks pass, and is passed none. */
  get lacksValues(): boolean {
    const { text } = this.file.span.file;
    return this.#given === undefined && typeof this.#valuesFile() === "string" && NEEDS_VALUES.test(text);
  }

  #valuesFile(): ReturnType<ConfigurationFiles["at"]> {
    return this.of.configurations.at(resolvePath(this.path, "terragrunt.values.hcl"));
  }

  /** Those of the stack, or of the file that Terragrunt writes for a stack. */
  #values(reading: ConfigurationReading): MapValue | undefined {
    const file = this.#given === undefined ? this.#valuesFile() : "missing";
    return typeof file === "string" ? this.#given : new UnitConfiguration(reading, file).main.attributes();
  }

  /** As far as nothing is known of other roots: which module it has, and on what it depends. */
  readonly outline = once((): UnitConfiguration => {
    const { input, steps } = this.of;
    const { files, parse } = input;
    const budget = new Budget(this.#report, steps, this.characters, this.path);
    const base: Scope = {
      module: undefined,
      bindings: undefined,
      instances: {
        settled: (value) => this.#said(value),
        attribute: () => undefined,
        existence: () => undefined,
        whole: () => undefined,
      },
      budget,
      report: this.#report,
      reportStatic: this.#report,
      functions: { files, parse, rootDirectory: this.path },
    };
    const dependency = ({ name, span }: Dependency): Value => {
      const cause = { kind: "external", text: `dependency.${name} is not read yet`, span } as const;
      return makeUnknown({ cause, symbol: `dependency.${name}` });
    };
    return new UnitConfiguration(
      this.reading(base, "", () => {}, dependency),
      this.file,
    );
  });

  /** What is said of environment variables, which is taken before there is a root: the unknowns in whose place it is. */
  readonly saidEarly: UnknownValue[] = [];

  #said(value: Value): Value {
    const says = value.kind === "unknown" ? this.of.input.stated?.in(this.path).get(value.symbol)?.says : undefined;
    if (value.kind !== "unknown" || says?.kind !== "value") return value;
    const text = convert(says.value, STRING);
    if (isFailure(text)) return value;
    this.saidEarly.push(value);
    return text;
  }

  reading(
    base: Scope,
    prefix: string,
    assume: ConfigurationReading["assume"],
    dependency: ConfigurationReading["dependency"],
  ): ConfigurationReading {
    const { input, configurations } = this.of;
    const exposed = new Map<string, Value | undefined>();
    const without: ConfigurationReading = {
      input,
      files: input.files,
      configurations,
      base,
      prefix,
      unit: this.path,
      values: undefined,
      assume,
      dependency,
      exposedAt: (path) => {
        if (exposed.has(path)) return exposed.get(path);
        const file = configurations.at(path);
        if (typeof file === "string") return undefined;
        exposed.set(path, undefined);
        exposed.set(path, new UnitConfiguration(reading, file).exposedWhole());
        return exposed.get(path);
      },
    };
    const reading = { ...without, values: this.#values(without) };
    return reading;
  }

  readonly source = once((): UnitSource => {
    const home = directoryOf(this.file.span.file.path);
    return sourceOf(this.#sourceValue(), { unit: this.path, home }, this.of.input);
  });

  readonly #sourceValue = once(() => {
    const said = this.outline().argument("terraform", "source");
    return said?.frame.value(said.what);
  });

  get laidOut(): readonly string[] {
    return laidOut(this.#sourceValue(), this.path, this.of.input);
  }

  /** What has to be fetched for it; undefined where that is a path, and where Terragrunt has laid it out. */
  get elsewhere(): SourceElsewhere | undefined {
    const source = this.#sourceValue();
    const text = source && elsewhereIn(source, this.path, this.of.input);
    if (text === undefined) return undefined;
    const place = placeFor(text, directoryOf(this.file.span.file.path));
    if (this.laidOut.length === 1 && !isLaidOut({ place }, this.of.input.files)) return undefined;
    return { text, place, span: this.sourceSpan };
  }

  /** Where the source is written. */
  get sourceSpan(): Span {
    return this.outline().argument("terraform", "source")?.what.span ?? this.file.span;
  }

  /** Whether runs leave it out, for certain. */
  readonly isExcluded = once((): boolean => {
    const configuration = this.outline();
    const skip = configuration.attribute("skip");
    const excluded = configuration.argument("exclude", "if");
    const actions = configuration.argument("exclude", "actions");
    const values = [
      skip?.frame.value(skip.what.expression),
      actions === undefined || leavesOutAll(actions.frame.value(actions.what))
        ? excluded?.frame.value(excluded.what)
        : undefined,
    ];
    return values.some((value) => value?.kind === "bool" && value.value);
  });

  /** The directories of units on which it depends. */
  readonly dependencies = once((): readonly string[] =>
    [...this.outline().dependencies().values()].flatMap((one) => dependencyPath(one, this.path) ?? []),
  );

  get characters(): number {
    return this.file.span.file.text.length;
  }

  get directory(): string {
    return this.source().directory ?? this.path;
  }

  readonly #files = once(() => laidFiles(this.of.input.files, this.path, this.directory));

  get files(): Files {
    return this.#files();
  }

  readonly #module = once(() => {
    const { directory } = this;
    const laid = new Map<string, SourceFile>();
    const there = new Set(this.files.list(directory) ?? []);
    const unknown: Diagnostic[] = [];
    const generated = generatedFiles(this.outline(), (message, span) =>
      unknown.push({ code: "terragrunt-generate", severity: "warning", message, span, notAnalysed: true }),
    );
    for (const [name, { file, overwrites }] of generated) if (overwrites || !there.has(name)) laid.set(name, file);
    return { configuration: this.of.loader.loadWith(directory, laid, this.files), unknown };
  });

  get configuration(): ModuleConfiguration {
    const { directory } = this;
    return this.#module().configuration ?? moduleConfiguration(directory, [], [], []);
  }

  get unknownFiles(): readonly Diagnostic[] {
    return this.#module().unknown;
  }

  /** Why its module is not in the scan; undefined where it is. */
  get missing(): Exclude<UnitSource["missing"], undefined> | undefined {
    const source = this.source();
    if (source.missing !== undefined) return source.missing;
    const { configuration } = this.#module();
    if (configuration !== undefined) return undefined;
    return {
      text: `there is no configuration of Terraform in ${source.directory}, the module of ${this.path}`,
      hint: "correct the source",
    };
  }

  begin(root: RootEvaluation): UnitValues {
    return new UnitEvaluation(this, root);
  }
}

/** What is tried may be missing. */
const NEEDS_VALUES = /(?<!try\()(?<![\w"./-])values\.(?!hcl\b)[A-Za-z_]/;

function leavesOutAll(actions: Value): boolean {
  return (
    actions.kind === "list" &&
    actions.elements.some((one) => one.kind === "string" && /^(?:all|apply|plan|all_except_output)$/.test(one.value))
  );
}
