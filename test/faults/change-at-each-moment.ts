/**
 * A file that changes while a scan reads: at each moment at which that could make a difference the scan ends, no place in what it says lies
 * outside of a text, and it says what it would say of the files before the change or after it, or that it could not read something.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import type { FileSystem } from "../../src/discover/file-system.ts";
import { scan } from "../../src/pipeline.ts";
import { renderJson } from "../../src/report/json/json.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { scanRequest } from "../../src/request.ts";
import { type Held, held, memorySystem, type OnCall, TOP } from "./memory-system.ts";

const FIXTURE = join(import.meta.dirname, "../../fixtures/dynamic-ports-blocked-by-target-security-group");
const read = (name: string): string => readFileSync(join(FIXTURE, "container-port-only", name), "utf8");

const RULE = "dynamic-ports-blocked-by-target-security-group";

/** Two roots with a module that both call, a file that an expression reads, values, a nested stack and its parameters, and what is passed over. */
export const FILES: Readonly<Record<string, string>> = {
  ".gitignore": "ignored/\n",
  "app/main.tf": read("main.tf").replace("# violated:", `# reachlint:ignore ${RULE} for this test\n    # violated:`),
  "app/more.tf": `
module "shared" { source = "../shared" }
locals { range = file("\${path.module}/range.txt") }
resource "aws_vpc" "other" { cidr_block = local.range }
`,
  "app/range.txt": "10.1.0.0/16",
  "app/terraform.tfvars": "unused = 1\n",
  "other/main.tf":
    'module "shared" { source = "../shared" }\nresource "aws_vpc" "one" { cidr_block = module.shared.range }\n',
  "shared/main.tf": 'output "range" { value = "10.2.0.0/16" }\n',
  "ignored/main.tf": 'resource "aws_vpc" "ignored" { cidr_block = "10.3.0.0/16" }\n',
  "stack/outer.yaml":
    "Resources:\n  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested.yaml } }\n",
  "stack/nested.yaml": read("template.yaml"),
  "stack/parameters.json": "[]",
};

/** What becomes of a file, by how it is called. */
export const CHANGES: Readonly<Record<string, (files: Held, path: string, text: string) => void>> = {
  gone: (files, path) => files.delete(path),
  unreadable: (files, path) => files.set(path, undefined),
  longer: (files, path, text) => files.set(path, `${path.endsWith(".json") ? " \n \n" : "# one\n# two\n"}${text}`),
  shorter: (files, path, text) => files.set(path, text.slice(0, text.length / 2)),
  empty: (files, path) => files.set(path, ""),
  another: (files, path, text) => files.set(path, text.replaceAll("80", "32768").replaceAll("10.", "172.")),
  "a directory": (files, path) => {
    files.delete(path);
    files.set(`${path}/inside`, "");
  },
};

async function scanned(files: Held, onCall: OnCall): Promise<ScanResult> {
  const options = { parameterFiles: ["stack/parameters.json"], system: memorySystem(files, onCall) };
  return scan(scanRequest(TOP, ["."], options));
}

/** Every place in a result, with the text that it is in. */
function spansIn(
  result: ScanResult,
): readonly { readonly file: SourceFile; readonly start: number; readonly end: number }[] {
  const spans: { readonly file: SourceFile; readonly start: number; readonly end: number }[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || value instanceof SourceFile || seen.has(value)) return;
    seen.add(value);
    if ("file" in value && value.file instanceof SourceFile && "start" in value) spans.push(value as never);
    for (const inner of value instanceof Map ? value.values() : Object.values(value)) visit(inner);
  };
  visit(result);
  return spans;
}

/** Takes a directory of `FILES` away at each moment of a scan: some of its files may have been read, others not. */
export async function removeAtEachMoment(directory: string): Promise<void> {
  let calls = 0;
  const before = renderJson(await scanned(held(FILES), () => void calls++));
  const inside = `${TOP}/${directory}/`;
  for (let moment = 0; moment < calls; moment++) {
    const files = held(FILES);
    let passed = 0;
    const result = await scanned(files, () => {
      if (passed++ === moment) for (const path of [...files.keys()]) if (path.startsWith(inside)) files.delete(path);
    });
    expectPlaces(result, ({ path }) => [FILES[path]], `before call ${moment} of ${calls}`);
    // That nothing is said would mean that all of it was read, or that nothing of it was ever found.
    const isFound = renderJson(result).includes(`"${directory}/`);
    if (isFound && renderJson(result) !== before) expect(result.diagnostics, `call ${moment}`).not.toEqual([]);
  }
}

/** Every place lies inside of a text that its file had. */
function expectPlaces(
  result: ScanResult,
  textsOf: (file: SourceFile) => readonly (string | undefined)[],
  where: string,
): void {
  for (const { file, start, end } of spansIn(result)) {
    expect(textsOf(file), where).toContain(file.text);
    expect(start >= 0 && start <= end && end <= file.text.length, `${where}: ${file.path}:${start}-${end}`).toBe(true);
  }
}

/** Changes one of `FILES` at each moment of a scan. */
export async function changeAtEachMoment(name: string, becomes: string): Promise<void> {
  const change = CHANGES[becomes]!;
  const path = `${TOP}/${name}`;
  // What is asked of another file has the same answer before and after. The top has it too, but where it is listed.
  const concerned = (at: string, call: keyof FileSystem): boolean =>
    at === path || (at === dirname(path) && (at !== TOP || call === "list"));
  let calls = 0;
  const count = (...call: Parameters<typeof concerned>): void => {
    if (concerned(...call)) calls++;
  };
  const before = renderJson(await scanned(held(FILES), count));
  const changed = held(FILES);
  change(changed, path, FILES[name]!);
  const after = renderJson(await scanned(changed, () => {}));
  for (let moment = 0; moment < calls; moment++) {
    const files = held(FILES);
    let passed = 0;
    const result = await scanned(files, (...call) => {
      if (concerned(...call) && passed++ === moment) change(files, path, FILES[name]!);
    });
    const where = `${becomes} before call ${moment} of ${calls}`;
    expectPlaces(result, (file) => [FILES[file.path], changed.get(`${TOP}/${file.path}`)], where);
    const said = renderJson(result);
    if (said !== before && said !== after)
      expect(
        result.diagnostics.filter(({ notAnalysed }) => notAnalysed === true),
        `${where}\n${said}`,
      ).not.toEqual([]);
  }
}
