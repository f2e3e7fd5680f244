/** `reachlint test` as users meet it. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

const GUIDE = join(import.meta.dirname, "../../docs/writing-rules.md");
const RULE = "ssh-open-to-the-world";
const CASES = `policies/tests/${RULE}`;

/** The blocks of the guide that say which file they are: the rule, and its cases. */
const examples = Object.fromEntries(
  [...readFileSync(GUIDE, "utf8").matchAll(/^```(?:yaml|hcl)\n(# (\S+)\n[\s\S]*?)^```$/gm)].map(([, text, path]) => [
    path!,
    text!,
  ]),
);
const written = Object.fromEntries(Object.entries(examples).filter(([path]) => path.includes(RULE)));

let built: string;
let work: string;
beforeAll(async () => {
  built = await buildInto(buildProgram, true);
});
afterAll(() => removeDirectory(built));
beforeEach(() => {
  work = makeDirectory(written);
  mkdirSync(join(work, ".git"));
});
afterEach(() => removeDirectory(work));

const runIn = (directory: string, ...args: readonly string[]): Run =>
  runNode([join(built, "dist/cli.js"), ...args], join(work, directory));
const run = (...args: readonly string[]): Run => runIn(".", "test", "policies/tests", ...args);
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(work, name)), { recursive: true });
  writeFileSync(join(work, name), text);
};
const edit = (name: string, from: string, to: string): void => {
  const text = readFileSync(join(work, name), "utf8");
  expect(text).toContain(from);
  write(name, text.replace(from, to));
};
/** Makes the case that expects too much expect what is found. */
const correct = (): void =>
  edit(`${CASES}/network-is-an-input/main.tf`, `# violated: ${RULE}`, `# undetermined: ${RULE}`);

describe("the example of the guide", () => {
  test("prints what is written there", async () => {
    const { code, out, err } = run("--rules", "policies");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const page = readFileSync(GUIDE, "utf8").replace(
      /^(```text\n\$ npx reachlint test .*\n)[\s\S]*?^```$/m,
      (_, command: string) => `${command}${out}\`\`\``,
    );
    await expect(page).toMatchFileSnapshot(GUIDE);
  });

  test("is as expected once it is corrected, with the rules of a flag as with those of settings that exclude the cases", () => {
    correct();
    const good = { code: 0, out: "3 cases of 1 rule: as expected\n", err: "" };
    expect(run("--rules", "policies")).toEqual(good);
    write("reachlint.yaml", "rules: [policies]\nexclude: [policies/tests]\nstrict: true\n");
    expect(run()).toEqual(good);
    expect(runIn("policies/tests", "test")).toEqual(good);
    expect(runIn(".").code).toBe(3);
  });
});

describe("a case differs", () => {
  beforeEach(correct);

  test("where something is found that it does not expect, also in a template, and once more than it says", () => {
    rmSync(join(work, CASES, "own-network"), { recursive: true });
    const group = `
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: hosts
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
`;
    write(`${CASES}/template/stacks/hosts.yaml`, `Resources:${group}`);
    const { code, out } = run("--rules", "policies");
    expect(code).toBe(1);
    expect(out).toBe(`${CASES}/template/stacks/hosts.yaml:7
  expected  nothing
  found     violated ${RULE}
              Group admits everybody to port 22

3 cases of 1 rule: 1 differs
`);
    edit(`${CASES}/template/stacks/hosts.yaml`, "        - {", `        # violated: ${RULE}, ${RULE}\n        - {`);
    expect(run("--rules", "policies").out).toContain(`yaml:8
  expected  violated ${RULE}
  found     nothing

note: ${RULE} has no clean case
`);
  });

  test("where it names a rule that there is not, or cannot be read", () => {
    edit(`${CASES}/everybody/main.tf`, `# violated: ${RULE}`, `# violated: ${RULE}, ssh`);
    write(`${CASES}/own-network/main.tf`, "resource {\n");
    const { code, out } = run("--rules", "policies");
    expect(code).toBe(1);
    expect(out).toContain(`everybody/main.tf:6
  expected  violated ssh
              no rule of this name runs
  found     nothing
`);
    expect(out).toMatch(/own-network\/main\.tf:\d+\n {2}expected {2}nothing\n {2}found {5}diagnosed hcl-syntax\n/);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("where it holds no sources at all", () => {
    write(`${CASES}/empty/notes.txt`, "");
    expect(run("--rules", "policies").out).toContain(
      `${CASES}/empty\n  expected  nothing\n  found     diagnosed no-input\n`,
    );
  });

  test("and what it says cannot move the cursor", () => {
    edit(`${CASES}/everybody/main.tf`, `# violated: ${RULE}`, `# violated: ${RULE}, \u001b[2J`);
    expect(run("--rules", "policies").out).toContain("expected  violated \\u001b[2J\n");
  });
});

test("what other rules find counts only where a comment or a folder names them", () => {
  correct();
  const task = `
resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{ name = "web", image = "web" }])
}
`;
  edit(`${CASES}/own-network/main.tf`, 'resource "aws_security_group"', `${task}resource "aws_security_group"`);
  const other = "container-without-memory";
  expect(run("--rules", "policies").code).toBe(0);
  write(`policies/tests/${other}/violated/main.tf`, task);
  const { code, out } = run("--rules", "policies");
  expect(code).toBe(1);
  expect(out.match(new RegExp(`found +violated ${other}`, "g"))).toHaveLength(2);
});

test("a rule without a violated or a clean case is told in a note", () => {
  correct();
  rmSync(join(work, CASES, "everybody"), { recursive: true });
  write("policies/internal-only.yaml", examples["policies/internal-only.yaml"]!);
  expect(run("--rules", "policies")).toMatchObject({
    code: 0,
    out: `note: internal-only has no case\nnote: ${RULE} has no violated case\n2 cases of 1 rule: as expected\n`,
  });
});

test("what tests nothing is a mistake: no cases, a folder that is named after no rule, sources that are in no folder", () => {
  const outside = makeDirectory({ "violated/main.tf": "" });
  const mistakes = [
    [["none"], "error: the directory of cases none cannot be read"],
    [["policies/tests/ssh-open-to-the-world/everybody"], "error: there are no cases in policies/tests/ssh-open-to"],
    [["policies/tests"], `error: the cases ${CASES}/everybody are of ${RULE}, and no rule of this name runs\n`],
    [["policies/tests", "--rules", "policies", "--disable", RULE], "no rule of this name runs"],
    [["policies/tests", "--rules", "none"], "error: the rules directory none cannot be read"],
  ] as const;
  for (const [args, message] of mistakes)
    expect(runIn(".", "test", ...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) });

  write("policies/tests/ssh-open-to-the-word/clean/main.tf", "");
  expect(run("--rules", "policies").err).toContain("hint: did you mean ssh-open-to-the-world?");
  rmSync(join(work, "policies/tests"), { recursive: true });
  write(`${CASES}/main.tf`, "");
  symlinkSync(outside, join(work, CASES, "link"));
  expect(run("--rules", "policies")).toMatchObject({ code: 2, err: expect.stringContaining(`no cases in ${CASES}`) });
  removeDirectory(outside);
});
