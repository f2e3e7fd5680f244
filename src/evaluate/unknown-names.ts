/** What is said of a value that nothing in the scan takes: of a misspelt name nobody would hear otherwise. */
import { closest } from "../base/closest.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Statements } from "../base/statement.ts";
import type { CloudFormationOptions, TerraformOptions } from "./input.ts";

/** Of `--var NAME=VALUE`; Terraform takes it for an error too, and not what a file has besides. `declared`: the variables of root modules. */
export function undeclaredVariables(
  { assignments }: TerraformOptions,
  declared: readonly string[],
): readonly Diagnostic[] {
  const names = new Set(assignments.flatMap((one) => (one.kind === "var" ? [one.name] : [])));
  return [...names]
    .filter((name) => !declared.includes(name))
    .map((name) => unknownName("unknown-variable", name, "no Terraform root of the scan declares", declared));
}

/** Names of CloudFormation parameters and of what else templates take from outside. */
export interface GivenNames {
  /** Those that the user gives values to. */
  readonly given: readonly string[];
  /** Of these, those that something takes. */
  readonly used: readonly string[];
  /** What templates of stacks that nobody nests declare. */
  readonly taken: readonly string[];
  /** What the others declare, to which only the stack around gives values. */
  readonly nested: readonly string[];
}

/** Of `--parameter` and parameters files: of all templates together. */
export function unusedParameters(names: readonly GivenNames[]): readonly Diagnostic[] {
  const used = new Set(names.flatMap((one) => one.used));
  const taken = [...new Set(names.flatMap((one) => one.taken))];
  const nested = new Set(names.flatMap((one) => one.nested));
  return [...new Set(names.flatMap((one) => one.given))]
    .filter((name) => !taken.includes(name) && (!used.has(name) || nested.has(name)))
    .map((name) => (nested.has(name) ? parameterOfNested(name) : unknownParameter(name, taken)));
}

/** Where there is no template. */
export function givenToNoTemplate({ parameters, parameterFiles }: CloudFormationOptions): readonly Diagnostic[] {
  return [
    ...[...parameters.keys()].map((name) => unknownParameter(name, [])),
    ...parameterFiles.map((path): Diagnostic => {
      const message = `${path} gives values of parameters, and no template is in the scan that would take them`;
      return { code: "unknown-parameter", severity: "warning", message };
    }),
  ];
}

/** `taken`: what templates take from outside. */
function unknownParameter(name: string, taken: readonly string[]): Diagnostic {
  return unknownName("unknown-parameter", name, "no template of the scan takes from outside", taken);
}

function parameterOfNested(name: string): Diagnostic {
  const message = `a value is given for ${name}, which only nested stacks have for a parameter`;
  const hint = `give it under Parameters of the resource that makes the stack, or scan the nested template alone`;
  return { code: "unknown-parameter", severity: "warning", message, hint };
}

/** What is said of things that nothing waits for. `taken`: ids of the others. */
export function unusedStatements(
  { all }: Statements,
  taken: ReadonlySet<string>,
  names: readonly { readonly variables: readonly string[]; readonly parameters: GivenNames | undefined }[],
): readonly Diagnostic[] {
  const unused = all.filter(({ id, mayBeUnused }) => !taken.has(id) && mayBeUnused !== true);
  if (unused.length === 0) return [];
  const there = names.flatMap(({ variables, parameters }) => [
    ...variables.map((name) => `var.${name}`),
    ...(parameters?.taken ?? []),
  ]);
  const lastTaken = new Map(all.flatMap(({ id, subject }, at) => (taken.has(id) ? [[subject, at] as const] : [])));
  const places = new Map(all.map(({ id }, at) => [id, at] as const));
  return unused.map((statement): Diagnostic => {
    const { id, subject, assumption } = statement;
    const { span } = assumption;
    if ((lastTaken.get(subject) ?? -1) > places.get(id)!)
      return {
        code: "assumption-unused",
        severity: "warning",
        message: `${subject} is assumed again later, which counts`,
        span,
        hint: "leave it out, or say in which roots each holds: GLOB#NAME",
      };
    const meant = there.includes(subject) ? undefined : closest(subject, there);
    return {
      code: "assumption-unused",
      severity: "warning",
      message: `${subject} is assumed, and nothing in the scan waits for it`,
      span,
      hint: meant === undefined ? "reachlint missing prints what can be assumed" : `did you mean ${meant}?`,
    };
  });
}

function unknownName(code: string, name: string, who: string, there: readonly string[]): Diagnostic {
  const meant = closest(name, there);
  const hint = meant === undefined ? {} : { hint: `did you mean ${meant}?` };
  return { code, severity: "warning", message: `a value is given for ${name}, which ${who}`, ...hint };
}
