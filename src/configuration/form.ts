/** What `reachlint.yaml` may say: its keys, which are called as the flags are, with what each is for. */

import { ACCEPTANCE_KEYS } from "../accept/acceptance.ts";
import { SEVERITIES } from "../base/diagnostic.ts";
import type { LocatedNode } from "../parse/located.ts";
import {
  choice,
  entries,
  expectedAt,
  fields,
  flag,
  list,
  type Shape,
  text,
  type ValueOf,
  type Written,
  wholeNumber,
} from "../parse/shape.ts";
import { FAIL_ON, FAIL_ON_PROBLEMS } from "../report/exit-code.ts";
import { portRange, STEPS } from "../request.ts";
import { assumeForm } from "./assume-form.ts";

const GLOB =
  "`*` stands for a part of a name, `**` for any number of directories. Paths start from the directory of this file.";

const path = text("A path from the directory of this file; it must not leave the repository.", {
  expected: "a path within the repository",
  valid: isInside,
});

function isInside(written: string): boolean {
  return !written.startsWith("/") && !written.includes("\\");
}

const rule = text("The id of a rule.", { expected: "the id of a rule", pattern: "^[a-z0-9-]+$" });

const twoPorts = text("Two ports, such as 32768-60999.", {
  expected: "two ports, such as 32768-60999",
  pattern: "^[0-9]{1,5}-[0-9]{1,5}$",
  valid: (written) => portRange(written) !== undefined,
});

/** A value as a flag would give it: scalars as they are written, collections as JSON. */
const given: Shape<Written<string>> = {
  schema: { description: "The value. A list or mapping is a value of such a type." },
  read: (node, tell) => {
    const value = textOfValue(node);
    if (value !== undefined) return { value, span: node.span };
    tell(expectedAt(node, "a value"));
    return undefined;
  },
};

function textOfValue(node: LocatedNode): string | undefined {
  if (node.tag !== undefined) return undefined;
  if (node.kind === "scalar") return node.value === null ? undefined : node.text;
  const value = jsonValue(node);
  // In Terraform's expressions, of which JSON is a part, these begin an interpolation.
  return JSON.stringify(value).replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

function jsonValue(node: LocatedNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.elements.map(jsonValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, jsonValue(value)]));
}

function valuesOf(what: string, files: string, each: string) {
  return entries(
    what,
    fields(`${what} Where several globs fit, the last one wins; flags win over all.`, {
      values: entries("Values by name; they win over those of files.", given),
      files: list(files, path),
      each: list(each, path),
    }),
  );
}

const acceptance = fields(
  "Findings that are accepted.",
  {
    ...ACCEPTANCE_KEYS,
    address: text(
      "The address of what is at fault, or of each service that it cuts off; `*` stands for any characters.",
      { expected: "an address" },
    ),
    root: text(`Only in these roots: a glob of directories and templates. ${GLOB}`, { expected: "a glob" }),
  },
  ["rule", "address", "reason"],
);

export type AcceptedByAddress = ValueOf<typeof acceptance>;

export const configurationForm = fields("Settings of reachlint. Flags of the command line win over them.", {
  paths: list("What is scanned where the command names nothing.", path),
  exclude: list(
    `Globs of files that are not analysed. One without a slash matches a name at any depth. ${GLOB}`,
    text("A glob.", { expected: "a glob" }),
  ),
  rules: list("Directories with rules beside the built-in ones.", path),
  disable: list("Rules that do not run.", rule),
  severity: entries("Other severities, by rule.", choice("The severity.", SEVERITIES)),
  "fail-on": choice("The lowest finding that makes the exit code 1.", FAIL_ON),
  "fail-on-problems": choice(
    "Which problems of the configuration itself make the exit code 3. needed: what could not be read, and mistakes on which a flow waits.",
    FAIL_ON_PROBLEMS,
  ),
  baseline: text("The file of findings that were there before and do not count.", {
    expected: "a path within the repository",
    valid: isInside,
  }),
  index: list(
    "Directories with what reachlint index wrote of other repositories.",
    text(
      "A path from the directory of this file; it must leave the repository, as its authors could write an index too.",
      {
        expected: "a path out of the repository",
      },
    ),
  ),
  strict: flag("Assume nothing: what AWS has by default counts as unknown."),
  "ephemeral-range": twoPorts,
  "evaluation-steps": wholeNumber(
    "What a Terraform root, and the templates of a scan together, may take to be evaluated, in steps of about a microsecond.",
    STEPS.least,
    STEPS.most,
  ),
  region: text("The value of AWS::Region.", { expected: "a region" }),
  workspace: text("The value of terraform.workspace.", { expected: "the name of a workspace" }),
  variables: valuesOf(
    `Values of Terraform's variables, by a glob of root modules. ${GLOB}`,
    "Files of values, such as prod.tfvars.",
    "Globs of files of values: each file that a root takes is judged as a world of its own.",
  ),
  parameters: valuesOf(
    `Values of CloudFormation parameters, by a glob of templates. ${GLOB}`,
    "Files of values, as for the AWS CLI.",
    "Globs of files of values: each file that a template takes is judged as a world of its own.",
  ),
  assume: assumeForm,
  ignore: list("Findings that are accepted, by the address of what they are about.", acceptance),
});

/** A value of a parameter that is a resource of another template, `network.yaml#Hosts`: its path and the rest. */
export const RESOURCE = /^([^#]+\.(?:ya?ml|json|template|cfn))(#[A-Za-z0-9.]+)$/;

/** What a file says; keys that it does not have are left out. */
export type Configuration = ValueOf<typeof configurationForm>;
export type ValuesByGlob = NonNullable<Configuration["variables"]>;

/** For editors, as `schemas/configuration.schema.json`. */
export function configurationSchema(): object {
  return { $schema: "http://json-schema.org/draft-07/schema#", title: "reachlint.yaml", ...configurationForm.schema };
}
