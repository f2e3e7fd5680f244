/** `.terraform/modules/modules.json`: which module is installed where, as Terraform writes and reads it. */
import { readFileSync } from "node:fs";
import { compareText } from "../base/collections.ts";
import { replaceFile } from "../discover/write-file.ts";
import { addressOf, parseModuleSource } from "../evaluate/terraform/configuration/module-source.ts";

export interface InstalledModule {
  /** The names of the calls that lead to it, `app.vpc`; empty for the root. */
  readonly key: string;
  /** As `addressOf` writes it. */
  readonly source: string;
  /** Of a registry's module. */
  readonly version: string | undefined;
  /** Relative to the root. */
  readonly directory: string;
}

/** By key. */
export type InstalledModules = Map<string, InstalledModule>;

/**
 * `path`: absolute. `registry`: the host that an address without one means; older versions did not write it. Empty where there is no manifest, and where
 * it is broken: everything is installed anew then.
 */
export function readInstalled(path: string, registry: string | undefined): InstalledModules {
  const modules: InstalledModules = new Map();
  for (const entry of entriesOf(path)) {
    const { Key: key, Source: source, Version: version, Dir: directory } = entry;
    if (typeof key !== "string" || typeof source !== "string" || typeof directory !== "string") continue;
    modules.set(key, {
      key,
      source: asWritten(source, registry),
      version: typeof version === "string" && version !== "" ? version : undefined,
      directory,
    });
  }
  return modules;
}

function asWritten(source: string, registry: string | undefined): string {
  const read = parseModuleSource(source, registry);
  return read.kind === "refused" ? source : addressOf(read);
}

function entriesOf(path: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const read: { readonly Modules?: unknown } | null = JSON.parse(textAt(path) ?? "null");
    const modules = read?.Modules;
    return Array.isArray(modules) ? modules.filter((one) => typeof one === "object" && one !== null) : [];
  } catch {
    return [];
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Not where it says the same already. `root`: absolute directory in which the path is. */
export async function writeInstalled(root: string, path: string, modules: InstalledModules): Promise<void> {
  const sorted = [...modules.values()].sort((a, b) => compareText(a.key, b.key));
  const entries = sorted.map(({ key, source, version, directory }) => ({
    Key: key,
    Source: source,
    ...(version === undefined ? {} : { Version: version }),
    Dir: directory,
  }));
  const text = JSON.stringify({ Modules: entries });
  if (textAt(path) !== text) await replaceFile(root, path, text);
}
