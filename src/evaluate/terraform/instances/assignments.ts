/** What variables of a root are assigned, by the environment, files of values, arguments and what runs Terraform; what is assigned last counts. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { howItIsRead, resolvePath, whyNotRead } from "../../../base/files.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { Cause, OriginKind } from "../../../base/value.ts";
import type { Expression } from "../../../parse/hcl/syntax.ts";
import type { TerraformInput } from "../../input.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** One value given to a variable: an expression, or text whose meaning depends on the variable's type. */
export interface Assignment {
  readonly kind: OriginKind;
  readonly given: { readonly expression: Expression } | { readonly text: string };
  readonly span: Span;
}

export interface Assignments {
  readonly byName: ReadonlyMap<string, Assignment>;
  /** A file of values of which not all is read, with which value it gives to what: that of no variable that nothing later assigns is known. */
  readonly unread: Cause | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * In order of precedence, lowest first: TF_VAR_*, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars(.json) by name, what the program
 * around Terraform adds, what the configuration file gives this root, then --var and --var-file as given
 * (https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence).
 */
export function readAssignments({
  path,
  directory,
  input,
  unit,
}: Pick<RootEvaluation, "path" | "directory" | "input" | "unit">): Assignments {
  const byName = new Map<string, Assignment>();
  const diagnostics: Diagnostic[] = [];
  let unread: Cause | undefined;
  const take = (path: string): void => {
    const { assigned, missing } = readFile(path, input, diagnostics);
    if (missing !== undefined) {
      byName.clear();
      unread = missing;
    }
    for (const [name, assignment] of assigned) byName.set(name, assignment);
  };
  for (const [name, text] of input.options.environment) byName.set(name, fromText(`TF_VAR_${name}`, text));
  for (const file of automaticFiles(directory, input)) take(file);
  const { assignments, assignmentsTo } = input.options;
  for (const assignment of [...(unit?.assignments() ?? []), ...(assignmentsTo?.(path) ?? []), ...assignments]) {
    if (assignment.kind === "each") for (const file of input.options.each?.(path) ?? []) take(file);
    else if (assignment.kind === "var-file") take(assignment.path);
    else byName.set(assignment.name, fromText(`--var ${assignment.name}`, assignment.text, assignment.span));
  }
  return { byName, unread, diagnostics };
}

function fromText(source: string, text: string, span?: Span): Assignment {
  const whole = { file: new SourceFile(source, text, true), start: 0, end: text.length };
  return { kind: "variable-argument", given: { text }, span: span ?? whole };
}

function automaticFiles(root: string, input: TerraformInput): readonly string[] {
  const names = input.files.list(root) ?? [];
  const always = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  const automatic = names.filter((name) => /\.auto\.tfvars(\.json)?$/.test(name)).sort();
  return [...always, ...automatic].map((name) => resolvePath(root, name));
}

/** `missing`: why more may stand in the file than is assigned. */
function readFile(
  path: string,
  input: TerraformInput,
  diagnostics: Diagnostic[],
): { readonly assigned: ReadonlyMap<string, Assignment>; readonly missing?: Cause } {
  const read = input.files.read(path);
  const file = new SourceFile(path, read.ok ? read.text : "", true);
  const cause = (hint: string): Cause => ({
    kind: "missing-source",
    text: `${path}, which may give it a value, is not read`,
    hint,
    span: { file, start: 0, end: 0 },
  });
  const refused = (code: string, message: string, hint: string) => {
    diagnostics.push({ code, severity: "error", message, path, hint, notAnalysed: true });
    return { assigned: new Map<string, Assignment>(), missing: cause(hint) };
  };
  if (!read.ok)
    return refused(
      "unreadable-file",
      `the variable file cannot be read: ${whyNotRead(read.because)}`,
      howItIsRead(read.because),
    );
  const cipher = ENCRYPTED.find(({ start }) => read.text.startsWith(start));
  if (cipher !== undefined)
    return refused(
      "encrypted-file",
      `it is encrypted with ${cipher.by}`,
      `decrypt it with ${cipher.by}, or leave it out`,
    );
  const parsed = path.endsWith(".json") ? input.parse.hclJson(file) : input.parse.hcl(file);
  diagnostics.push(...parsed.diagnostics);
  const assigned = new Map(
    parsed.output.body.attributes.map(({ name, expression }) => [
      name,
      { kind: "variable-file", given: { expression }, span: expression.span } as const,
    ]),
  );
  const isWhole = parsed.diagnostics.every(({ severity }) => severity !== "error");
  return isWhole ? { assigned } : { assigned, missing: cause("correct what the error there says") };
}

/** What tools that keep secrets in repositories write at the beginning of a file. */
const ENCRYPTED = [
  { by: "git-crypt", start: "\u0000GITCRYPT" },
  { by: "ansible-vault", start: "$ANSIBLE_VAULT;" },
] as const;
