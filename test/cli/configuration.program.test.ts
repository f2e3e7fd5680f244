/** `reachlint.yaml` as users meet it: where it is found, what it changes, what wins, and what is told of it. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { RULE, TEMPLATE_WITH_PARAMETER, TERRAFORM, TERRAFORM_WITH_VARIABLE } from "../adoption-samples.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

let built: string;
let work: string;

beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));

/** A repository with these files. */
function repository(files: Readonly<Record<string, string>>): void {
  work = makeDirectory(files);
  mkdirSync(join(work, ".git"));
}
beforeEach(() => () => removeDirectory(work));

const run = (...args: readonly string[]): Run => runIn(".", ...args);
const runIn = (directory: string, ...args: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), ...args], join(work, directory));

interface Report {
  readonly roots: readonly { readonly path: string }[];
  readonly findings: readonly { readonly ruleId: string; readonly severity: string }[];
  readonly flows: readonly { readonly verdict: string }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly hint?: string }[];
}
function report(directory = ".", ...args: readonly string[]): Report {
  const { out, err } = runIn(directory, ...args, "--format", "json");
  expect(err).toBe("");
  return JSON.parse(out);
}
const roots = (of: Report): readonly string[] => of.roots.map(({ path }) => path);

describe("where it is found", () => {
  test("above what is scanned, up to the repository's top and no further", () => {
    repository({ "infra/a/main.tf": TERRAFORM, "reachlint.yaml": "fail-on: never\n" });
    for (const [directory, ...args] of [["."], ["infra/a"], [".", "infra"], [".", "infra/a/main.tf"]] as const)
      expect(runIn(directory, ...args).code, `${directory} ${args}`).toBe(0);
    const inner = join(work, "infra/a/.git");
    mkdirSync(inner);
    expect(runIn("infra/a").code).toBe(1);
  });

  test("the nearest one counts, and --config names another", () => {
    repository({
      "infra/a/main.tf": TERRAFORM,
      "infra/reachlint.yaml": "fail-on: error\n",
      "reachlint.yaml": "fail-on: never\n",
    });
    expect(run("infra/a").code).toBe(1);
    expect(run("infra/a", "--config", "reachlint.yaml").code).toBe(0);
    expect(run("infra/a", "--config", "no.yaml")).toMatchObject({
      code: 2,
      err: "error: there is no configuration file no.yaml\nhint: reachlint init writes one\n",
    });
  });

  test("paths under two of them are not scanned together", () => {
    repository({ "a/main.tf": "", "a/reachlint.yaml": "", "b/main.tf": "", "b/reachlint.yaml": "" });
    expect(run("a", "b")).toMatchObject({
      code: 2,
      err: expect.stringContaining("a/reachlint.yaml and b/reachlint.yaml"),
    });
    expect(run("a").code).toBe(0);
  });

  test("a file that is meant and called otherwise is told of", () => {
    repository({ "main.tf": TERRAFORM, "reachlint.yml": "fail-on: never\n" });
    expect(run()).toMatchObject({ code: 2, err: "error: reachlint.yml is not read\nhint: call it reachlint.yaml\n" });
  });
});

describe("what it says", () => {
  test("paths, exclude and severity; they start from the file, wherever the command does", () => {
    const text = `paths: [infra]\nexclude: ["*/old", generated]\nseverity: { ${RULE}: note }\n`;
    repository({
      "infra/a/main.tf": TERRAFORM,
      "infra/old/main.tf": TERRAFORM,
      "infra/b/generated/main.tf": TERRAFORM,
      "other/main.tf": TERRAFORM,
      "reachlint.yaml": text,
    });
    expect(roots(report())).toEqual(["infra/a"]);
    expect(roots(report("other"))).toEqual(["../infra/a"]);
    expect(roots(report(".", "."))).toEqual(["infra/a", "other"]);
    expect(roots(report("infra", "."))).toEqual(["a"]);
    expect(report().findings).toMatchObject([{ ruleId: RULE, severity: "note" }]);
  });

  test("rules: directories, and which do not run", () => {
    repository({ "main.tf": TERRAFORM, "reachlint.yaml": `disable: [${RULE}]\n` });
    expect(report().findings).toEqual([]);
    expect(run("rules").out).not.toContain(RULE);
  });

  test("values for the Terraform roots that a glob names", () => {
    const text = `
variables:
  "live/*": { files: [all.tfvars] }
  live/c: { values: { ports: [443, 443] } }
`;
    repository({
      "live/a/main.tf": TERRAFORM_WITH_VARIABLE,
      "live/c/main.tf": TERRAFORM_WITH_VARIABLE,
      "test/main.tf": TERRAFORM_WITH_VARIABLE,
      "all.tfvars": "ports = [32768, 65535]\n",
      "reachlint.yaml": text,
    });
    const verdicts = (path: string, ...args: readonly string[]) =>
      new Set(report("live", `../${path}`, ...args).flows.map(({ verdict }) => verdict));
    expect(verdicts("live/a")).toEqual(new Set(["reachable"]));
    expect(verdicts("live/c")).toEqual(new Set(["blocked"]));
    expect(verdicts("live/c", "--var", "ports=[32768, 65535]")).toEqual(new Set(["reachable"]));
    expect(verdicts("test")).toEqual(new Set(["blocked"]));
  });

  test("a value that is none is told where it is given", () => {
    const text = 'variables:\n  ".": { values: { ports: "[1" } }\n';
    repository({ "main.tf": TERRAFORM_WITH_VARIABLE, "reachlint.yaml": text });
    expect(run().out).toContain("error reachlint.yaml:2:");
  });

  test("values for the templates that a glob names", () => {
    const text = `
parameters:
  "live/*.yaml": { files: [live/values.json], values: { Last: 65535 } }
`;
    repository({
      "live/a.yaml": TEMPLATE_WITH_PARAMETER,
      "test.yaml": TEMPLATE_WITH_PARAMETER,
      "live/values.json": '[{ "ParameterKey": "First", "ParameterValue": "32768" }]',
      "reachlint.yaml": text,
    });
    const verdicts = (...args: readonly string[]) =>
      new Set(report("live", ...args).flows.map(({ verdict }) => verdict));
    expect(verdicts("a.yaml")).toEqual(new Set(["reachable"]));
    expect(verdicts("a.yaml", "--parameter", "First=80", "--parameter", "Last=80")).toEqual(new Set(["blocked"]));
    expect(verdicts("../test.yaml")).toEqual(new Set(["blocked"]));
  });

  test("values that nothing is given, because their glob fits no root, are told where the whole is scanned", () => {
    const text = `
variables:
  ".": { values: { ports: "[80, 80]" } }
  live/*: { values: { ports: "[80, 80]" } }
parameters:
  "live/*.yaml": { values: { Last: 65535 } }
  "*.yaml": { values: { First: 32768, Last: 65535 } }
`;
    repository({ "main.tf": TERRAFORM_WITH_VARIABLE, "test.yaml": TEMPLATE_WITH_PARAMETER, "reachlint.yaml": text });
    const unused = (...args: readonly string[]) =>
      report(".", ...args).diagnostics.filter(({ code }) => code === "values-unused");
    expect(unused()).toMatchObject([
      { message: expect.stringContaining("no Terraform root of the scan fits live/*,"), hint: "what there is: ." },
      {
        message: expect.stringContaining("no template of the scan fits live/*.yaml,"),
        hint: "what there is: test.yaml",
      },
    ]);
    expect(unused("test.yaml")).toEqual([]);
  });

  test("strict and the hosts' range", () => {
    repository({ "main.tf": TERRAFORM, "reachlint.yaml": "strict: true\nephemeral-range: 80-80\n" });
    expect(JSON.stringify(report().flows)).toContain('"required":"80"');
    expect(JSON.stringify(report(".", "--ephemeral-range", "81-82").flows)).toContain('"required":"81-82"');
    expect(new Set(report().flows.map(({ verdict }) => verdict))).toEqual(new Set(["undetermined"]));
  });
});

describe("what it may not", () => {
  test("a mistake ends the command with its place, and control characters do not reach the terminal", () => {
    repository({ "main.tf": TERRAFORM, "reachlint.yaml": 'fail-on: error\n"st\\e[31mrict": true\n' });
    const { code, out, err } = run();
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("error: reachlint.yaml:2:1: unknown key `st\\u001b[31mrict` (known: ");
  });

  test("what rules of the repository say is neither a command nor moves the cursor", () => {
    const rule = [
      "id: their-rule",
      'title: "##[error]title \\e[31m"',
      "severity: note",
      "rationale: |",
      "  ::error::rationale",
      'remediation: "::add-mask::x"',
      "references: ['https://example.com']",
      "forbid: { service: { desiredCount: 1 } }",
      'message: { violated: "##[group]v", undetermined: u }',
      "",
    ].join("\n");
    repository({ "main.tf": TERRAFORM, "policy/their-rule.yaml": rule, "reachlint.yaml": "rules: [policy]\n" });
    for (const args of [["rules"], ["rules", "their-rule"]]) {
      const { code, out, err } = run(...args);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("##\\u005berror]title \\u001b[31m");
      expect(out).not.toMatch(/^\s*::[a-z]|##\[[a-z]/im);
      expect(out).not.toContain("\u001b");
    }
  });

  test("a rule that there is not has a suggestion", () => {
    repository({ "main.tf": TERRAFORM, "reachlint.yaml": `disable:\n  - ${RULE.replace("ports", "port")}\n` });
    expect(run().err).toContain(
      `reachlint.yaml:2:5: there is no rule \`${RULE.replace("ports", "port")}\`; did you mean \`${RULE}\`?`,
    );
  });

  test.each([
    ["paths: [../..]", "1:9: `../..` leads out of the repository"],
    ["rules: [link/rules]", "1:9: `link/rules` leads out of the repository"],
    ["variables: { a: { files: [../x.tfvars] } }", "1:27: `../x.tfvars` leads out of the repository"],
  ])("%s", (text, message) => {
    repository({ "main.tf": TERRAFORM, "reachlint.yaml": `${text}\n` });
    symlinkSync("/etc", join(work, "link"));
    expect(run()).toMatchObject({ code: 2, err: expect.stringContaining(`reachlint.yaml:${message}`) });
  });

  test("be a link out of the repository, or something that is no file", () => {
    repository({ "main.tf": TERRAFORM, "a/b": "" });
    symlinkSync("/etc/passwd", join(work, "reachlint.yaml"));
    const { code, err } = run();
    expect(code).toBe(2);
    expect(err).toBe("error: reachlint.yaml is a link out of the repository, which is not followed\n");
    symlinkSync("/dev/zero", join(work, "a/reachlint.yaml"));
    expect(run("a").code).toBe(2);
  });
});

test("config prints what is in force, and from where", () => {
  const text =
    'exclude:\n  - examples\nseverity:\n  default-range: note\nvariables:\n  infra:\n    values: { names: [a] }\nignore:\n  - { rule: default-range, address: "*", reason: known }\n';
  repository({ "infra/main.tf": "", "reachlint.yaml": text.replaceAll("default-range", RULE) });
  const { code, out, err } = runIn("infra", "config", "--exclude", "old/*", "--fail-on", "note", "--var", "x=true");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatchInlineSnapshot(`
    "# ../reachlint.yaml
    paths:
      - .                                             # default
    exclude:
      - examples                                      # ../reachlint.yaml:2
      - "old/*"                                       # --exclude
    severity:
      dynamic-ports-blocked-by-target-security-group: note  # ../reachlint.yaml:4
    fail-on: note                                     # --fail-on
    fail-on-problems: needed                          # default
    strict: false                                     # default
    ephemeral-range: 32768-65535                      # default
    evaluation-steps: 1000000                         # default
    workspace: default                                # default
    variables:
      infra:
        values:
          names: "[\\"a\\"]"                            # ../reachlint.yaml:7
      "**":
        values:
          x: true                                     # --var
    ignore:
      - rule: dynamic-ports-blocked-by-target-security-group  # ../reachlint.yaml:9
        address: "*"                                  # ../reachlint.yaml:9
        reason: known                                 # ../reachlint.yaml:9
    "
  `);
  repository({});
  expect(run("config").out).toContain("# no reachlint.yaml here or above\n");
});
