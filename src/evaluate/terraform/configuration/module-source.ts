/** The source of a module call into the directory that holds the module, where it is in the scan. */
import type { Files } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import type { Block } from "../../../parse/hcl/syntax.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { joinPath, type ModuleLoader } from "./load-module.ts";
import { argument } from "./module-configuration.ts";

/** What `terraform init` or `get` put under `.terraform/modules`: the directory of each call, by its path `app.vpc`. */
export type ModuleManifest = ReadonlyMap<string, string>;

/** Reads `.terraform/modules/modules.json` of a root; empty where there is none. Directories are relative to the working directory. */
export function readManifest(root: string, files: Files, parse: Parsers): ModuleManifest {
  const path = joinPath(root, ".terraform/modules/modules.json");
  const read = files.read(path);
  if (!read.ok) return new Map();
  const document = parse.json(new SourceFile(path, read.text)).output;
  const modules = document === undefined ? undefined : property(document.root, "Modules");
  const directories = new Map<string, string>();
  if (modules?.kind !== "sequence") return directories;
  for (const entry of modules.elements) {
    const key = text(property(entry, "Key"));
    const directory = text(property(entry, "Dir"));
    if (key !== undefined && key !== "" && directory !== undefined) directories.set(key, joinPath(root, directory));
  }
  return directories;
}

function property(node: LocatedNode, name: string): LocatedNode | undefined {
  if (node.kind !== "mapping") return undefined;
  return node.entries.find((entry) => entry.key.value === name)?.value;
}

function text(node: LocatedNode | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** The source of a call where it is written as a text; undefined where it has to be evaluated first, as OpenTofu does. */
export function writtenSource(block: Block): string | undefined {
  const source = argument(block, "source")?.expression;
  const [part, ...more] = source?.kind === "template" ? source.parts : [];
  return part?.kind === "text" && more.length === 0 ? part.value : undefined;
}

/** Whether a source is a path: `./x`, `../x`, or (up to Terraform 0.11) a bare path below the module. */
export function isLocalSource(source: string): boolean {
  return source.startsWith("./") || source.startsWith("../") || source === "." || source === "..";
}

/**
 * The directory of a called module: a local path relative to the caller, else what the manifest says, else a bare path that
 * happens to be a module below the caller. Undefined where the module is not in the scan.
 */
export function resolveModule(
  source: string,
  caller: string,
  callPath: string,
  manifest: ModuleManifest,
  loader: ModuleLoader,
): string | undefined {
  if (isLocalSource(source)) return joinPath(caller, source);
  const installed = manifest.get(callPath);
  if (installed !== undefined) return installed;
  if (/^[\w.-]+(\/[\w.-]+)*\/?$/.test(source)) {
    const bare = joinPath(caller, source);
    if (loader.load(bare) !== undefined) return bare;
  }
  return undefined;
}
