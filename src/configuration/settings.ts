/** What the command line says, and the configuration file that holds for its paths → the settings of a scan, each from where it comes. */
import { relative, resolve } from "node:path";
import type { Acceptance } from "../accept/acceptance.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { pathTest, wildcardTest } from "../base/glob.ts";
import type { Finding } from "../check/finding.ts";
import { isInside, scanPath, slashes } from "../discover/boundary.ts";
import { type FoundFile, findConfiguration, openConfiguration } from "../discover/configuration-file.ts";
import { disk, type FileSystem } from "../discover/file-system.ts";
import type { EachGlob } from "../discover/files-by-glob.ts";
import type { TerraformOptions } from "../evaluate/input.ts";
import type { FailOn, FailOnProblems } from "../report/exit-code.ts";
import type { ScanResult } from "../report/scan-result.ts";
import { portRange, type ScanOptions } from "../request.ts";
import type { WrittenStatement } from "./assume-form.ts";
import { type AcceptedByAddress, type Configuration, RESOURCE, type ValuesByGlob } from "./form.ts";
import { loadConfiguration, refuse, wrongPaths, wrongRules } from "./load.ts";
import { assumedInFiles, statementsIn } from "./statements.ts";

/** What a command or a workflow step was told. Paths start from the working directory. */
export interface Asked {
  readonly paths: readonly string[];
  /** What is scanned where neither these nor the file name a path; the working directory where left out. */
  readonly directory?: string | undefined;
  /** The file that it names; else the nearest one above the paths holds. */
  readonly configuration?: string | undefined;
  readonly failOn?: FailOn | undefined;
  readonly failOnProblems?: FailOnProblems | undefined;
  readonly baseline?: string | undefined;
  /** Files with what `assume` says, each with the same form as that key. */
  readonly assume?: readonly string[] | undefined;
  readonly options: ScanOptions;
}

export interface Settings {
  readonly paths: readonly string[];
  readonly failOn: FailOn;
  readonly failOnProblems: FailOnProblems;
  /** The file of the baseline, from the working directory. */
  readonly baseline: string | undefined;
  /** What is assumed in the file and in those of flags; the later one of two of one name holds. */
  readonly assumed: readonly WrittenStatement[];
  /** With what the file adds. */
  readonly options: ScanOptions;
  readonly asked: Asked;
  /** The file. */
  readonly found: ConfigurationInForce | undefined;
}

export interface ConfigurationInForce extends FoundFile {
  readonly says: Configuration;
}

/**
 * Single settings of the command line replace those of the file, lists add to them, and values of one name or rule win over them. Throws a
 * UsageError where the file is wrong.
 */
export function settingsOf(workingDirectory: string, asked: Asked, system: FileSystem = disk): Settings {
  const { baseline, options, directory } = asked;
  const found = configurationFor(workingDirectory, asked, system);
  const isNamed = asked.paths.length > 0 || options.facts !== undefined;
  const paths = isNamed || directory === undefined ? asked.paths : [directory];
  const fails = {
    failOn: asked.failOn ?? found?.says["fail-on"]?.value ?? "error",
    failOnProblems: asked.failOnProblems ?? found?.says["fail-on-problems"]?.value ?? "needed",
  } as const;
  const named = assumedInFiles(workingDirectory, asked.assume ?? [], system);
  if (found === undefined) {
    const stated = named.length === 0 ? options : { ...options, stated: statementsIn(named) };
    const assumed = named.flatMap(({ entries }) => entries);
    return { asked, paths, ...fails, baseline, assumed, options: stated, found };
  }
  const { says } = found;
  const from = placesIn(workingDirectory, found);
  const strings = (written: readonly { readonly value: string }[] = []): readonly string[] => written.map(from.path);
  const ofFile = isNamed || says.paths === undefined ? undefined : strings(says.paths);
  const isWhole =
    (paths.length === 0 && options.facts === undefined) ||
    ofFile !== undefined ||
    paths.some((path) => isInside(resolve(workingDirectory, path), from.base));
  const severity = (says.severity ?? []).map(({ name, value }) => [name.value, value.value] as const);
  return {
    asked,
    found,
    paths: ofFile ?? paths,
    ...fails,
    assumed: [...(says.assume ?? []), ...named.flatMap(({ entries }) => entries)],
    baseline: baseline ?? (says.baseline === undefined ? undefined : from.path(says.baseline)),
    options: {
      ...options,
      opened: [found.boundary],
      isExcluded: exclusion(says.exclude ?? [], from.relative),
      each: [...eachOf(says, from, found.boundary), ...(options.each ?? [])],
      assignmentsTo: (root) => assignments(says.variables ?? [], from, root),
      parametersOf: (template) => parameters(says.parameters ?? [], from, template),
      workspace: options.workspace ?? says.workspace?.value,
      index: [...strings(says.index), ...(options.index ?? [])],
      region: options.region ?? says.region?.value,
      strict: options.strict === true || says.strict?.value === true,
      steps: options.steps ?? says["evaluation-steps"]?.value,
      stated: statementsIn([{ ...from, entries: says.assume ?? [] }, ...named]),
      ephemeral: options.ephemeral ?? portRange(says["ephemeral-range"]?.value ?? ""),
      rules: [...strings(says.rules), ...(options.rules ?? [])],
      disable: [...(says.disable ?? []).map(({ value }) => value), ...(options.disable ?? [])],
      severity: [...severity, ...(options.severity ?? [])],
      accepted: (says.ignore ?? []).map((one) => acceptedByAddress(one, from.relative, isWhole)),
      ofRoots: (roots) => (isWhole ? unfit(says, from, roots) : []),
    },
  };
}

function configurationFor(
  workingDirectory: string,
  asked: Asked,
  system: FileSystem,
): ConfigurationInForce | undefined {
  const { paths, configuration, options, directory = "." } = asked;
  const found =
    configuration === undefined
      ? findConfiguration(workingDirectory, paths.length === 0 ? [directory] : paths, system)
      : openConfiguration(workingDirectory, configuration, system);
  if (found === undefined) return undefined;
  const says = loadConfiguration(found.file);
  refuse(wrongPaths(workingDirectory, found, says, system));
  const directories = [...(says.rules ?? []).map(placesIn(workingDirectory, found).path), ...(options.rules ?? [])];
  refuse(wrongRules(workingDirectory, directories, says, system));
  return { ...found, says };
}

/** How paths in the file and paths of the scan become each other. */
interface PlacesIn {
  /** The file's directory, absolute. */
  readonly base: string;
  /** A path in the file, as the scan names it. */
  readonly path: (written: { readonly value: string }) => string;
  /** A path of the scan, as it is seen from the file's directory. */
  readonly relative: (path: string) => string;
}

function placesIn(workingDirectory: string, { directory }: FoundFile): PlacesIn {
  const base = resolve(workingDirectory, directory);
  return {
    base,
    path: ({ value }) => scanPath(workingDirectory, resolve(base, value)),
    relative: (path) => slashes(relative(base, resolve(workingDirectory, path))) || ".",
  };
}

function exclusion(
  globs: readonly { readonly value: string }[],
  fromFile: PlacesIn["relative"],
): (path: string) => boolean {
  const tests = globs.map(({ value }) => pathTest(value.includes("/") ? value : `**/${value}`));
  return (path) => {
    const name = fromFile(path);
    return tests.some((test) => test(name));
  };
}

/** Files before values, later globs after earlier ones: the last counts. */
function assignments(all: ValuesByGlob, from: PlacesIn, root: string): TerraformOptions["assignments"] {
  return fitting(all, from, root).flatMap(({ value: { files = [], each = [], values = [] } }) => [
    ...files.map((file) => ({ kind: "var-file" as const, path: from.path(file) })),
    ...(each.length === 0 ? [] : [{ kind: "each" as const }]),
    ...values.map(({ name, value }) => ({
      kind: "var" as const,
      name: name.value,
      text: value.value,
      span: value.span,
    })),
  ]);
}

function eachOf(
  { variables = [], parameters = [] }: Configuration,
  from: PlacesIn,
  boundary: string,
): readonly EachGlob[] {
  const of = (kind: EachGlob["kind"], all: ValuesByGlob): readonly EachGlob[] =>
    all.flatMap(({ name, value: { each = [] } }) =>
      each.map((glob) => ({
        kind,
        glob: from.path(glob),
        fits: (root: string) => pathTest(name.value)(from.relative(root)),
        boundary,
      })),
    );
  return [...of("variables", variables), ...of("parameters", parameters)];
}

function parameters(all: ValuesByGlob, from: PlacesIn, template: string) {
  return fitting(all, from, template).flatMap(({ value: { files = [], values = [] } }) => [
    ...files.map((file) => ({ kind: "file" as const, path: from.path(file) })),
    ...values.map(({ name, value: { value, span } }) => {
      const [, path, resource] = RESOURCE.exec(value) ?? [];
      const text = path === undefined ? value : `${from.path({ value: path })}${resource}`;
      return { kind: "value" as const, name: name.value, text, span };
    }),
  ]);
}

/** Values for roots or templates that a scan of all that the file speaks of does not have: a misspelt glob gives them to nobody. */
function unfit(says: Configuration, from: PlacesIn, roots: ScanResult["roots"]): readonly Diagnostic[] {
  const names = (ofTemplates: boolean): readonly string[] =>
    roots
      .filter(({ kind }) => (kind === "cloudformation" || kind === "cdk") === ofTemplates)
      .map(({ path }) => from.relative(path));
  const told = (all: ValuesByGlob = [], what: string, there: readonly string[]): readonly Diagnostic[] =>
    all
      .filter(({ name }) => !there.some(pathTest(name.value)))
      .map(({ name }) => ({
        code: "values-unused",
        severity: "warning",
        message: `no ${what} of the scan fits ${name.value}, so that nothing is given these values`,
        span: name.span,
        hint: there.length === 0 ? `there is no ${what}` : `what there is: ${shortened(there)}`,
      }));
  return [...told(says.variables, "Terraform root", names(false)), ...told(says.parameters, "template", names(true))];
}

const shortened = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");

function fitting(all: ValuesByGlob, from: PlacesIn, path: string): ValuesByGlob {
  const name = from.relative(path);
  return all.filter(({ name: glob }) => pathTest(glob.value)(name));
}

/**
 * What the key `ignore` accepts, by the address of what findings are about. `relative`: a path of the scan as it is seen from the file's
 * directory. `isWhole`: the scan looks at all that the file speaks of, so that what accepts nothing can be told.
 */
function acceptedByAddress(
  { rule, address, root, reason, until, span }: AcceptedByAddress,
  relative: PlacesIn["relative"],
  isWhole: boolean,
): Acceptance {
  const fits = wildcardTest(address.value);
  const isRoot = root === undefined ? undefined : pathTest(root.value);
  const isIn = (path: string): boolean => isRoot === undefined || isRoot(relative(path));
  return {
    rule,
    reason: reason.value.trim(),
    until,
    span,
    covers: (finding, pathOf) => finding.atFault.every(({ root }) => isIn(pathOf(root))) && isMeant(finding, fits),
    isLookedAt: (roots) => (isRoot === undefined ? isWhole : roots.some(isIn)),
  };
}

/** One line may cut off many services: accepting it for one of them would hide it from the others. */
function isMeant({ atFault, flows }: Finding, fits: (address: string) => boolean): boolean {
  return (
    atFault.some((node) => fits(node.address)) ||
    (flows.length > 0 && flows.every((flow) => fits(flow.service.address)))
  );
}

/**
 * The day in UTC on which a scan runs, `2026-11-29`. SOURCE_DATE_EPOCH, in seconds, stands for the clock
 * (https://reproducible-builds.org/specs/source-date-epoch/).
 */
export function dayOf(environment: Readonly<Record<string, string | undefined>>, now: Date): string {
  const epoch = environment.SOURCE_DATE_EPOCH ?? "";
  const seconds = /^[0-9]{1,11}$/.test(epoch) ? Number(epoch) : now.getTime() / 1000;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
