/** Inputs of roots for which flows wait → where else in the repository they have a value, and the flags that give it. */
import { compareText, once, remembered } from "../base/collections.ts";
import type { InputOfRoot } from "../base/value.ts";
import type { Around } from "../discover/around.ts";
import type { Discovery } from "../discover/discover.ts";
import { ParsedFiles } from "../parse/parsed-files.ts";
import { rootsOf } from "./belonging.ts";
import { contextsOffered } from "./context-offers.ts";
import { quoted, smallestGlob } from "./glob-of-files.ts";
import { overridesOffered } from "./override-offers.ts";
import { parameterFiles } from "./parameter-files.ts";
import { RootsOfScan } from "./roots.ts";
import type { ValueFile } from "./value-file.ts";
import { variableFile } from "./variable-files.ts";

/** More files of values are not opened. */
const MOST_FILES = 500;

/** More documents are not opened to see whether they give values. */
const MOST_DOCUMENTS = 5_000;

/** What flows wait for. */
export interface Waiting {
  readonly inputs: readonly InputOfRoot[];
  /** Things outside of the source, by what reports call them. */
  readonly outside: ReadonlySet<string>;
}

/** What in the repository tells of what flows wait for, in words; undefined where nothing does. */
export interface Offers {
  readonly input: (input: InputOfRoot) => string | undefined;
  readonly outside: (name: string) => string | undefined;
}

/** What is looked through. */
interface Looking {
  readonly found: Discovery;
  /** Paths of files of values that the user gives already. */
  readonly given: ReadonlySet<string>;
}

/** A file of values, and the paths of the roots for which it is. */
type OfferedFile = ValueFile & { readonly roots: ReadonlySet<string> };

/** Nothing is read for which nothing waits. */
export function offersFor({ inputs, outside }: Waiting, { found, given }: Looking): Offers {
  const looking = { found: { ...found, around: typeable(found.around) }, given };
  const parsed = new ParsedFiles();
  const contexts = outside.size === 0 ? new Map<string, string>() : contextsOffered(looking.found, given, parsed);
  return {
    input: inputOffers(inputs, looking, parsed),
    outside: (name) => (outside.has(name) ? contexts.get(name) : undefined),
  };
}

/** `waiting`: those of roots of the scan. */
function inputOffers(waiting: readonly InputOfRoot[], looking: Looking, parsed: ParsedFiles): Offers["input"] {
  const directories = new Set(looking.found.terraform);
  const documents = new Set(looking.found.documents);
  const roots = new RootsOfScan(looking.found, parsed);
  const ofTerraform = waiting.filter(({ root }) => directories.has(root));
  const ofTemplates = waiting.filter(({ root }) => documents.has(root));
  const variables = ofTerraform.length === 0 ? [] : variablesOffered(looking, roots, parsed);
  const parameters = ofTemplates.length === 0 ? [] : parametersOffered(ofTemplates, looking, roots, parsed);
  const there = [
    ...(ofTerraform.length === 0 ? [] : roots.terraform()),
    ...templatesOf(ofTemplates).flatMap((path) => roots.template(path)),
  ];
  const isScript = (path: string): boolean => !VARIABLES.test(path) && !path.endsWith(".toml");
  const scripts = there.length === 0 ? [] : looking.found.around.inputs().filter(isScript);
  const overrides = overridesOffered(scripts, there, looking.found, parsed, (path) => VARIABLES.test(path));
  const offerOf = (input: InputOfRoot): string | undefined => {
    const { root, name } = input;
    const [files, flag] = directories.has(root) ? [variables, "var-file"] : [parameters, "parameters-file"];
    const open = waiting.filter((one) => one.root === root).map((one) => one.name);
    const fitting = files.filter((file) => file.roots.has(root) && file.names.has(name));
    const kept = fitting.filter(({ path }) => !EXAMPLE.test(path));
    if (kept.length > 0) return wordsFor(best(kept, open), flag, files);
    const byCommand = overrides(input);
    return byCommand !== undefined || fitting.length === 0 ? byCommand : wordsFor(best(fitting, open), flag, files);
  };
  const known = new Map<string, string | undefined>();
  return (input) => remembered(known, JSON.stringify([input.root, input.name]), () => offerOf(input));
}

/** Without files whose names nobody can type, nor a report show. */
function typeable({ documents, inputs, templates }: Around): Around {
  const of = (paths: () => readonly string[]) => once(() => paths().filter((path) => !/\p{C}/u.test(path)));
  return { templates, documents: of(documents), inputs: of(inputs) };
}

/** Those that show what to write are offered where there is nothing else. */
const EXAMPLE = /\.(?:example|sample|dist)$/;
const VARIABLES = /\.tfvars(?:\.json|\.example|\.sample|\.dist)?$/;

function templatesOf(waiting: readonly InputOfRoot[]): readonly string[] {
  return [...new Set(waiting.map(({ root }) => root))];
}

function variablesOffered({ found, given }: Looking, roots: RootsOfScan, parsed: ParsedFiles): readonly OfferedFile[] {
  const paths = found.around.inputs().filter((path) => VARIABLES.test(path) && !given.has(path));
  return paths
    .slice(0, MOST_FILES)
    .flatMap((path) => variableFile(path, found.files, parsed) ?? [])
    .map((file) => ({ ...file, roots: new Set(rootsOf(file, roots.terraform()).map(({ path }) => path)) }));
}

/** CloudFormation takes no file that gives what a template does not declare. */
function parametersOffered(
  waiting: readonly InputOfRoot[],
  { found, given }: Looking,
  roots: RootsOfScan,
  parsed: ParsedFiles,
): readonly OfferedFile[] {
  const templates = templatesOf(waiting).flatMap((path) => roots.template(path));
  const names = new Set(waiting.map(({ name }) => name));
  const scanned = new Set(templates.map(({ path }) => path));
  const documents = found.around.documents().filter((path) => !given.has(path) && !scanned.has(path));
  const settings = found.around.inputs().filter((path) => path.endsWith(".toml"));
  const paths = [...settings, ...documents].slice(0, MOST_DOCUMENTS).filter((path) => mentions(path, names, found));
  return paths
    .slice(0, MOST_FILES)
    .flatMap((path) => parameterFiles(path, found.files, parsed))
    .filter((file) => !given.has(file.path))
    .map((file) => {
      const own = templates.filter(({ declares }) => [...file.all].every((name) => declares.has(name)));
      return { ...file, roots: new Set(rootsOf(file, own).map(({ path }) => path)) };
    });
}

/** Larger documents are no lists of parameters. */
const MOST_CHARACTERS = 262_144;

/** The section that every template has. */
const RESOURCES = /(?:^|[\s{,])["']?Resources["']?\s*:/;

/** Whether a document speaks of one of the names, and is no template. */
function mentions(path: string, names: ReadonlySet<string>, { files }: Discovery): boolean {
  const read = files.read(path);
  if (!read.ok || read.text.length > MOST_CHARACTERS || RESOURCES.test(read.text)) return false;
  return [...names].some((name) => read.text.includes(name));
}

/** Those that give most of what is open, in the order of their paths. */
function best(files: readonly ValueFile[], open: readonly string[]): readonly string[] {
  const counted = files.map(({ path, names }) => ({ path, count: open.filter((name) => names.has(name)).length }));
  const most = Math.max(...counted.map(({ count }) => count));
  return counted
    .filter(({ count }) => count === most)
    .map(({ path }) => path)
    .sort(compareText);
}

/** More flags are not written out. */
const MOST_FLAGS = 4;

function wordsFor([first = "", ...others]: readonly string[], flag: string, all: readonly ValueFile[]): string {
  const one = `--${flag} ${quoted(first)}`;
  if (others.length === 0) return `${first} gives it a value: scan with ${one}`;
  // A file is tried with each of its environments.
  const whole = (path: string): string => path.replace(/#[^#/]*$/, "");
  const fitting = [...new Set([first, ...others].map(whole))];
  const glob = smallestGlob(fitting, [...new Set(all.map(({ path }) => whole(path)))]);
  const globs = glob === undefined ? fitting.slice(0, MOST_FLAGS) : [glob];
  const each = globs.map((path) => `--each-${flag} ${quoted(path)}`).join(" ");
  const number = glob === undefined ? globs.length : others.length + 1;
  const more = `${others.length} more`;
  return `${first} and ${more} give it a value: scan with ${one}, or with each of ${number}: ${each}`;
}
