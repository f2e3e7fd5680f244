/** The formats of src/report/formats.ts, and of src/drift/drift-formats.ts → their table in docs/usage.md. */
import { withMadePart } from "../made-part.mjs";
import { importSources } from "../sources.mjs";

export async function generate() {
  const { DIFF_FORMATS, DRIFT_FORMATS, EXPLAIN_FORMATS, GRAPH_FORMATS, MISSING_FORMATS, SCAN_FORMATS } =
    await importSources(
      'export { DIFF_FORMATS, EXPLAIN_FORMATS, GRAPH_FORMATS, MISSING_FORMATS, SCAN_FORMATS } from "./src/report/formats.ts"; export { DRIFT_FORMATS } from "./src/drift/drift-formats.ts";',
    );
  const commands = Object.entries({
    scan: SCAN_FORMATS,
    diff: DIFF_FORMATS,
    explain: EXPLAIN_FORMATS,
    graph: GRAPH_FORMATS,
    missing: MISSING_FORMATS,
    drift: DRIFT_FORMATS,
  });
  const rows = commands.flatMap(([command, formats]) =>
    Object.entries(formats).map(
      ([name, { about, mediaType, onlyOutput }]) =>
        `| \`${command}\` | \`${name}\` | ${about} | \`${mediaType}\` | ${(command === "scan" || command === "diff") && onlyOutput !== true ? "yes" : "no"} |`,
    ),
  );
  const head = ["| command | format | what it is | media type | `--report` |", "|---|---|---|---|---|"];
  return [withMadePart("docs/usage.md", "scripts/gen/formats.mjs", `${[...head, ...rows].join("\n")}\n`)];
}
