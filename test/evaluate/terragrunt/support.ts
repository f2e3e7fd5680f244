/** Units of Terragrunt in memory → what their modules are given. */
import { type FileRead, resolvePath } from "../../../src/base/files.ts";
import type { TerraformInput, TerraformOptions } from "../../../src/evaluate/input.ts";
import type { EvaluateResult } from "../../../src/evaluate/resource.ts";
import { evaluateTerraform } from "../../../src/evaluate/terraform/evaluate.ts";
import { terragruntUnits } from "../../../src/evaluate/terragrunt/units.ts";
import { MemoryFiles, PARSERS, plain } from "../terraform/support.ts";

class Tree extends MemoryFiles {
  readonly #paths: readonly string[];

  constructor(files: Readonly<Record<string, string>>) {
    super(files);
    this.#paths = Object.keys(files);
  }

  override read(path: string): FileRead {
    const at = resolvePath(path, ".");
    return at === "." || this.#paths.some((one) => one.startsWith(`${at}/`))
      ? { ok: false, because: "directory" }
      : super.read(at);
  }

  override directories(): readonly string[] {
    const sources = this.#paths.filter(
      (path) => /(?:\.tf|(?:^|\/)terragrunt(?:\.stack\.hcl|\.hcl(?:\.json)?))$/.test(path) && !/\/\.t/.test(path),
    );
    return [...new Set(sources.map((path) => resolvePath(path, "..")))].sort();
  }
}

export function inputOf(
  files: Readonly<Record<string, string>>,
  options: Partial<TerraformOptions> = {},
): TerraformInput {
  const tree = new Tree(files);
  return {
    directories: tree.directories(),
    named: ["."],
    files: tree,
    parse: PARSERS,
    options: { assignments: [], environment: new Map(), workspace: "default", strict: false, ...options },
    repository: { directory: ".", name: "infra" },
  };
}

export function evaluateUnits(
  files: Readonly<Record<string, string>>,
  options: Partial<TerraformOptions> = {},
): EvaluateResult {
  return evaluateTerraform(inputOf(files, options), undefined, terragruntUnits);
}

/** By the path of each root, its outputs. */
export function outputsOf(result: EvaluateResult): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const { worlds } of result.groups)
    for (const [root, outputs] of worlds[0]!.outputs ?? [])
      found[root] = Object.fromEntries([...outputs].map(([name, value]) => [name, plain(value)]));
  return found;
}

/**
 * A module that gives back each of its variables; `of`: their types by name. Such as are to take a text and all else without a type have the
 * type `untyped`: all but text comes as JSON.
 */
export function echo(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, type]) => {
      const isTyped = type !== "untyped";
      const value = isTyped ? `var.${name}` : `try(jsondecode(var.${name}), var.${name})`;
      const typed = isTyped ? `  type = ${type}\n` : "";
      return `variable "${name}" {\n${typed}  default = null\n}\noutput "${name}" {\n  value = ${value}\n}\n`;
    })
    .join("");
}

/** What the only unit at `live/app` gives its module, in a tree where that is `modules/app`. */
export function given(
  configuration: string,
  more: Readonly<Record<string, string>> = {},
  options: Partial<TerraformOptions> = {},
): unknown {
  const files = {
    "live/app/terragrunt.hcl": `terraform {\n  source = "../../modules//app"\n}\n${configuration}`,
    "modules/app/main.tf": echo({ x: "untyped", y: "untyped", text: "string", number: "number", list: "list(string)" }),
    ...more,
  };
  const outputs = outputsOf(evaluateUnits(files, options))["live/app"] ?? {};
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== null));
}

export function messagesOf(result: EvaluateResult): readonly string[] {
  return result.diagnostics.map(({ code, message, span, path }) => {
    const at = span === undefined ? path : `${span.file.path}:${span.file.position(span.start).line}`;
    return `${at} ${code}: ${message}`;
  });
}
