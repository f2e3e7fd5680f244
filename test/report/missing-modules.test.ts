/** Where modules are missing a report says which command brings them, once and not for each. */
import { afterAll, describe, expect, test } from "vitest";
import { scan } from "../../src/index.ts";
import { render, SCAN_FORMATS } from "../../src/report/formats.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { app } from "../service-source.ts";

const COMMAND = "run reachlint get, or terraform init";

const call = (name: string, source: string): string => `module "${name}" {\n  source = "${source}"\n}\n`;
const MISSING = [
  call("sg", "acme/security-group/aws"),
  call("net", "acme/vpc/aws"),
  call("far", "git::https://example.com/far.git"),
].join("");

const directories = {
  "no flow waits for": makeDirectory({ "main.tf": `${app("32768")}${MISSING}` }),
  "flows wait for": makeDirectory({ "main.tf": `${app("module.net.port", "", "module.sg.id")}${MISSING}` }),
};
afterAll(() => Object.values(directories).forEach(removeDirectory));

/** How often it names the command, in lines of any width. */
function times(text: string): number {
  return text.replaceAll(/\s+/g, " ").split(COMMAND).length - 1;
}

describe.each(Object.entries(directories))("of modules that %s", (which, directory) => {
  const result = scan(directory, ["."]);
  const rendered = async (format: "text" | "markdown" | "html" | "json"): Promise<string> =>
    render<ScanResult>(SCAN_FORMATS[format], await result, { color: false, width: 100, quiet: false, verbose: false });

  test("there are three, of which the flows wait for two or none", async () => {
    const { coverage, flows } = await result;
    expect(coverage.notEvaluated.map(({ address }) => address)).toEqual(["module.sg", "module.net", "module.far"]);
    expect(flows.map(({ verdict }) => verdict)).toEqual(
      which === "flows wait for" ? ["undetermined", "undetermined"] : ["reachable", "reachable"],
    );
  });

  test("the text names it once", async () => expect(times(await rendered("text"))).toBe(1));

  test("the summary in Markdown names it once", async () => expect(times(await rendered("markdown"))).toBe(1));

  test("each list of the HTML report names it once", async () => {
    const page = await rendered("html");
    for (const [id, expected] of [
      ["questions", which === "flows wait for" ? 1 : 0],
      ["unread", 1],
    ] as const) {
      const [, section = ""] = page.split(`<section aria-labelledby="${id}">`);
      expect(times(section.split("</section>")[0]!), id).toBe(expected);
    }
  });

  test("JSON has it as the hint of each, for programs", async () => {
    const { coverage, flows } = JSON.parse(await rendered("json"));
    const waiting = flows.flatMap((flow: { undeterminedBecause: readonly object[] }) => flow.undeterminedBecause);
    for (const one of [...coverage.notEvaluated, ...waiting]) expect(one).toMatchObject({ hint: COMMAND });
  });
});
