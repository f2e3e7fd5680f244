/** Source text in memory into graphs: parse, evaluate and normalize as the pipeline does. */
import type { FileRead, Files } from "../../src/base/files.ts";
import { evaluateCloudFormation } from "../../src/evaluate/cloudformation/evaluate.ts";
import { readTemplates } from "../../src/evaluate/cloudformation/template/read-templates.ts";
import type { EvaluatedWorld, RootGroup } from "../../src/evaluate/resource.ts";
import { evaluateTerraform } from "../../src/evaluate/terraform/evaluate.ts";
import { type Normalized, normalize } from "../../src/normalize/normalize.ts";
import { userDataReader } from "../../src/normalize/user-data/read-user-data.ts";
import { ParsedFiles } from "../../src/parse/parsed-files.ts";
import { parseYaml } from "../../src/parse/yaml.ts";

/** Files by their path. */
export function inMemory(texts: Readonly<Record<string, string>>): Files {
  const bytes = new TextEncoder();
  return {
    read(path): FileRead {
      const text = texts[path];
      return text === undefined ? { ok: false, because: "missing" } : { ok: true, text, bytes: bytes.encode(text) };
    },
    list(path) {
      const prefix = path === "." ? "" : `${path}/`;
      const names = Object.keys(texts)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .map((rest) => (rest.includes("/") ? rest.slice(0, rest.indexOf("/") + 1) : rest));
      return names.length === 0 ? undefined : [...new Set(names)].sort();
    },
  };
}

export function terraformGroups(texts: Readonly<Record<string, string>>, strict = false): readonly RootGroup[] {
  const directories = new Set(
    Object.keys(texts).map((path) => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".")),
  );
  return evaluateTerraform({
    directories: [...directories].sort(),
    named: [],
    files: inMemory(texts),
    parse: new ParsedFiles(),
    options: { assignments: [], environment: new Map(), workspace: "default", strict },
  }).groups;
}

export function cloudFormationGroups(texts: Readonly<Record<string, string>>): readonly RootGroup[] {
  const files = inMemory(texts);
  const parse = new ParsedFiles();
  const paths = Object.keys(texts).sort();
  const { templates } = readTemplates(paths, [], files, parse);
  const { groups } = evaluateCloudFormation({
    templates,
    named: [],
    around: { documents: () => [], templates: () => ({ paths: [], complete: true }) },
    assemblies: [],
    files,
    parse,
    options: { parameters: new Map(), parameterFiles: [], region: undefined, strict: false },
  });
  return [...groups];
}

/** User data as a scan reads it. */
export const readUserData = userDataReader((file) => parseYaml(file).output?.root);

/** The graph of one world. */
export function normalizeWorld(world: EvaluatedWorld, options = { strict: false }): Normalized {
  return normalize(world, { ...options, readUserData });
}

/** The graph of one template. */
export function fromCloudFormation(text: string, options = { strict: false }): Normalized {
  return normalizeWorld(cloudFormationGroups({ "template.yaml": text })[0]!.worlds[0]!, options);
}

/** The graph of one root module, given as one file. */
export function fromTerraform(text: string, options = { strict: false }): Normalized {
  return normalizeWorld(terraformGroups({ "main.tf": text })[0]!.worlds[0]!, options);
}
