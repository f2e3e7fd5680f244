/** What `terraform init` or `get` put under `.terraform/modules`, and whether it is what a call asks for. */
import { type Files, resolvePath } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import type { Parsers, TerraformInput } from "../../input.ts";
import { parseModuleSource } from "./module-source.ts";
import { parseConstraints, parseVersion, satisfies } from "./module-version.ts";

export interface InstalledPackage {
  /** Relative to the working directory. */
  readonly directory: string;
  /** As the installer wrote it; undefined where it did not. */
  readonly source: string | undefined;
  /** Of a registry's module. */
  readonly version: string | undefined;
}

/** By the path of the calls that lead to it, `app.vpc`. */
export type ModuleManifest = ReadonlyMap<string, InstalledPackage>;

/** What is installed in the directory of a root, and else in `copies` of it. */
export function readManifests(
  directory: string,
  copies: readonly string[] = [],
  { files, parse }: Pick<TerraformInput, "files" | "parse">,
): ModuleManifest {
  return new Map([...copies, directory].flatMap((one) => [...readManifest(one, files, parse)]));
}

/** Reads `.terraform/modules/modules.json` of a root; empty where there is none. */
export function readManifest(root: string, files: Files, parse: Parsers): ModuleManifest {
  const path = resolvePath(root, ".terraform/modules/modules.json");
  const read = files.read(path);
  if (!read.ok) return new Map();
  const document = parse.json(new SourceFile(path, read.text)).output;
  const modules = document === undefined ? undefined : property(document.root, "Modules");
  const installed = new Map<string, InstalledPackage>();
  if (modules?.kind !== "sequence") return installed;
  for (const entry of modules.elements) {
    const [key, directory] = [text(entry, "Key"), text(entry, "Dir")];
    if (key === undefined || directory === undefined) continue;
    const [source, version] = [text(entry, "Source"), text(entry, "Version")];
    installed.set(key, { directory: resolvePath(root, directory), source, version });
  }
  return installed;
}

function property(node: LocatedNode, name: string): LocatedNode | undefined {
  if (node.kind !== "mapping") return undefined;
  return node.entries.find((entry) => entry.key.value === name)?.value;
}

/** Undefined where there is none, or an empty one. */
function text(entry: LocatedNode, name: string): string | undefined {
  const node = property(entry, name);
  return node?.kind === "scalar" && typeof node.value === "string" && node.value !== "" ? node.value : undefined;
}

/**
 * What is installed where it is certainly not what the call asks for, which Terraform refuses (https://developer.hashicorp.com/terraform/cli/commands/get):
 * the source was changed since, or the version. Undefined where it is, and where that cannot be told.
 */
export function staleness(
  { source, version }: InstalledPackage,
  wanted: string,
  constraint: string | undefined,
): string | undefined {
  if (source === undefined) return undefined;
  if (isOther(source, wanted)) return source;
  const [installed, constraints] = [parseVersion(version ?? ""), parseConstraints(constraint ?? "")];
  if (installed === undefined || constraints === undefined || satisfies(installed, constraints)) return undefined;
  return `version ${version}`;
}

/** Terraform and OpenTofu write the host of a registry that a call leaves out, and older versions do not; addresses that are not fetched here are not compared. */
function isOther(installed: string, wanted: string): boolean {
  const [one, other] = [parseModuleSource(installed), parseModuleSource(wanted)];
  if (one.kind === "refused" || other.kind === "refused") return false;
  // As URLs, which may be spelled in several ways.
  if (one.kind === "remote" && other.kind === "remote")
    return one.protocol !== other.protocol || one.url.href !== other.url.href || one.inside !== other.inside;
  if (one.kind !== "registry" || other.kind !== "registry") return one.kind !== other.kind;
  const isDefault = (host: string): boolean => host === "registry.terraform.io" || host === "registry.opentofu.org";
  const sameHost = one.host === other.host || (isDefault(one.host) && isDefault(other.host));
  return !sameHost || one.name !== other.name || one.inside !== other.inside;
}
