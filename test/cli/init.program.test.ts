/** `reachlint init`, and the pages of rules, as users meet them. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { SourceFile } from "../../src/base/source-file.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";
import { starterConfiguration, starterWorkflow } from "../../src/configuration/starter.ts";
import { RULE, TEMPLATE, TEMPLATE_WITH_PARAMETER, TERRAFORM } from "../adoption-samples.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

let built: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));
afterEach(() => removeDirectory(work));

function repository(files: Readonly<Record<string, string>>): void {
  work = makeDirectory(files);
  mkdirSync(join(work, ".git"));
}
const runIn = (directory: string, ...args: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), ...args], join(work, directory));
const read = (name: string): string => readFileSync(join(work, name), "utf8");

describe("init", () => {
  test("writes settings, a workflow and a baseline, tells each, and then a scan is clean", () => {
    repository({ "infra/main.tf": TERRAFORM, "stacks/web.yaml": TEMPLATE });
    expect(runIn(".").code).toBe(1);
    expect(runIn(".", "init", "infra", "stacks")).toEqual({
      code: 0,
      out: `wrote reachlint.yaml: settings, with every key explained
wrote .github/workflows/reachlint.yml: a scan of each pull request
wrote reachlint-baseline.json: 2 findings of today, which do not count
`,
      err: "",
    });
    const says = loadConfiguration(new SourceFile("reachlint.yaml", read("reachlint.yaml")));
    expect(says.paths!.map(({ value }) => value)).toEqual(["infra", "stacks"]);
    expect(says.baseline!.value).toBe("reachlint-baseline.json");
    expect(read(".github/workflows/reachlint.yml")).toBe(starterWorkflow());
    expect(runIn("stacks")).toMatchObject({ code: 0, out: expect.stringContaining("2 in the baseline") });
  });

  test("writes to the top of the repository, with paths from there", () => {
    repository({ "a/b/main.tf": TERRAFORM });
    expect(runIn("a/b", "init").out).toMatch(/^wrote \.\.\/\.\.\/reachlint\.yaml: /);
    expect(read("reachlint.yaml")).toContain("\npaths:\n  - a/b\n");
    expect(runIn(".").code).toBe(0);
  });

  test("names the inputs without which not everything could be decided", () => {
    const open = TERRAFORM.replace(/= 80\n( +to_port +)= 80/, "= var.port\n$1= var.port");
    const template = TEMPLATE_WITH_PARAMETER.replaceAll(", Default: 80", "");
    repository({ "infra/main.tf": `${open}\nvariable "port" {}\n`, "web.yaml": template });
    runIn(".", "init");
    const lines = read("reachlint.yaml");
    expect(lines).toContain('\n#   infra:\n#     values:\n#       port: "…"\n');
    expect(lines).toContain('\n#   web.yaml:\n#     values:\n#       First: "…"\n#       Last: "…"\n');
  });

  test("never writes over what is there, nor through a link", () => {
    repository({ "main.tf": TERRAFORM, "reachlint.yaml": "fail-on: warning\n" });
    const outside = makeDirectory();
    symlinkSync(join(outside, "victim"), join(work, "reachlint-baseline.json"));
    expect(runIn(".", "init")).toEqual({
      code: 0,
      out: `reachlint.yaml is there and stays as it is
wrote .github/workflows/reachlint.yml: a scan of each pull request
reachlint-baseline.json is there and stays as it is
add to reachlint.yaml: baseline: reachlint-baseline.json
`,
      err: "",
    });
    expect(read("reachlint.yaml")).toBe("fail-on: warning\n");
    expect(existsSync(join(outside, "victim"))).toBe(false);
    writeFileSync(join(work, ".github/workflows/reachlint.yml"), "mine\n");
    expect(runIn(".", "init").out).not.toContain("wrote");
    expect(read(".github/workflows/reachlint.yml")).toBe("mine\n");

    removeDirectory(work);
    repository({ "main.tf": TERRAFORM });
    symlinkSync(outside, join(work, ".github"));
    expect(runIn(".", "init")).toMatchObject({
      code: 2,
      err: expect.stringContaining(".github/workflows/reachlint.yml leads out of the repository"),
    });
    removeDirectory(outside);
  });

  test("needs no baseline where there are no findings, and writes nothing where there is nothing to analyse", () => {
    repository({ "main.tf": 'resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }\n' });
    expect(runIn(".", "init").out).toContain("no baseline is needed: there are no findings\n");
    expect(read("reachlint.yaml")).toContain("\n# baseline: reachlint-baseline.json\n");
    expect(runIn(".").code).toBe(0);

    removeDirectory(work);
    repository({ "readme.md": "" });
    expect(runIn(".", "init")).toMatchObject({ code: 3, out: "", err: expect.stringContaining("nothing to analyse") });
    expect(existsSync(join(work, "reachlint.yaml"))).toBe(false);
    expect(runIn(".", "init", "..")).toMatchObject({ code: 2, out: "" });
  });
});

test("every key is in the settings that init writes, and is valid without its comment sign", () => {
  work = makeDirectory();
  const inputs = new Map([["infra", ["port"]]]);
  for (const found of [new Map<string, readonly string[]>(), inputs]) {
    const beginning = { paths: ["a b", "."], baseline: undefined, variables: found, parameters: found };
    const text = starterConfiguration(beginning);
    const says = loadConfiguration(new SourceFile("reachlint.yaml", text));
    expect(says.paths!.map(({ value }) => value)).toEqual(beginning.paths);
    const all = text.replace(/^# (?=(?!yaml-)[a-z-]+:| {2})/gm, "");
    const { span: _, ...keys } = loadConfiguration(new SourceFile("reachlint.yaml", all));
    const schema = JSON.parse(
      readFileSync(new URL("../../schemas/configuration.schema.json", import.meta.url), "utf8"),
    );
    expect(Object.keys(keys).sort()).toEqual(Object.keys(schema.properties).sort());
  }
});

test("the README shows the workflow that init writes", () => {
  work = makeDirectory();
  expect(readFileSync(new URL("../../README.md", import.meta.url), "utf8")).toContain(
    `\`\`\`yaml\n${starterWorkflow()}\`\`\``,
  );
});

describe("rules", () => {
  test("prints the page, with the severity in force", () => {
    repository({ "reachlint.yaml": `severity: { ${RULE}: note }\n` });
    const { code, out } = runIn(".", "rules", RULE);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^# ${RULE}\n\n.*Severity: note\\.\n\n## Why it matters\n`));
  });

  test("says what is meant, and what is disabled", () => {
    repository({ "reachlint.yaml": `disable: [${RULE}]\n` });
    expect(runIn(".", "rules", RULE)).toMatchObject({
      code: 2,
      err: `error: the rule ${RULE} is disabled\nhint: reachlint config prints where that is said\n`,
    });
    expect(runIn(".", "rules", "container-without-memor").err).toContain("did you mean container-without-memory?");
    expect(runIn(".", "rules", "x".repeat(50)).err).toContain("hint: reachlint rules lists them");
  });
});
