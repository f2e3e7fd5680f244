/** What hangs on the workspace, where nobody says in which one Terraform runs. */
import { expect, test } from "vitest";
import { evaluateFiles, messages, plain, valueAt } from "./support.ts";

const PORTS = 'locals {\n  ports = { stage = 8080, prod = 80 }\n  here = terraform.workspace\n}\nvariable "stage" {}\n';
const files = (expression: string): Readonly<Record<string, string>> => ({
  "main.tf": `${PORTS}resource "x" "x" { port = ${expression} }\nmodule "m" {\n  source = "./m"\n  stage = terraform.workspace\n}\n`,
  "m/main.tf": 'variable "stage" {}\nresource "x" "x" { port = { a = 1, b = 2 }[var.stage] }\n',
});
const NOT_GIVEN = 'terraform.workspace is not given, and here is nothing for "default" but for prod, stage';

test.each(["local.ports[terraform.workspace]", "local.ports[local.here]", "lookup(local.ports, terraform.workspace)"])(
  "%s waits for the workspace where the map has nothing for the one that is taken",
  (expression) => {
    const open = evaluateFiles(files(expression), { workspace: undefined });
    expect(valueAt(open, "x.x", "port")).toMatchObject({
      kind: "unknown",
      cause: { kind: "input", text: NOT_GIVEN, hint: "scan with --workspace prod, or another of them" },
    });
    expect(messages(open)).toContain(`workspace-not-given: ${NOT_GIVEN}`);
    expect(valueAt(open, "module.m.x.x", "port")).toMatchObject({
      cause: { hint: expect.stringContaining("--workspace a") },
    });
    const prod = evaluateFiles(files(expression), { workspace: "prod" });
    expect(plain(valueAt(prod, "x.x", "port"))).toBe(80);
    const given = evaluateFiles(files(expression), { workspace: "default" });
    expect(valueAt(given, "x.x", "port")).toMatchObject({ cause: { kind: "error" } });
  },
);

test.each([
  ["try(local.ports[terraform.workspace], 1)", 1],
  ["lookup(local.ports, terraform.workspace, 2)", 2],
  ["{ default = 3, prod = 4 }[terraform.workspace]", 3],
  ["can(local.ports[terraform.workspace])", false],
])("%s is what it is in the workspace that is taken", (expression, value) => {
  const result = evaluateFiles(files(expression), { workspace: undefined });
  expect(plain(valueAt(result, "x.x", "port"))).toBe(value);
});

test("two such values of different maps are not one, and a key of another source is a mistake", () => {
  const result = evaluateFiles(files("[local.ports[terraform.workspace], { a = 1 }[terraform.workspace]]"), {
    workspace: undefined,
  });
  const [a, b] = plain(valueAt(result, "x.x", "port")) as readonly unknown[];
  expect(a).not.toEqual(b);
  const wrong = evaluateFiles(files('local.ports["default"]'), { workspace: undefined });
  expect(valueAt(wrong, "x.x", "port")).toMatchObject({ cause: { kind: "error" } });
});
