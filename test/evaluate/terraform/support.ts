/** Terraform files in memory into evaluated resources, and values into plain JavaScript, for the tests of evaluation. */

import { type FileRead, type Files, resolvePath } from "../../../src/base/files.ts";
import { numberText } from "../../../src/base/number-text.ts";
import type { Value } from "../../../src/base/value.ts";
import type { Parsers, TerraformInput, TerraformOptions } from "../../../src/evaluate/input.ts";
import type { EvaluateResult, Resource, ResourceBody } from "../../../src/evaluate/resource.ts";
import { evaluateTerraform, type TerraformResult } from "../../../src/evaluate/terraform/evaluate.ts";
import { ParsedFiles } from "../../../src/parse/parsed-files.ts";

export const PARSERS: Parsers = new ParsedFiles();

export class MemoryFiles implements Files {
  readonly #files: ReadonlyMap<string, string>;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = new Map(Object.entries(files));
  }

  read(path: string): FileRead {
    const at = resolvePath(path, ".");
    if (at.startsWith("..")) return { ok: false, because: "outside" };
    const text = this.#files.get(at);
    return text === undefined
      ? { ok: false, because: "missing" }
      : { ok: true, text, bytes: new TextEncoder().encode(text) };
  }

  list(path: string): readonly string[] | undefined {
    const start = resolvePath(path, ".") === "." ? "" : `${resolvePath(path, ".")}/`;
    const names = new Set<string>();
    for (const file of this.#files.keys()) {
      if (!file.startsWith(start)) continue;
      const [first, ...more] = file.slice(start.length).split("/");
      names.add(more.length > 0 ? `${first}/` : first!);
    }
    return names.size === 0 ? undefined : [...names].sort();
  }

  /** Every directory with Terraform files that is not hidden. */
  directories(): readonly string[] {
    const found = new Set<string>();
    for (const path of this.#files.keys()) {
      if (!/\.(tf|tofu)(\.json)?$/.test(path) || path.includes(".terraform/")) continue;
      found.add(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
    }
    return [...found].sort();
  }
}

export function inputOf(
  files: Readonly<Record<string, string>>,
  options: Partial<TerraformOptions> = {},
  named: readonly string[] = ["."],
): TerraformInput {
  const memory = new MemoryFiles(files);
  return {
    directories: memory.directories(),
    named,
    files: memory,
    parse: PARSERS,
    options: { assignments: [], environment: new Map(), workspace: "default", strict: false, ...options },
  };
}

/** Evaluates files by path, or the text of a single `main.tf`. */
export function evaluateFiles(
  files: Readonly<Record<string, string>> | string,
  options: Partial<TerraformOptions> = {},
  named?: readonly string[],
): TerraformResult {
  return evaluateTerraform(inputOf(typeof files === "string" ? { "main.tf": files } : files, options, named));
}

export function resourcesOf(result: EvaluateResult): readonly Resource[] {
  return result.groups.flatMap((group) => group.worlds.flatMap((world) => world.resources));
}

/** The value of an attribute of the resource at an address. */
export function valueAt(result: EvaluateResult, address: string, attribute: string): Value | undefined {
  return resourcesOf(result)
    .find((resource) => resource.address === address)
    ?.body.attributes.get(attribute)?.value;
}

/** An unknown is `<symbol>`, one of several `<symbol: a | b>`. */
export function plain(value: Value | undefined): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return typeof value.value === "number" ? value.value : `number ${numberText(value)}`;
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : `<${part.symbol}>`)).join("");
    case "unknown": {
      const alternatives = value.oneOf?.map((one) => JSON.stringify(plain(one)));
      return alternatives === undefined ? `<${value.symbol}>` : `one of ${alternatives.join(" | ")}`;
    }
    case "list":
      return [...value.elements.map(plain), ...(value.rest === undefined ? [] : [`...${plain(value.rest)}`])];
    case "map": {
      const entries = [...value.entries].map(([key, entry]) => [key, plain(entry)]);
      return Object.fromEntries(value.rest === undefined ? entries : [...entries, ["...", plain(value.rest)]]);
    }
  }
}

export function plainBody(body: ResourceBody): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, { value }] of body.attributes) result[name] = plain(value);
  for (const block of body.blocks) {
    const seen = (result[block.type] as unknown[] | undefined) ?? [];
    result[block.type] = [...seen, { ...plainBody(block.body), ...(block.exists === true ? {} : { "exists?": true }) }];
  }
  return result;
}

/** Everything in a result by address: the bodies as plain JavaScript. */
export function plainResources(result: EvaluateResult): Record<string, unknown> {
  return Object.fromEntries(
    resourcesOf(result).map((resource) => [
      resource.exists === true ? resource.address : `${resource.address}?`,
      plainBody(resource.body),
    ]),
  );
}

/** Evaluates `x { value = EXPRESSION }` beside other declarations. */
export function expressionValue(expression: string, declarations = ""): unknown {
  const result = evaluateFiles(`${declarations}\nresource "x" "x" {\n  value = ${expression}\n}\n`);
  return plain(valueAt(result, "x.x", "value"));
}

export function messages(result: EvaluateResult): readonly string[] {
  return result.diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.message}`);
}
