/** Everything that is printed of a scan is text of its kind, whatever stands in the sources: valid, and nothing that acts on its reader. */
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { compareSides } from "../../src/compare/change.ts";
import type { EvaluatedWorld, RootGroup } from "../../src/evaluate/resource.ts";
import type { ScanResult } from "../../src/index.ts";
import { renderEvaluated } from "../../src/report/evaluated/resources.ts";
import { DIFF_FORMATS, EXPLAIN_FORMATS, GRAPH_FORMATS, render, SCAN_FORMATS } from "../../src/report/formats.ts";
import { normalizeWorld } from "../normalize/sources.ts";

/** What reaches terminals, runners and readers as something else than text. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function printed(name: string, text: string): void {
  const found = CONTROLS.exec(text.replaceAll("\n", ""));
  if (found !== null) throw new Error(`${name} has ${JSON.stringify(found[0])}`);
}

/** JSON that is printed too. */
export function json(name: string, text: string): unknown {
  printed(name, text);
  return JSON.parse(text);
}

let isReport: ValidateFunction | undefined;

/** What must be so of a report in each format besides. */
const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  json: (text) => {
    isReport ??= new Ajv({ allowUnionTypes: true }).compile(
      JSON.parse(readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8")),
    );
    if (isReport(JSON.parse(text))) return true;
    throw new Error(`the report is not valid: ${JSON.stringify(isReport.errors)}`);
  },
  sarif: (text) => Array.isArray(JSON.parse(text).runs[0].results),
  gitlab: (text) => Array.isArray(JSON.parse(text)),
  html: (text) => text.trimEnd().endsWith("</html>"),
  junit: (text) => text.trimEnd().endsWith("</testsuites>"),
};

function checked(name: string, text: string): void {
  printed(name, text);
  if (CHECKS[name]?.(text) === false) throw new Error(`${name} is not as it should be`);
}

export async function reported(result: ScanResult): Promise<void> {
  for (const [name, format] of Object.entries(SCAN_FORMATS)) checked(name, await render(format, result));
  printed("explain", await render(EXPLAIN_FORMATS.text, result));
}

/** As what a change brings: from a scan without anything. */
export async function reportedAsChange(result: ScanResult): Promise<void> {
  const { flows, findings, diagnostics, coverage } = result;
  const after = { flows, findings, diagnostics, notEvaluated: coverage.notEvaluated, graphs: [] };
  const before = { flows: [], findings: [], diagnostics: [], notEvaluated: [], graphs: [] };
  const { change, ...compared } = compareSides(before, after, { base: { name: "base" }, head: { name: "head" } });
  const changed = { ...result, findings: compared.findings, change };
  for (const name of ["text", "markdown", "sarif"] as const) checked(name, await render(DIFF_FORMATS[name], changed));
}

/** What `evaluate` and `graph` print. */
export async function inspected(groups: readonly RootGroup[]): Promise<void> {
  const drawn = groups.map(({ roots, worlds }) => ({ roots, worlds: worlds.map(drawnWorld) }));
  for (const { roots, worlds } of groups) for (const root of roots) json("evaluate", renderEvaluated(root, worlds));
  json("the graph", await render(GRAPH_FORMATS.json, drawn));
  printed("the graph", await render(GRAPH_FORMATS.mermaid, drawn));
  printed("the graph", await render(GRAPH_FORMATS.dot, drawn));
}

function drawnWorld(world: EvaluatedWorld) {
  return { when: world.when, graph: normalizeWorld(world).graph };
}
