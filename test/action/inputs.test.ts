/** The inputs of the Action ask for the same as the flags of the command line. */
import { afterAll, describe, expect, test } from "vitest";
import { readInputs } from "../../src/action/inputs.ts";
import { askedBy } from "../../src/cli/asked.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const workspace = makeDirectory({ "infra/main.tf": "" });
afterAll(() => removeDirectory(workspace));

const askedWith = (inputs: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => {
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return readInputs(workspace, { ...Object.fromEntries(given), ...more }).asked;
};

test("each as the flag of its name", () => {
  const asked = askedWith(
    {
      paths: "infra\nstacks",
      config: "lint.yaml",
      "fail-on": "note",
      "fail-on-problems": "warning",
      baseline: "old.json",
      exclude: "examples\n*.generated.yaml",
      "var-files": "common.tfvars",
      "each-var-files": "env/*.tfvars\nenv/*.json",
      variables: 'port=80\n tags={ a = "b=c" } ',
      workspace: "prod",
      "parameters-files": "common.json",
      "each-parameters-files": "params/*.json",
      parameters: "Port=80\nstage=",
      region: "eu-west-1",
      assume: "said.yaml\ncdk.context.json",
      facts: "facts",
      index: "../platform\n../network",
      plan: "plan.json",
      rules: "policy",
      disable: "container-without-memory",
      severity: "port-taken-twice-in-a-task=note\nreserved-host-port=error",
      strict: "true",
      "ephemeral-range": "32768-60999",
      "evaluation-steps": "2000",
      cache: "/tmp/kept",
      "tf-env": "true",
    },
    { TF_VAR_name: "web" },
  );
  const expected = askedBy(["infra", "stacks"], {
    config: "lint.yaml",
    failOn: "note",
    failOnProblems: "warning",
    baseline: "old.json",
    exclude: ["examples", "*.generated.yaml"],
    var: [
      { kind: "var-file", path: "common.tfvars" },
      { kind: "each" },
      { kind: "var", name: "port", text: "80" },
      { kind: "var", name: "tags", text: '{ a = "b=c" }' },
    ],
    eachVarFile: ["env/*.tfvars", "env/*.json"],
    workspace: "prod",
    parametersFile: ["common.json"],
    eachParametersFile: ["params/*.json"],
    parameter: [
      ["Port", "80"],
      ["stage", ""],
    ],
    region: "eu-west-1",
    assume: ["said.yaml", "cdk.context.json"],
    facts: "facts",
    index: ["../platform", "../network"],
    plan: ["plan.json"],
    rules: ["policy"],
    disable: ["container-without-memory"],
    severity: [
      ["port-taken-twice-in-a-task", "note"],
      ["reserved-host-port", "error"],
    ],
    strict: true,
    ephemeralRange: { first: 32768, last: 60999 },
    evaluationSteps: 2000,
    cache: "/tmp/kept",
  });
  expect(asked).toEqual({
    ...expected,
    options: { ...expected.options, environment: new Map([["name", "web"]]) },
  });
});

test("where nothing is given, as without flags", () => {
  const { options, ...asked } = askedWith({});
  const { options: byFlags, ...expected } = askedBy([], {});
  expect({ ...asked, options: { ...options, assignments: [] } }).toEqual({ ...expected, options: byFlags });
  expect(askedWith({ "tf-env": "false" }, { TF_VAR_name: "web" }).options.environment?.size).toBe(0);
});

test("paths and globs start from the working directory of the input", () => {
  const { options, assume } = askedWith({
    "working-directory": "infra",
    "each-var-files": "env/*.tfvars",
    assume: "said.yaml",
    facts: "facts",
    index: "../../platform",
  });
  expect(options.each).toEqual([{ kind: "variables", glob: "infra/env/*.tfvars" }]);
  expect([assume, options.facts, options.index]).toEqual([["infra/said.yaml"], "infra/facts", ["../platform"]]);
});

describe("a mistake is told with the form that is expected", () => {
  test.each([
    ["variables", "port", "the input variables has the line port"],
    ["parameters", "=80", "the input parameters has the line =80"],
    ["severity", "reserved-host-port=fatal", "the input severity is fatal"],
    ["ephemeral-range", "80", "the input ephemeral-range is 80"],
    ["evaluation-steps", "1e9", "the input evaluation-steps is 1e9"],
    ["fail-on-problems", "all", "the input fail-on-problems is all"],
  ])("%s: %s", (name, value, message) => {
    expect(() => askedWith({ [name]: value })).toThrow(message);
  });
});
