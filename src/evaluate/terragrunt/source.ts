/** The source of a unit's module → where it lies in the scan, or why it does not (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#terraform). */
import { resolvePath } from "../../base/files.ts";
import { rootUnknowns, type Value } from "../../base/value.ts";
import { unknownsIn } from "../../values/unknown.ts";
import type { TerraformInput } from "../input.ts";
import { GET, type MissingSource, ownModule } from "../terraform/configuration/module-calls.ts";
import { isFromScan, knownPath } from "../terraform/language/functions/file-access.ts";
import { alternatives } from "../terraform/language/types/text.ts";
import { CACHE, isLaidOut, OURS, placeFor, splitSource } from "./elsewhere.ts";
import { SCAN_ABOVE } from "./not-there.ts";

/** Where the module of a unit lies. */
export interface FoundSource {
  readonly directory: string;
  readonly missing?: undefined;
  /** What is taken as given because it is found there. */
  readonly assumption?: string;
}

export type UnitSource = FoundSource | MissingUnitSource;

interface MissingUnitSource {
  readonly directory?: undefined;
  readonly assumption?: undefined;
  readonly missing: MissingSource;
  /** Directories of which it may be one. */
  readonly possible?: readonly string[];
}

/** A unit, and where its configuration lies: elsewhere where a stack makes the unit. */
export interface UnitPlace {
  readonly unit: string;
  readonly home: string;
}

/** `source`: undefined where none is written: the module lies beside the configuration. */
export function sourceOf(source: Value | undefined, place: UnitPlace, input: TerraformInput): UnitSource {
  const { unit } = place;
  if (source === undefined) return { directory: unit };
  const text = knownPath(source);
  if (text === undefined) {
    const possible = (alternatives(source) ?? []).flatMap((one) => sourceOf(one, place, input).directory ?? []);
    return { missing: unknownSource(unit, source), possible };
  }
  if (elsewhereIn(source, unit, input) !== undefined) return fetched(text, place, input);
  const { address, inside } = splitSource(text);
  const directory = resolvePath(isFromScan(source) ? "." : unit, `${address}/${inside}`);
  const read = input.files.read(directory);
  if (read.ok || read.because === "directory") return { directory };
  const missing =
    read.because === "outside"
      ? { text: `the module of ${unit} (${directory}) is outside of what is scanned`, hint: SCAN_ABOVE }
      : {
          text: `the module of ${unit} is to be in ${directory}, and there is no such directory`,
          hint: "correct the source",
        };
  return { missing };
}

/** The address of what has to be fetched; undefined where it is a path, or not known. */
export function elsewhereIn(source: Value, directory: string, input: TerraformInput): string | undefined {
  const text = knownPath(source);
  if (text === undefined || isFromScan(source)) return undefined;
  const { address } = splitSource(text);
  return isPath(address) || isDirectory(address, directory, input) ? undefined : text;
}

function unknownSource(unit: string, source: Value): MissingSource {
  const text = `the source of the module of ${unit} is not known`;
  const [unknown] = unknownsIn(source).flatMap(rootUnknowns);
  if (unknown === undefined) return { text, hint: "write the source as a text" };
  const { cause } = unknown;
  return { text: `${text}: ${cause.text}`, hint: cause.hint ?? "write the source as a text" };
}

function isPath(address: string): boolean {
  return /^\.{0,2}\//.test(address) || address === "." || address === "..";
}

/** A path need not begin with `./`, as go-getter has it, which Terragrunt uses. */
function isDirectory(address: string, unit: string, { files }: TerraformInput): boolean {
  if (!/^[\w.-]+(?:\/[\w.-]+)*\/?$/.test(address)) return false;
  return files.list(resolvePath(unit, address)) !== undefined;
}

/** Of a module from elsewhere what is laid out, or what this repository has where it is the address of that. */
function fetched(text: string, { unit, home }: UnitPlace, input: TerraformInput): UnitSource {
  const { inside } = splitSource(text);
  const place = placeFor(text, home);
  if (isLaidOut({ place }, input.files)) {
    const directory = resolvePath(place, inside);
    if (input.files.list(directory) !== undefined) return { directory };
    return { missing: { text: `the source of ${unit} (${text}) has no such directory`, hint: "correct the source" } };
  }
  const [laidOut, ...others] = laidOutOf(unit, inside, input);
  if (laidOut !== undefined && others.length === 0)
    return { directory: laidOut, assumption: `the module of ${unit} (${text}) is what ${CACHE} has of it` };
  const own = input.options.strict ? undefined : ownModule(text, input.repository);
  if (own !== undefined && input.files.list(own) !== undefined)
    return {
      directory: own,
      assumption: `the module of ${unit} (${text}) is ${own} of this repository, as it stands there`,
    };
  if (laidOut !== undefined)
    return {
      missing: {
        text: `the module of ${unit} (${text}) is laid out more than once`,
        hint: `${GET}, or delete the directories ${CACHE} and run terragrunt run --all init`,
      },
    };
  return {
    missing: {
      text: `the module of ${unit} (${text}) is not laid out`,
      hint: `${GET}, or terragrunt run --all init, which lay modules out in ${CACHE}`,
    },
  };
}

/** What Terragrunt has laid out for a unit of that source. */
export function laidOut(source: Value | undefined, unit: string, input: TerraformInput): readonly string[] {
  const text = source && knownPath(source);
  return text === undefined ? [] : laidOutOf(unit, splitSource(text).inside, input);
}

/** Terragrunt's cache has a directory for each unit, and in it one for each source that it has had. */
function laidOutOf(unit: string, inside: string, { files }: TerraformInput): readonly string[] {
  const directories = (path: string): readonly string[] =>
    (files.list(path) ?? []).filter((name) => name.endsWith("/")).map((name) => `${path}/${name.slice(0, -1)}`);
  return directories(resolvePath(unit, CACHE))
    .filter((path) => !path.endsWith(`/${OURS}`))
    .flatMap(directories)
    .map((top) => resolvePath(top, inside))
    .filter((path) => (files.list(path) ?? []).some((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name)));
}
