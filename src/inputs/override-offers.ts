/** Inputs for which flows wait → the commands of scripts and workflows that give them a value, with the flag that gives the same. */
import type { InputOfRoot } from "../base/value.ts";
import type { Discovery } from "../discover/discover.ts";
import { rootsOf } from "./belonging.ts";
import { quoted } from "./glob-of-files.ts";
import { type Overrides, overridesIn } from "./overrides.ts";
import type { RootInputs } from "./roots.ts";

/** More scripts are not opened, nor larger ones. */
const MOST_SCRIPTS = 500;
const MOST_CHARACTERS = 262_144;

const FLAG = { terraform: "--var", cloudformation: "--parameter" } as const;

/** A value that a command gives to an input, and where. */
interface Offered {
  readonly root: string;
  readonly name: string;
  readonly place: string;
  readonly flag: string;
}

/** `roots`: those for which flows wait, and others of their dialect that a command may mean instead. */
export function overridesOffered(
  scripts: readonly string[],
  roots: readonly RootInputs[],
  { files }: Discovery,
): (input: InputOfRoot) => string | undefined {
  const all = scripts.slice(0, MOST_SCRIPTS).flatMap((path) => {
    const read = files.read(path);
    return read.ok && read.text.length <= MOST_CHARACTERS ? overridesIn(path, read.text) : [];
  });
  const offered = all.flatMap((overrides) => offersOf(overrides, roots));
  return ({ root, name }) => {
    const [first, ...others] = offered.filter((one) => one.root === root && one.name === name);
    if (first === undefined) return undefined;
    const differing = others.find(({ flag }) => flag !== first.flag);
    const more = differing === undefined ? "" : `, or as at ${differing.place} with ${differing.flag}`;
    return `${first.place} gives it a value: scan with ${first.flag}${more}`;
  };
}

function offersOf({ path, dialect, given, template }: Overrides, roots: readonly RootInputs[]): readonly Offered[] {
  const own = roots.filter((root) => root.dialect === dialect);
  const all = new Set(given.keys());
  const meant = rootsOf({ path, all, ...(template === undefined ? {} : { template }) }, own);
  return meant.flatMap((root) =>
    [...given].flatMap(([name, { text, line }]) =>
      text === undefined || !root.declares.has(name) || root.secret.has(name)
        ? []
        : [{ root: root.path, name, place: `${path}:${line}`, flag: `${FLAG[dialect]} ${quoted(`${name}=${text}`)}` }],
    ),
  );
}
