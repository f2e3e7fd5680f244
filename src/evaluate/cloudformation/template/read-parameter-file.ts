/** A path of a file of parameters, `samconfig.toml#prod` → the set of values in it that is meant. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { type FileRead, type Files, howItIsRead, type WhyNotRead, whyNotRead } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { type ParameterSet, parameterSets } from "./parameter-sets.ts";
import { stackOutput } from "./stack-output.ts";

export interface ReadParameters {
  readonly sets: readonly ParameterSet[];
  readonly diagnostics: readonly Diagnostic[];
}

type Reading = { readonly files: Files; readonly parse: Pick<Parsers, "yaml" | "toml"> };

/** The file, and the environment that is named behind it. */
function withoutEnvironment(path: string): readonly [file: string, environment: string | undefined] {
  const at = path.lastIndexOf("#");
  return at === -1 ? [path, undefined] : [path.slice(0, at), path.slice(at + 1)];
}

/** All sets of a file. */
export function readParameterSets(path: string, reading: Reading): ReadParameters {
  const read = reading.files.read(path);
  return read.ok ? setsIn(path, read, reading) : { sets: [], diagnostics: [unreadable(path, read.because)] };
}

/** The one set that a path means. */
export function readParameterSet(path: string, reading: Reading): ReadParameters {
  // A file may have the sign in its own name.
  const isWhole = !path.includes("#") || reading.files.read(path).ok;
  const [file, environment] = isWhole ? [path, undefined] : withoutEnvironment(path);
  const { sets, diagnostics } = readParameterSets(file, reading);
  if (sets.length < 2 && environment === undefined) return { sets, diagnostics };
  const meant = sets.find((one) => one.environment === (environment ?? "default"));
  if (meant !== undefined || sets.length === 0) return { sets: meant === undefined ? [] : [meant], diagnostics };
  const names = sets.map((one) => one.environment ?? "").join(", ");
  const message =
    environment === undefined
      ? `${file} has values for several environments: ${names}`
      : `${file} has no environment ${environment}; it has ${names}`;
  const hint = `name one of them: --parameters-file ${file}#${sets[0]!.environment}`;
  return {
    sets: [],
    diagnostics: [
      ...diagnostics,
      { code: "parameters-file", severity: "error", message, path: file, hint, notAnalysed: true },
    ],
  };
}

function setsIn(path: string, { text }: Extract<FileRead, { readonly ok: true }>, reading: Reading): ReadParameters {
  const file = new SourceFile(path, text.replace(/^\uFEFF/, ""), true);
  const { parse } = reading;
  const { output, diagnostics } = path.endsWith(".toml") ? parse.toml(file) : parse.yaml(file);
  const outputAt = (node: LocatedNode) => stackOutput(path, node, reading);
  return { sets: output === undefined ? [] : parameterSets(output.root, outputAt), diagnostics };
}

function unreadable(path: string, because: WhyNotRead): Diagnostic {
  const message = `the parameters file cannot be read: ${whyNotRead(because)}`;
  const hint = howItIsRead(because);
  return { code: "parameters-file", severity: "error", message, path, hint, notAnalysed: true };
}
