/** A module directory into its configuration: which files count, in which order, and what overrides what. */

import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Files } from "../../../base/files.ts";
import { resolvePath } from "../../../base/paths.ts";
import { SourceFile } from "../../../base/source-file.ts";
import type { Body } from "../../../parse/hcl/syntax.ts";
import type { Parsers } from "../../input.ts";
import { type ModuleConfiguration, moduleConfiguration } from "./module-configuration.ts";

/** Loads each directory once. */
export class ModuleLoader {
  readonly #files: Files;
  readonly #parse: Parsers;
  readonly #loaded = new Map<string, ModuleConfiguration | undefined>();

  constructor(files: Files, parse: Parsers) {
    this.#files = files;
    this.#parse = parse;
  }

  /** Undefined where the directory holds no configuration. */
  load(directory: string): ModuleConfiguration | undefined {
    if (this.#loaded.has(directory)) return this.#loaded.get(directory);
    const configuration = this.#read(directory);
    this.#loaded.set(directory, configuration);
    return configuration;
  }

  /** Every configuration that was loaded, for the diagnostics of its files. */
  loaded(): readonly ModuleConfiguration[] {
    return [...this.#loaded.values()].filter((configuration) => configuration !== undefined);
  }

  #read(directory: string): ModuleConfiguration | undefined {
    const names = configurationFiles(this.#files.list(directory) ?? []);
    if (names.length === 0) return undefined;
    const diagnostics: Diagnostic[] = [];
    const primary: Body[] = [];
    const override: Body[] = [];
    for (const name of names) {
      const path = resolvePath(directory, name);
      const read = this.#files.read(path);
      if (!read.ok) {
        const message = `${path} cannot be read: ${read.because}.`;
        diagnostics.push({ code: "unreadable-file", severity: "error", message, path, notAnalysed: true });
        continue;
      }
      const file = new SourceFile(path, read.text);
      const parsed = name.endsWith(".json") ? this.#parse.hclJson(file) : this.#parse.hcl(file);
      diagnostics.push(...parsed.diagnostics);
      (isOverride(name) ? override : primary).push(parsed.output.body);
    }
    return moduleConfiguration({ directory, primary, override, diagnostics });
  }
}

/** The names of a directory that Terraform (or OpenTofu, whose `x.tofu` takes the place of `x.tf`) reads, sorted. */
function configurationFiles(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return names.filter((name) => {
    if (name.startsWith(".") || name.endsWith("~") || (name.startsWith("#") && name.endsWith("#"))) return false;
    if (/\.tofu(\.json)?$/.test(name)) return true;
    return /\.tf(\.json)?$/.test(name) && !all.has(name.replace(/\.tf(\.json)?$/, ".tofu$1"));
  });
}

function isOverride(name: string): boolean {
  const stem = name.replace(/\.(tf|tofu)(\.json)?$/, "");
  return stem === "override" || stem.endsWith("_override");
}
