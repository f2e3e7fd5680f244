/** A file of values of which not all can be read: what it may give is not known, and no default stands in for it. */
import { describe, expect, test } from "vitest";
import { disk } from "../../src/discover/file-system.ts";
import { FileTree } from "../../src/discover/file-tree.ts";
import type { ScanOptions } from "../../src/index.ts";
import { app, template } from "../service-source.ts";
import { hintsOf, scanned, type Texts } from "./estate.ts";

const MAIN = app("var.port", 'variable "port" { default = 32768 }\nvariable "name" { default = "a" }\n');

async function told(texts: Texts, options: ScanOptions = {}) {
  const result = await scanned(texts, options);
  const codes = result.diagnostics.map(({ code }) => code);
  return { verdicts: [...new Set(result.flows.map(({ verdict }) => verdict))], hints: hintsOf(result), codes };
}

describe("of Terraform", () => {
  test.each<readonly [what: string, text: string, hint: RegExp, code: string]>([
    ["a mistake in it", 'name = "b"\nport = <PORT>\n', /^correct what the error there says$/, "hcl-syntax"],
    [
      "encrypted by git-crypt",
      "\0GITCRYPT\0\u0012noise",
      /^decrypt it with git-crypt, or leave it out$/,
      "encrypted-file",
    ],
    ["encrypted by Ansible", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", /^decrypt it with ansible-vault/, "encrypted-file"],
  ])("%s", async (_, text, hint, code) => {
    const files = { "main.tf": MAIN, "terraform.tfvars": text };
    const open = await told(files);
    expect(open).toEqual({
      verdicts: ["undetermined"],
      hints: [expect.stringMatching(hint)],
      codes: expect.any(Array),
    });
    expect(open.codes).toContain(code);
    // What counts after it is known.
    expect((await told({ ...files, "z.auto.tfvars": "port = 32768" })).verdicts).toEqual(["reachable"]);
    const given = { assignments: [{ kind: "var" as const, name: "port", text: "32768" }] };
    expect((await told(files, given)).verdicts).toEqual(["reachable"]);
    // What comes before it may be given otherwise by it.
    const before = { "main.tf": MAIN, "terraform.tfvars": "port = 32768", "a.auto.tfvars": text };
    expect((await told(before)).verdicts).toEqual(["undetermined"]);
  });

  test("what stands in it before the mistake is meant", async () => {
    const text = "port = 32768\nname = <NAME>\n";
    expect((await told({ "main.tf": MAIN, "terraform.tfvars": text })).verdicts).toEqual(["reachable"]);
  });

  test("one that is not there", async () => {
    const given = { assignments: [{ kind: "var-file" as const, path: "gone.tfvars" }] };
    expect(await told({ "main.tf": MAIN }, given)).toEqual({
      verdicts: ["undetermined"],
      hints: ["correct its path, or leave it out"],
      codes: ["unreadable-file"],
    });
  });

  test("without it the default counts", async () => {
    expect((await told({ "main.tf": MAIN })).verdicts).toEqual(["reachable"]);
  });
});

describe("of CloudFormation", () => {
  const TEXTS = {
    "app.yaml": template(
      "!Ref Port",
      "Parameters:\n  Port: { Type: Number, Default: 32768 }\n  Name: { Type: String, Default: a }\n",
    ),
  };
  const SAM = '[dev.deploy.parameters]\nparameter_overrides = "Port=32768"\n';

  test.each<readonly [what: string, path: string, texts: Texts, hint: RegExp]>([
    ["not there", "gone.json", {}, /^correct its path, or leave it out$/],
    ["a mistake in it", "p.yaml", { "p.yaml": "Name: b\nPort: [32768\n" }, /^correct what the error there says$/],
    [
      "another form",
      "p.json",
      { "p.json": '[{ "Key": "Port", "Value": "1" }]' },
      /^correct what the error there says$/,
    ],
    ["another environment", "samconfig.toml#prod", { "samconfig.toml": SAM }, /^name one of them: .*#dev$/],
  ])("%s", async (_, path, texts, hint) => {
    const files = { ...TEXTS, ...texts, "right.json": '{ "Port": 32768 }' };
    const withFiles = (...parameterFiles: readonly string[]) => told(files, { parameterFiles });
    expect(await withFiles(path)).toEqual({
      verdicts: ["undetermined"],
      hints: [expect.stringMatching(hint)],
      codes: [expect.any(String)],
    });
    // What counts after it is known; what comes before it may be given otherwise by it.
    expect((await withFiles(path, "right.json")).verdicts).toEqual(["reachable"]);
    expect((await withFiles("right.json", path)).verdicts).toEqual(["undetermined"]);
    const parameters = new Map([["Port", "32768"]]);
    expect((await told(files, { parameterFiles: [path], parameters })).verdicts).toEqual(["reachable"]);
  });

  test("without it the default counts", async () => {
    expect((await told(TEXTS)).verdicts).toEqual(["reachable"]);
  });
});

test("a pipe, which `<(…)` of a shell names by a path that leads nowhere, is told for what it is", () => {
  const entryOf = (path: string) => (path === "/dev/fd/63" ? ({ kind: "other", size: 0 } as const) : undefined);
  const system = { ...disk, realPath: () => "/proc/9/fd/pipe:[7]", target: entryOf };
  const files = new FileTree({ system, workingDirectory: "/w", boundaries: ["/w"], named: ["/dev/fd/63"] });
  expect(files.read("/dev/fd/63")).toEqual({ ok: false, because: "special" });
});

test.each([
  [
    "the unit's own",
    { "live/app/terragrunt.hcl": 'terraform { source = "../../mod" }\ninputs = {\n  name = "b"\n  port = <PORT>\n}\n' },
  ],
  [
    "one that it includes",
    {
      "live/root.hcl": "inputs = {\n  port = <PORT>\n}\n",
      "live/app/terragrunt.hcl": 'include "root" { path = "../root.hcl" }\nterraform { source = "../../mod" }\n',
    },
  ],
])("of Terragrunt: %s", async (_, units) => {
  const { verdicts, hints } = await told({ "mod/main.tf": MAIN, ...units });
  expect(verdicts).toEqual(["undetermined"]);
  expect(hints).toEqual(["correct its syntax"]);
});
