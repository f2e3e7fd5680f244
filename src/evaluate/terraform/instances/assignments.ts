/** Variable files and arguments into what each variable of a root module is assigned, the last one winning. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { OriginKind } from "../../../base/origin.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import type { TerraformInput } from "../../input.ts";
import { joinPath } from "../configuration/load-module.ts";

/** One value given to a variable: an expression, or text whose meaning depends on the variable's type. */
export interface Assignment {
  readonly kind: OriginKind;
  readonly given: { readonly expression: Expression } | { readonly text: string };
  readonly span: Span;
}

export interface Assignments {
  readonly byName: ReadonlyMap<string, Assignment>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * In order of precedence, lowest first: TF_VAR_*, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars(.json) by name, then --var
 * and --var-file as given (https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence).
 */
export function readAssignments(root: string, input: TerraformInput): Assignments {
  const byName = new Map<string, Assignment>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, text] of input.options.environment) byName.set(name, fromText(`TF_VAR_${name}`, text));
  for (const path of automaticFiles(root, input)) readFile(path, input, byName, diagnostics);
  for (const assignment of input.options.assignments) {
    if (assignment.kind === "var") byName.set(assignment.name, fromText(`--var ${assignment.name}`, assignment.text));
    else readFile(assignment.path, input, byName, diagnostics);
  }
  return { byName, diagnostics };
}

function fromText(source: string, text: string): Assignment {
  const file = new SourceFile(source, text);
  return { kind: "variable-argument", given: { text }, span: { file, start: 0, end: text.length } };
}

function automaticFiles(root: string, input: TerraformInput): readonly string[] {
  const names = input.files.list(root) ?? [];
  const always = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  const automatic = names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name)).sort();
  return [...always, ...automatic].map((name) => joinPath(root, name));
}

function readFile(
  path: string,
  input: TerraformInput,
  byName: Map<string, Assignment>,
  diagnostics: Diagnostic[],
): void {
  const read = input.files.read(path);
  if (!read.ok) {
    const message = `The variable file ${path} cannot be read: ${read.because}.`;
    diagnostics.push({ code: "unreadable-file", severity: "error", message, path, notAnalysed: true });
    return;
  }
  const file = new SourceFile(path, read.text);
  const parsed = path.endsWith(".json") ? input.parse.hclJson(file) : input.parse.hcl(file);
  diagnostics.push(...parsed.diagnostics);
  for (const { name, expression } of parsed.output.body.attributes) {
    byName.set(name, { kind: "variable-file", given: { expression }, span: expression.span });
  }
}
