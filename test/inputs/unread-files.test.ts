/** A file of values of which not all can be read: what it may give is not known, and no default stands in for it. */
import { describe, expect, test } from "vitest";
import type { ScanOptions } from "../../src/index.ts";
import { app } from "../service-source.ts";
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

  test("one that is not there gives nothing, and is told", async () => {
    const given = { assignments: [{ kind: "var-file" as const, path: "gone.tfvars" }] };
    expect(await told({ "main.tf": MAIN }, given)).toEqual({
      verdicts: ["reachable"],
      hints: [],
      codes: ["unreadable-file"],
    });
  });

  test("without it the default counts", async () => {
    expect((await told({ "main.tf": MAIN })).verdicts).toEqual(["reachable"]);
  });
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
