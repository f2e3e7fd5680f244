/** A name that is given a value and that nothing takes is told, whatever there is in the scan. */
import { afterEach, expect, test } from "vitest";
import { type ScanOptions, scan } from "../../src/index.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const ROOT = 'variable "size" {}\nmodule "m" {\n  source = "./m"\n}\n';
const MODULE = 'variable "inner" {\n  default = 1\n}\n';
const TEMPLATE = "Parameters:\n  Size: { Type: Number }\nResources:\n  T: { Type: AWS::SNS::Topic }\n";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
});

async function said(files: Readonly<Record<string, string>>, options: ScanOptions): Promise<readonly string[]> {
  directory = makeDirectory(files);
  const { diagnostics } = await scan(directory, ["."], options);
  return diagnostics.map(
    ({ severity, message, hint }) => `${severity}: ${message}${hint === undefined ? "" : ` → ${hint}`}`,
  );
}

const variable = (name: string): ScanOptions => ({ assignments: [{ kind: "var", name, text: "1" }] });
const parameter = (name: string): ScanOptions => ({ parameters: new Map([[name, "1"]]) });
const NOTHING = expect.stringContaining("there is nothing to analyse");

test.each<[string, Readonly<Record<string, string>>, ScanOptions, readonly unknown[]]>([
  ["a variable", { "main.tf": ROOT, "m/main.tf": MODULE }, variable("size"), []],
  [
    "a misspelt variable",
    { "main.tf": ROOT, "m/main.tf": MODULE },
    variable("sise"),
    ["warning: a value is given for sise, which no Terraform root of the scan declares → did you mean size?"],
  ],
  [
    "a variable of a module",
    { "main.tf": ROOT, "m/main.tf": MODULE },
    variable("inner"),
    ["warning: a value is given for inner, which no Terraform root of the scan declares"],
  ],
  [
    "a variable where there is no Terraform",
    { "t.yaml": TEMPLATE },
    variable("size"),
    ["warning: a value is given for size, which no Terraform root of the scan declares"],
  ],
  ["a variable of one root of two", { "a/main.tf": ROOT.slice(0, 18), "b/main.tf": MODULE }, variable("size"), []],
  ["a parameter", { "t.yaml": TEMPLATE }, parameter("Size"), []],
  [
    "a misspelt parameter",
    { "t.yaml": TEMPLATE },
    parameter("Sise"),
    ["warning: a value is given for Sise, which no template of the scan takes from outside → did you mean Size?"],
  ],
  [
    "a parameter where there is no template",
    { "main.tf": MODULE },
    parameter("Size"),
    ["warning: a value is given for Size, which no template of the scan takes from outside"],
  ],
  [
    "a file of parameters where there is no template, and the file is not there",
    { "main.tf": MODULE },
    { parameterFiles: ["nope.json"] },
    ["warning: nope.json gives values of parameters, and no template is in the scan that would take them"],
  ],
  ["nothing to analyse", {}, variable("size"), [NOTHING, expect.stringContaining("for size")]],
])("%s", async (_, files, options, expected) => {
  expect(await said(files, options)).toEqual(expected);
});
