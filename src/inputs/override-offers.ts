/** Inputs for which flows wait → the commands of scripts and workflows that give them a value, with the flag that gives the same. */
import { remembered } from "../base/collections.ts";
import { directoryOf, resolvePath } from "../base/files.ts";
import type { InputOfRoot } from "../base/value.ts";
import type { Discovery } from "../discover/discover.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";
import { rootsOf } from "./belonging.ts";
import { quoted } from "./glob-of-files.ts";
import { type Overrides, overridesIn } from "./overrides.ts";
import type { RootInputs } from "./roots.ts";
import type { ValueFile } from "./value-file.ts";
import { variableFile } from "./variable-files.ts";

/** More scripts are not opened, nor larger ones; nor more files that they name. */
const MOST_SCRIPTS = 500;
const MOST_FILES = 500;
const MOST_CHARACTERS = 262_144;

const FLAG = { terraform: "--var", cloudformation: "--parameter" } as const;

/** A value that a command gives to an input, and where. */
interface Offered {
  readonly root: string;
  readonly name: string;
  readonly place: string;
  readonly flag: string;
}

/** `roots`: those for which flows wait, and others of their dialect that a command may mean instead. `offered`: whether a file is offered itself. */
export function overridesOffered(
  scripts: readonly string[],
  roots: readonly RootInputs[],
  { files }: Pick<Discovery, "files">,
  parse: ParsedFiles,
  isOffered: (path: string) => boolean,
): (input: InputOfRoot) => string | undefined {
  const all = scripts.slice(0, MOST_SCRIPTS).flatMap((path) => {
    const read = files.read(path);
    return read.ok && read.text.length <= MOST_CHARACTERS ? overridesIn(path, read.text) : [];
  });
  const opened = new Map<string, ValueFile | undefined>();
  const open = (path: string): ValueFile | undefined =>
    isOffered(path) || (!opened.has(path) && opened.size >= MOST_FILES)
      ? undefined
      : remembered(opened, path, () => variableFile(path, files, parse));
  const offered = all.flatMap((overrides) => [...offersOf(overrides, roots), ...filesOf(overrides, roots, open)]);
  return ({ root, name }) => {
    const [first, ...others] = offered.filter((one) => one.root === root && one.name === name);
    if (first === undefined) return undefined;
    const differing = others.find(({ flag }) => flag !== first.flag);
    const more = differing === undefined ? "" : `, or as at ${differing.place} with ${differing.flag}`;
    return `${first.place} gives it a value: scan with ${first.flag}${more}`;
  };
}

function offersOf(overrides: Overrides, roots: readonly RootInputs[]): readonly Offered[] {
  const { path, dialect, given } = overrides;
  const own = roots.filter((root) => root.dialect === dialect);
  return rootsOf({ ...overrides, all: new Set(given.keys()) }, own).flatMap((root) =>
    [...given].flatMap(([name, { text, line }]) =>
      text === undefined || !root.declares.has(name) || root.secret.has(name)
        ? []
        : [{ root: root.path, name, place: `${path}:${line}`, flag: `${FLAG[dialect]} ${quoted(`${name}=${text}`)}` }],
    ),
  );
}

/** Files that commands name, which Terraform takes as they are seen from the root, wherever they are and whatever they are called. */
function filesOf(
  { path, files, directory }: Overrides,
  roots: readonly RootInputs[],
  open: (path: string) => ValueFile | undefined,
): readonly Offered[] {
  const own = roots.filter(({ dialect }) => dialect === "terraform");
  return files.flatMap(({ written, line }) =>
    own.flatMap((root) => {
      const places = [root.path, directoryOf(path), "."].map((from) => resolvePath(from, written));
      const [file] = places.flatMap((place) => open(place) ?? []);
      if (file === undefined) return [];
      const meant = rootsOf(directory === undefined ? file : { ...file, directory }, own);
      if (!meant.includes(root)) return [];
      return [...file.names]
        .filter((name) => root.declares.has(name))
        .map((name) => ({ root: root.path, name, place: `${path}:${line}`, flag: `--var-file ${quoted(file.path)}` }));
    }),
  );
}
