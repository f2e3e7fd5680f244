/** What a scan says of what is assumed in its settings. */
import { SourceFile } from "../../src/base/source-file.ts";
import type { Statements } from "../../src/base/statement.ts";
import { assumeForm } from "../../src/configuration/assume-form.ts";
import { statementsIn } from "../../src/configuration/statements.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";

export const verdicts = ({ flows }: ScanResult) => [...new Set(flows.map(({ verdict }) => verdict))];

/** What flows list that is assumed in the settings, without the lines. */
export const listed = ({ flows }: ScanResult): readonly string[] =>
  [...new Set(flows.flatMap(({ assumptions }) => assumptions))].flatMap(({ kind, text }) =>
    kind === "stated" ? [text.replace(/:[0-9]+(?= (?:says|gives)$)/, "")] : [],
  );

export const told = ({ diagnostics }: ScanResult) =>
  diagnostics.flatMap(({ code, message, span, hint }) => {
    if (!code.startsWith("assumption") || span === undefined) return [];
    const { line, column } = span.file.position(span.start);
    return [`${span.file.path}:${line}:${column} ${code}: ${message}${hint === undefined ? "" : ` → ${hint}`}`];
  });

export const assume = (entries: string): string =>
  `assume:\n${entries
    .trim()
    .split("\n")
    .map((line) => `  ${line}\n`)
    .join("")}`;

/** What a file of `--assume` says. */
export function statedIn(text: string): Statements {
  const { output } = parseYaml(new SourceFile("said.yaml", text));
  const entries = assumeForm.read(output!.root, ({ message }) => {
    throw new Error(message);
  });
  return statementsIn([{ entries: entries ?? [], path: ({ value }) => value, relative: (path) => path }]);
}
