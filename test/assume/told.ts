/** What a scan says of what is assumed in its settings. */
import type { ScanResult } from "../../src/report/scan-result.ts";

export const verdicts = ({ flows }: ScanResult) => [...new Set(flows.map(({ verdict }) => verdict))];

/** What flows list that is assumed in the settings. */
export const listed = ({ flows }: ScanResult): readonly string[] =>
  [...new Set(flows.flatMap(({ assumptions }) => assumptions))].flatMap(({ kind, text }) =>
    kind === "stated" ? [text] : [],
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
