/** What GitHub reads, in files and in examples, is what the public schemas of its formats allow. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { starterWorkflow } from "../../src/configuration/starter.ts";

const top = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, top), "utf8");

function complaints(schema: "action" | "workflow", text: string): readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  const validate = ajv.compile(JSON.parse(read(`test/action/schemas/github-${schema}.json`)));
  validate(load(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The blocks of YAML in a guide that are a whole workflow: they have jobs with a runner. */
function examples(path: string): readonly (readonly [string, string])[] {
  const blocks = [...read(path).matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  return blocks.filter((text) => /^jobs:$/m.test(text)).map((text, at) => [`example ${at + 1} of ${path}`, text]);
}

const workflows = [
  ...readdirSync(new URL(".github/workflows/", top)).map((name) => [name, read(`.github/workflows/${name}`)] as const),
  ...examples("README.md"),
  ...examples("docs/usage.md"),
  ["what init writes", starterWorkflow()] as const,
];

test("action.yml", () => {
  expect(complaints("action", read("action.yml"))).toEqual([]);
  expect(complaints("action", read("action.yml").replace("using: node24", "using: node99"))).not.toEqual([]);
});

test("there is a whole workflow in the README", () => {
  expect(workflows.map(([name]) => name)).toContain("example 1 of README.md");
});

describe("workflows", () => {
  test.each(workflows)("%s", (_, text) => {
    expect(complaints("workflow", text)).toEqual([]);
    expect(complaints("workflow", text.replace("runs-on:", "run-on:"))).not.toEqual([]);
  });
});

test("the inputs that workflows give are those of action.yml", () => {
  const { inputs } = load(read("action.yml")) as { readonly inputs: Readonly<Record<string, unknown>> };
  interface Step {
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }
  const steps = workflows.flatMap(([, text]) => {
    const { jobs } = load(text) as { readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> };
    return Object.values(jobs).flatMap(({ steps }) => steps);
  });
  const ours = steps.filter(({ uses = "" }) => uses === "./" || uses.startsWith("reachlint/"));
  expect(ours.length).toBeGreaterThanOrEqual(3);
  for (const { with: given = {} } of ours)
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
});
