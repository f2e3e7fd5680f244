/** A folder → what its transformations can be made of: Terraform directory by directory, and templates. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SourceFile } from "../../src/base/source-file.ts";
import { looksLikeTemplate, templateIn } from "../../src/evaluate/cloudformation/template/read-templates.ts";
import { readTemplate, type Template } from "../../src/evaluate/cloudformation/template/template.ts";
import { parseHcl } from "../../src/parse/hcl/parse.ts";
import type { Block, HclFile } from "../../src/parse/hcl/syntax.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import { grouped } from "./change.ts";

export interface Sources {
  /** Every file that a transformation may read or change, by its path from the folder. */
  readonly texts: ReadonlyMap<string, string>;
  /** Only directories in which the order of files and blocks means nothing: no override files, nothing declared twice, no mistakes. */
  readonly directories: readonly TerraformDirectory[];
  readonly templates: readonly Template[];
}

export interface TerraformDirectory {
  readonly path: string;
  readonly files: readonly HclFile[];
  readonly blocks: readonly Block[];
}

/** Folders that are no sources of this repository. */
const SKIPPED: ReadonlySet<string> = new Set([".git", "node_modules", ".terraform", ".terragrunt-cache"]);
const KEPT = /\.(?:tf|tofu|tfvars|ya?ml|json|template|cfn)$/i;
const LARGEST = 1_000_000;

export function readSources(folder: string): Sources {
  const texts = new Map([...readTexts(folder, "")].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { texts, directories: terraformDirectories(texts), templates: [...texts].flatMap(templateOf) };
}

function* readTexts(folder: string, below: string): Generator<[path: string, text: string]> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* readTexts(folder, path);
    else if (entry.isFile() && KEPT.test(entry.name) && lstatSync(join(folder, path)).size <= LARGEST) {
      const bytes = readFileSync(join(folder, path));
      const text = bytes.toString("utf8");
      if (!text.startsWith("\uFEFF") && Buffer.from(text, "utf8").equals(bytes)) yield [path, text];
    }
  }
}

export function directoryOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}

export function inDirectory(directory: string, name: string): string {
  return directory === "." ? name : `${directory}/${name}`;
}

function terraformDirectories(texts: ReadonlyMap<string, string>): readonly TerraformDirectory[] {
  const paths = [...texts.keys()].filter((path) => /\.(?:tf|tofu)(?:\.json)?$/.test(path));
  return [...grouped(paths, directoryOf)].flatMap(([path, names]) => {
    if (names.some((name) => /\.json$|(?:^|[/_])override\.\w+$/.test(name))) return [];
    const parsed = names.map((name) => parseHcl(new SourceFile(name, texts.get(name)!)));
    if (parsed.some(({ diagnostics }) => diagnostics.length > 0)) return [];
    const files = parsed.map(({ output }) => output);
    const blocks = files.flatMap(({ body }) => body.blocks);
    if (files.some(({ comments }) => comments.some(({ text }) => text.startsWith("reachlint:ignore")))) return [];
    return declaresTwice(blocks) ? [] : [{ path, files, blocks }];
  });
}

function declaresTwice(blocks: readonly Block[]): boolean {
  const names = blocks.flatMap(({ type, labels, body }) => {
    if (type === "locals") return body.attributes.map(({ name }) => `local.${name}`);
    return ["resource", "data", "module", "variable", "output"].includes(type)
      ? [[type, ...labels.map(({ value }) => value)].join(".")]
      : [];
  });
  return new Set(names).size < names.length;
}

function templateOf([path, text]: readonly [path: string, text: string]): readonly Template[] {
  if (!/\.(?:ya?ml|json|template|cfn)$/i.test(path) || !looksLikeTemplate(text)) return [];
  const { output, diagnostics } = parseYaml(new SourceFile(path, text));
  if (output === undefined || diagnostics.length > 0 || templateIn(output) === undefined) return [];
  // Anchors and merge keys make one text stand in several places; placeholders are made into YAML by another program.
  const anchors = !text.trimStart().startsWith("{") && /(?:^|[\s:[{,-])[&*][A-Za-z]|<<\s*:/m.test(text);
  return anchors || /\{\{(?!resolve:)|^\s*\{%/m.test(text) ? [] : [readTemplate(output)];
}
