/** Values in the commands of scripts, makefiles and workflows: read as text, offered with their place, and leading on. */
import { describe, expect, test } from "vitest";
import { overridesIn } from "../../src/inputs/overrides.ts";
import { app, template } from "../service-source.ts";
import { flagsIn, hintsOf, scanned, type Texts } from "./estate.ts";

const PARAMETERS = "Parameters:\n  Port: { Type: Number }\n  Stage: { Type: String, Default: a }\n";
const TEMPLATE = { "app.yaml": template("!Ref Port", PARAMETERS) };
const ROOT = { "main.tf": app("var.port", 'variable "port" { type = number }\n') };

describe("what the hint says settles the flow", () => {
  test.each<readonly [string, Texts, string]>([
    [
      "a script, over lines",
      {
        ...TEMPLATE,
        "deploy.sh":
          '#!/bin/bash\n# don\'t\naws cloudformation deploy \\\n  --template-file ./app.yaml \\\n  --parameter-overrides Stage="$1" \\\n    Port=32768 --no-fail\n',
      },
      "deploy.sh:6 gives it a value: scan with --parameter Port=32768",
    ],
    [
      "a makefile that creates a stack",
      {
        ...TEMPLATE,
        "ops/Makefile":
          "up:\n\t@aws cloudformation create-stack --parameters ParameterKey=Port,ParameterValue=32768 ParameterKey=Stage,ParameterValue=$(S)\n",
      },
      "ops/Makefile:2 gives it a value: scan with --parameter Port=32768",
    ],
    [
      "SAM, all in one word",
      {
        ...TEMPLATE,
        "buildspec.yml":
          'phases:\n  build:\n    commands:\n      - sam deploy --parameter-overrides "Stage=b Port=32768"\n',
      },
      "buildspec.yml:4 gives it a value: scan with --parameter Port=32768",
    ],
    [
      "the input of an action",
      {
        ...TEMPLATE,
        ".github/workflows/x.yml":
          'jobs:\n  a:\n    steps:\n      - with:\n          parameter-overrides: "Stage=${{ inputs.s }},Port=32768"\n',
      },
      ".github/workflows/x.yml:5 gives it a value: scan with --parameter Port=32768",
    ],
    [
      "terraform",
      {
        ...ROOT,
        ".gitlab-ci.yml": "deploy:\n  script:\n    - terraform apply -auto-approve -var 'port=32768' -var=image=$TAG\n",
      },
      ".gitlab-ci.yml:3 gives it a value: scan with --var port=32768",
    ],
    [
      "terraform, with values that differ",
      { ...ROOT, "a.sh": "terraform plan -var port=32768\nterraform apply -var='port=60000'" },
      "a.sh:1 gives it a value: scan with --var port=32768, or as at a.sh:2 with --var port=60000",
    ],
    [
      "the environment of a workflow",
      {
        ...ROOT,
        ".github/workflows/x.yml": 'env:\n  TF_VAR_image: "a" # TF_VAR_port\n  TF_VAR_port: "32768" # of Docker\n',
      },
      ".github/workflows/x.yml:3 gives it a value: scan with --var port=32768",
    ],
    [
      "two environments of a pipeline",
      {
        ...ROOT,
        ".gitlab-ci.yml":
          "dev:\n  variables:\n    TF_VAR_port: 32768\nprod:\n  variables: { }\n  script:\n    - TF_VAR_port=60000 terraform apply\n",
      },
      ".gitlab-ci.yml:3 gives it a value: scan with --var port=32768, or as at .gitlab-ci.yml:7 with --var port=60000",
    ],
    [
      "a dotenv file",
      { ...ROOT, "infra/.envrc": "export AWS_PROFILE=a\nexport TF_VAR_port='32768'\n" },
      "infra/.envrc:2 gives it a value: scan with --var port=32768",
    ],
    [
      "a makefile",
      { ...ROOT, Makefile: "export TF_VAR_port := 32768\n" },
      "Makefile:1 gives it a value: scan with --var port=32768",
    ],
    [
      "a pipeline of Jenkins",
      { ...ROOT, Jenkinsfile: 'environment {\n  TF_VAR_port = "32768"\n}\n' },
      "Jenkinsfile:2 gives it a value: scan with --var port=32768",
    ],
  ])("%s", async (_, texts, expected) => {
    const hints = hintsOf(await scanned(texts));
    expect(hints).toEqual([expected]);
    const [[flag, value]] = flagsIn(expected) as [[string, string]];
    const [name = "", text = ""] = value.split("=");
    const given =
      flag === "--var"
        ? { assignments: [{ kind: "var" as const, name, text }] }
        : { parameters: new Map([[name, text]]) };
    expect(new Set((await scanned(texts, given)).flows.map(({ verdict }) => verdict))).toEqual(new Set(["reachable"]));
  });
});

describe("a file that a command names", () => {
  const PORTS = "port = 32768\n";
  test.each<readonly [string, Texts, string, string]>([
    [
      "by a name of its own",
      { ...ROOT, "ports.pipeline": PORTS, "deploy.sh": "terraform plan -var-file ports.pipeline" },
      "deploy.sh:1",
      "ports.pipeline",
    ],
    [
      "as it is seen from the root",
      {
        "infra/app/main.tf": ROOT["main.tf"],
        "infra/env/prod.hcl": PORTS,
        "ops/deploy.sh": "set -e\nterraform -chdir=infra/app apply \\\n  -var-file=../env/prod.hcl",
      },
      "ops/deploy.sh:3",
      "infra/env/prod.hcl",
    ],
    [
      "as it is seen from the script, as JSON",
      {
        "app/main.tf": ROOT["main.tf"],
        "ops/prod.json": '{ "port": 32768 }',
        "ops/Makefile": "up:\n\tcd ../app && terraform apply --var-file=prod.json",
      },
      "ops/Makefile:2",
      "ops/prod.json",
    ],
  ])("%s", async (_, texts, place, file) => {
    const hints = hintsOf(await scanned(texts));
    expect(hints).toEqual([`${place} gives it a value: scan with --var-file ${file}`]);
    const after = await scanned(texts, { assignments: [{ kind: "var-file", path: file }] });
    expect(new Set(after.flows.map(({ verdict }) => verdict))).toEqual(new Set(["reachable"]));
  });

  test.each<readonly [string, string]>([
    ["that is not there", "terraform plan -var-file gone.hcl"],
    ["of which only a shell knows the name", "terraform plan -var-file $ENV.hcl"],
    ["out of the repository", "terraform plan -var-file ../../etc/prod.hcl"],
    ["that gives other variables", "terraform plan -var-file other.hcl"],
  ])("%s is not offered", async (_, text) => {
    const hints = hintsOf(await scanned({ ...ROOT, "other.hcl": "ports = 1\n", "deploy.sh": text }));
    expect(hints).toEqual([expect.not.stringContaining("deploy.sh")]);
  });
});

describe("of two roots that declare the same, a command is for the one in which it runs", () => {
  const TWO = { "a/app/main.tf": ROOT["main.tf"], "b/app/main.tf": ROOT["main.tf"] };
  const STEP = (more: string): string => `jobs:\n  x:\n    steps:\n      - name: first\n        run: cd a/app\n${more}`;
  test.each<readonly [string, Texts]>([
    ["-chdir", { "deploy.sh": "terraform -chdir=b/app apply -var port=32768" }],
    ["-chdir, below what a shell knows", { "deploy.sh": 'terraform -chdir="$ROOT/b/app" apply -var port=32768' }],
    ["cd", { "deploy.sh": "cd a/app\nmake\ncd ../../b/app && terraform apply -var port=32768" }],
    ["cd, and -chdir from there", { "deploy.sh": "pushd ./b\nterraform -chdir=./app apply -var port=32768" }],
    [
      "cd in the line of a recipe",
      { Makefile: "up:\n\tcd a/app\n\tcd b/app && \\\n\t  terraform apply -var port=32768\n" },
    ],
    [
      "working-directory of a step",
      {
        ".github/workflows/x.yml": STEP(
          "      - working-directory: ./b/app\n        run: terraform apply -var port=32768\n",
        ),
      },
    ],
    [
      "working-directory behind the command",
      {
        ".github/workflows/x.yml": STEP(
          "      - run: terraform apply -var port=32768\n        working-directory: b/app # here\n",
        ),
      },
    ],
    [
      "working-directory of all steps",
      {
        ".github/workflows/x.yml": `defaults:\n  run:\n    shell: bash\n    working-directory: b\n${STEP("      - run: cd app; terraform apply -var port=32768\n")}`,
      },
    ],
    [
      "working_directory of CircleCI",
      {
        ".circleci/config.yml":
          "jobs:\n  x:\n    steps:\n      - run:\n          working_directory: ~/project/b/app\n          command: terraform apply -var port=32768\n",
      },
    ],
  ])("%s", async (_, more) => {
    const { flows } = await scanned({ ...TWO, ...more });
    const offered = flows.filter(({ because }) =>
      because.some(({ cause }) => cause.hint?.includes("--var port=32768")),
    );
    expect(new Set(offered.map(({ root }) => root))).toEqual(new Set(["b/app"]));
  });

  test("and of each where nothing says it", async () => {
    const { flows } = await scanned({ ...TWO, "deploy.sh": "cd $WHERE\nterraform apply -var port=32768" });
    expect(flows.filter(({ because }) => because.some(({ cause }) => cause.hint?.includes("--var port")))).toHaveLength(
      flows.length,
    );
  });
});

describe("what is not offered", () => {
  const GIVE = "give it with --parameter Port=…";
  test.each<readonly [string, string]>([
    ["what only the shell knows", "aws cloudformation deploy --parameter-overrides Port=$PORT"],
    ["what is run to know it", "aws cloudformation deploy --parameter-overrides Port=`cat port`"],
    [
      "what is given to another template",
      "aws cloudformation deploy --template-file net.yaml --parameter-overrides Port=1",
    ],
    ["what the template does not declare", "aws cloudformation deploy --parameter-overrides Port=1 Other=2"],
    ["what stands in a comment", "# aws cloudformation deploy --parameter-overrides Port=1"],
    ["an option after them", "aws cloudformation deploy --parameter-overrides --tags Port=1"],
    ["another command's", "aws cloudformation deploy --parameter-overrides; Port=1"],
  ])("%s", async (_, text) => {
    const hints = hintsOf(await scanned({ ...TEMPLATE, "deploy.sh": text }));
    expect(hints).toEqual([text.includes("Other") ? expect.stringContaining("deploy.sh:1") : GIVE]);
  });

  test("a secret", async () => {
    const secret = template("!Ref Port", "Parameters:\n  Port: { Type: Number, NoEcho: true }\n");
    const texts = { "app.yaml": secret, "deploy.sh": "aws cloudformation deploy --parameter-overrides Port=32768" };
    expect(hintsOf(await scanned(texts))).toEqual([GIVE]);
  });
});

describe("what an environment does not tell", () => {
  test.each<readonly [string, string]>([
    ["a reference of the workflow", "  TF_VAR_port: ${{ vars.PORT }}"],
    ["a block of YAML", "  TF_VAR_port: |\n    32768"],
    ["an alias of YAML", "  TF_VAR_port: *port"],
    ["a mapping", "  TF_VAR_port: { from: x }"],
    ["a text with an escape", '  TF_VAR_port: "327\\x368"'],
    ["a comment", "  # TF_VAR_port: 32768"],
    ["a shell's variable", "export TF_VAR_port=$PORT"],
    ["an output", "export TF_VAR_port=$(cat port)"],
    ["an empty text", "  TF_VAR_port: ''"],
    ["another's name", "  MY_TF_VAR_port: 32768"],
  ])("%s", async (_, text) => {
    const hints = hintsOf(await scanned({ ...ROOT, ".github/workflows/x.yml": `env:\n${text}\n` }));
    expect(hints).toEqual([expect.not.stringContaining("x.yml")]);
  });
});

test("files of values come before commands", async () => {
  const texts = { ...ROOT, "a.sh": "terraform plan -var port=1", "env/prod.tfvars": "port = 32768" };
  expect(hintsOf(await scanned(texts))).toEqual([
    "env/prod.tfvars gives it a value: scan with --var-file env/prod.tfvars",
  ]);
});

test("quotes, escapes and what is nested without end are read in time by their length", () => {
  const given = (text: string) =>
    overridesIn("a.sh", text).map(({ given }) =>
      Object.fromEntries([...given].map(([name, { text }]) => [name, text])),
    );
  expect(given('x --parameter-overrides A="b c" D=\'e"f\' G=h\\ i J=""')).toEqual([
    { A: "b c", D: 'e"f', G: "h i", J: undefined },
  ]);
  expect(given(`x --parameter-overrides "${", ".repeat(50_000)}A=b"`)).toEqual([]);
  expect(given(`x -var ${"'\"".repeat(50_000)}`)).toEqual([]);
  expect(overridesIn("a.yml", "defaults:\nrun:\n- cd a\n\n".repeat(20_000))).toEqual([]);
  expect(given(`${"TF_VAR_a: b\n".repeat(10_000)}${" ".repeat(100_000)}TF_VAR_c${" ".repeat(100_000)}`)).toHaveLength(
    20,
  );
});
