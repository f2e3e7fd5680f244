/** A finding in a module says in which of the roots that call it. */
import { afterEach, expect, test } from "vitest";
import { type ScanResult, scan } from "../../src/index.ts";
import { reportJson } from "../../src/report/json/json.ts";
import { renderText } from "../../src/report/text/text.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

let directory: string;
afterEach(() => removeDirectory(directory));

const GROUP = (port: string): string => `
resource "aws_security_group" "web" {
  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}`;
const CALL = (port: number): string => `module "web" {\n  source = "../../web"\n  port = ${port}\n}\n`;
const MODULE = { "web/main.tf": `variable "port" {}${GROUP("var.port")}` };

async function scanned(files: Readonly<Record<string, string>>): Promise<ScanResult> {
  directory = makeDirectory(files);
  return scan(directory, ["."]);
}

/** What each finding says, and the root that JSON has. */
function said(result: ScanResult): readonly string[] {
  const text = renderText(result, { color: false, width: 1000, quiet: true, verbose: false });
  const { findings } = reportJson(result) as { findings: readonly { root: string }[] };
  const lines = text.split("\n").filter((line) => /security_group\.web/.test(line) && !/repair|belongs to/.test(line));
  return [...lines.map((line) => line.trim()), ...findings.map(({ root }) => root)];
}

test("where one is wrong in one of them", async () => {
  const [line, ...roots] = said(
    await scanned({ ...MODULE, "envs/dev/main.tf": CALL(0), "envs/prod/main.tf": CALL(80) }),
  );
  expect(line).toMatch(/module\.web\.aws_security_group\.web.*\(in envs\/dev\)$/);
  expect(roots).toEqual(["envs/dev"]);
});

test("each of several, and none twice", async () => {
  const lines = said(await scanned({ ...MODULE, "envs/dev/main.tf": CALL(0), "envs/prod/main.tf": CALL(0) }));
  expect(lines.map((line) => line.match(/\(in .*$/)?.[0] ?? line)).toEqual(
    expect.arrayContaining(["(in envs/dev)", "(in envs/prod)", "envs/dev", "envs/prod"]),
  );
  expect(lines).toHaveLength(4);
});

test("but not where its file tells, or there is no other root", async () => {
  const apart = said(await scanned({ "a/main.tf": GROUP("0"), "b/main.tf": GROUP("80") }));
  expect(apart.filter((line) => line.includes("(in "))).toEqual([]);
  expect(apart.at(-1)).toBe("a");
  removeDirectory(directory);
  const alone = said(await scanned({ ...MODULE, "envs/dev/main.tf": CALL(0) }));
  expect(alone.filter((line) => line.includes("(in "))).toEqual([]);
});
