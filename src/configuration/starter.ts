/** What a first scan found → the files by which a repository begins: settings with every key explained, and a workflow. */
import { rootUnknowns } from "../base/value.ts";
import type { ScanResult } from "../report/scan-result.ts";
import { VERSION } from "../version.generated.ts";
import { yamlScalar } from "./render.ts";

/** `paths` and `baseline` start from the directory of the file; there is no baseline where it is undefined. */
export interface Beginning {
  readonly paths: readonly string[];
  readonly baseline: string | undefined;
  /** Names of inputs that have no value, by the root that has them, from the directory of the file. */
  readonly variables: Inputs;
  readonly parameters: Inputs;
}

type Inputs = ReadonlyMap<string, readonly string[]>;

/** Commented out is what is left to the user; without the comment signs it is valid as well. */
export function starterConfiguration({ paths, baseline, variables, parameters }: Beginning): string {
  return `# yaml-language-server: $schema=https://raw.githubusercontent.com/reachlint/reachlint/v${VERSION}/schemas/configuration.schema.json
#
# Settings of reachlint. Flags of the command line win over them, and
# \`reachlint config\` prints what is in force. Paths and globs start from the
# directory of this file.

# What is scanned where the command names nothing.
paths:
${paths.map((path) => `  - ${yamlScalar(path)}\n`).join("")}
# Files that are not analysed: a name at any depth, or a path. In a glob * is a
# part of a name, ** any number of directories.
# exclude:
#   - examples

# The lowest finding that makes the exit code 1: error, warning, note,
# undetermined (also what could not be decided) or never.
fail-on: error

# Problems of the configuration itself that make the exit code 3: needed (what
# could not be read, and mistakes on which a flow waits), error, warning, never.
# fail-on-problems: needed

# Findings that were there before and do not count. \`reachlint baseline prune\`
# takes out what is repaired.
${baseline === undefined ? "# baseline: reachlint-baseline.json" : `baseline: ${yamlScalar(baseline)}`}

# Values of Terraform's variables, by a glob of root modules. With each file of
# \`each\` a root is judged once, as it is deployed with each.
${inputs("variables", variables, { root: "infra/prod", file: "common.tfvars", each: "env/*.tfvars", name: "vpc_id" })}
# Values of CloudFormation parameters, by a glob of templates.
${inputs("parameters", parameters, { root: "stacks/*.yaml", file: "common.json", each: "params/*.json", name: "VpcId" })}

# What else the source leaves open, by the names that reports have for it: reachlint missing prints the lines.
# assume:
#   module.vpc.private_subnets: [subnet-0123456789abcdef0]
#   data.aws_security_group.balancer: { is: aws_security_group.balancer }

# What other repositories offer, in directories out of this one: reachlint index writes it.
# index:
#   - ../platform-index

# The values of terraform.workspace and of AWS::Region.
# workspace: default
# region: eu-west-1

# The ports that the hosts give to containers that ask for none.
# ephemeral-range: 32768-60999

# What a Terraform root, and the templates of a scan together, may take to be
# evaluated, in steps: nothing real takes as many.
# evaluation-steps: 1000000

# Assume nothing: what AWS has by default counts as unknown.
# strict: true

# Rules: directories with your own, other severities, and those that do not run.
# rules:
#   - policy/reachlint
# severity:
#   target-group-without-listener: note
# disable:
#   - container-without-memory

# Findings that are accepted, where no comment can say so.
# ignore:
#   - rule: dynamic-range-partly-open
#     address: module.legacy.*
#     reason: why it is meant to be so
#     until: 2027-01-31
`;
}

interface Example {
  readonly root: string;
  readonly file: string;
  readonly each: string;
  readonly name: string;
}

/** What the first scan asked for, or an example. */
function inputs(key: string, found: Inputs, { root, file, each, name }: Example): string {
  if (found.size === 0)
    return `# ${key}:\n#   ${yamlScalar(root)}:\n#     files:\n#       - ${file}\n#     each:\n#       - ${each}\n#     values:\n#       ${name}: vpc-0123456789abcdef0\n`;
  const lines = [...found].flatMap(([path, names]) => [
    `#   ${yamlScalar(path)}:`,
    "#     values:",
    ...names.map((one) => `#       ${yamlScalar(one)}: "…"`),
  ]);
  return `# The first scan could not decide everything without these.\n# ${key}:\n${lines.join("\n")}\n`;
}

/** More are not named: who has so many gives a file. */
const MOST_INPUTS = 20;

const VARIABLE = /^(?:.*#)?var\.([A-Za-z_][\w-]*)$/;
const PARAMETER = /^(?:.*#)?([A-Za-z0-9]+)$/;

/** The inputs without a value for which flows wait. `relative`: a path of the scan as it is seen from the directory of the file. */
export function openInputs(
  { flows, roots }: ScanResult,
  relative: (path: string) => string,
): Pick<Beginning, "variables" | "parameters"> {
  const named = (kinds: readonly string[], name: RegExp): Inputs => {
    const found = new Map<string, readonly string[]>();
    for (const { root, verdict, because } of flows) {
      if (verdict !== "undetermined" || !roots.some(({ path, kind }) => path === root && kinds.includes(kind)))
        continue;
      const inputs = because.flatMap(rootUnknowns).filter(({ cause }) => cause.kind === "input");
      const names = inputs.flatMap(({ symbol }) => name.exec(symbol)?.[1] ?? []);
      const all = [...new Set([...(found.get(relative(root)) ?? []), ...names])].sort().slice(0, MOST_INPUTS);
      if (all.length > 0) found.set(relative(root), all);
    }
    return found;
  };
  return { variables: named(["terraform"], VARIABLE), parameters: named(["cloudformation"], PARAMETER) };
}

/** Scans each pull request; actions of others are pinned to commits, because a tag can be moved. */
export function starterWorkflow(): string {
  return `name: reachlint
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  reachlint:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write # for the upload
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 2 # the base of a pull request, with which it is compared
          persist-credentials: false
      - id: reachlint
        uses: reachlint/reachlint@v${VERSION}
      - if: always() && steps.reachlint.outputs.sarif-file != ''
        uses: github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2
        with:
          sarif_file: \${{ steps.reachlint.outputs.sarif-file }}
          category: reachlint
`;
}
