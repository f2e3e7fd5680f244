/** Turns our reading of a file that our parser rejects, and what HashiCorp's parser says of it, into the reading that counts. */
import type { Diagnostic, Parsed } from "../../base/diagnostic.ts";
import { SourceFile, type Span } from "../../base/source-file.ts";
import { parseJson } from "../json.ts";
import { mapSpans, readHclJson } from "./json.ts";
import { ARGUMENTS, CONFIGURATION } from "./json-structure.ts";
import type { HclFile } from "./syntax.ts";

/** What hcl2json is told the file is called: nothing that stands in a message by chance. */
export const ARBITRATED_NAME = "<source>";

/** What hcl2json makes of a file: its message where it rejects it, else the file in JSON. */
export type Verdict = RejectingVerdict | { readonly json: unknown };

interface RejectingVerdict {
  readonly message: string;
}

/**
 * Where HashiCorp's parser rejects the file too, its wording replaces ours at each line of which it has something to say. Where it
 * accepts the file, we are wrong: its JSON is read, with the header of each block as the only place known, and a warning asks for a
 * report. Where it cannot say the file in JSON, ours stands.
 */
export function underVerdict(file: SourceFile, ours: Parsed<HclFile>, verdict: Verdict): Parsed<HclFile> {
  if ("json" in verdict) return accepted(file, verdict.json, ours);
  return { ...ours, diagnostics: inItsWords(ours.diagnostics, verdict) };
}

/** Ours of a file that both reject, one for one. */
export function inItsWords(ours: readonly Diagnostic[], { message }: RejectingVerdict): readonly Diagnostic[] {
  return reworded(ours, readComplaints(message));
}

function accepted(file: SourceFile, json: unknown, ours: Parsed<HclFile>): Parsed<HclFile> {
  const { output: document } = parseJson(new SourceFile(file.path, JSON.stringify(json)));
  if (document === undefined) return ours;
  const structure = /\.tfvars$/.test(file.path) ? ARGUMENTS : CONFIGURATION;
  const theirs = readHclJson(document.root, structure, true);
  const attributes = theirs.output.body.attributes.map((one) => mapSpans(one, placeOf(file, [one.name])));
  const blocks = theirs.output.body.blocks.map((one) =>
    mapSpans(one, placeOf(file, [one.type, ...one.labels.map(({ value }) => value)])),
  );
  const span = { file, start: 0, end: file.text.length };
  const { message, ...mistake } = ours.diagnostics[0]!;
  const report: Diagnostic = {
    ...mistake,
    code: "hcl-arbiter",
    severity: "warning",
    message: `reachlint cannot read this, but HashiCorp's parser can, so its reading is used, without exact places (${message})`,
    hint: "This is a bug in reachlint: please report it with the text at this place.",
    notAnalysed: false,
  };
  return {
    output: { ...ours.output, body: { attributes, blocks, span }, lost: [] },
    diagnostics: [report, ...theirs.diagnostics.map((diagnostic) => ({ ...diagnostic, span }))],
  };
}

/** Every span becomes that of the first line that begins with the words, or of the whole file. */
function placeOf(file: SourceFile, words: readonly string[]): () => Span {
  const header = words.map((word) => `"?${word.replace(/[$()*+.?[\\\]^{|}/]/g, "\\$&")}"?`).join("[ \\t]+");
  const match = new RegExp(`^[ \\t]*(${header})`, "mu").exec(file.text);
  const start = match === null ? 0 : match.index + match[0].length - match[1]!.length;
  const span = { file, start, end: match === null ? file.text.length : match.index + match[0].length };
  return () => span;
}

interface Complaint {
  readonly line: number;
  readonly message: string;
}

/** The errors of a message of hcl2json: `parse config: [<source>:2,1-2: Summary; Detail. <source>:…]`. */
function readComplaints(message: string): readonly Complaint[] {
  const list = /^parse config: \[(.*)\]$/s.exec(message)?.[1];
  if (list === undefined) return [];
  const parts = list.split(new RegExp(`(?:^| )${ARBITRATED_NAME}:(\\d+),\\d+-(?:\\d+,)?\\d+: `));
  const complaints: Complaint[] = [];
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const text = parts[at + 1]!.replace(new RegExp(`${ARBITRATED_NAME}:(\\d+),[0-9,-]+`, "g"), "line $1");
    const sentence = text.replace(";", ":").replace(/\s+/g, " ").replace(/\.$/, "");
    complaints.push({ line: Number(parts[at]), message: sentence });
  }
  return complaints;
}

/** Ours with their words where they speak of the same line; the first of ours has their first words where no line agrees. */
function reworded(ours: readonly Diagnostic[], complaints: readonly Complaint[]): readonly Diagnostic[] {
  const left = [...complaints];
  const result = ours.map((diagnostic) => {
    const { span } = diagnostic;
    const at = left.findIndex(({ line }) => line === span?.file.position(span.start).line);
    return at === -1 ? diagnostic : { ...diagnostic, message: left.splice(at, 1)[0]!.message };
  });
  const [first, ...rest] = result;
  if (first === undefined || complaints.length === 0 || left.length < complaints.length) return result;
  return [{ ...first, message: complaints[0]!.message }, ...rest];
}
