/** The parsers of every syntax as evaluation uses them: a file of HCL is parsed once, and the arbiter's word on it counts. */
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import { TOO_DEEP } from "./hcl/cursor.ts";
import { parseHclJson } from "./hcl/json.ts";
import { parseHcl, parseHclExpression, parseHclTemplate, TEXT_TEMPLATE } from "./hcl/parse.ts";
import type { HclFile } from "./hcl/syntax.ts";
import { underVerdict, type Verdict } from "./hcl/verdict.ts";
import { parseJson } from "./json.ts";
import { parseToml } from "./toml.ts";
import { parseYaml } from "./yaml.ts";
import { openYaml } from "./yaml-cursor.ts";

/** A file that our parser of HCL rejects, with why. */
export interface RejectedFile {
  readonly file: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
}

export class ParsedFiles {
  readonly #hcl = new Map<string, { readonly text: string; readonly parsed: Parsed<HclFile> }>();
  readonly #speaking = new Map<string, SourceFile>();
  readonly #rejected = new Map<string, RejectedFile>();
  #verdicts: ReadonlyMap<string, Verdict> = new Map();

  /** The files of native syntax that were parsed and speak of reachlint, as they were parsed last. */
  speaking(): readonly SourceFile[] {
    return [...this.#speaking.values()];
  }

  /** Those that our parser rejects and of which no verdict is known, by their paths. One that is nested too deep is not among them, since the arbiter's stack may not hold it either, nor is a text template. */
  rejected(): readonly RejectedFile[] {
    return [...this.#rejected.values()].sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  }

  /** What the arbiter says of files by their paths, which counts from now on. */
  arbitrated(verdicts: ReadonlyMap<string, Verdict>): void {
    this.#verdicts = verdicts;
    for (const path of verdicts.keys()) {
      this.#hcl.delete(path);
      this.#rejected.delete(path);
    }
  }

  /** `.tf.json`, `.tfvars.json`: HCL's JSON syntax. Objects inside resource bodies are attributes with object expressions, except the
   *  meta-argument blocks and `dynamic`; strings are templates. */
  readonly hclJson = parseHclJson;
  /** The text as one expression (`--var list='["a"]'`, console lines, quoted 0.11 types); undefined where it is none. */
  readonly hclExpression = parseHclExpression;
  /** The whole text as a template (templatefile, template_file). */
  readonly hclTemplate = parseHclTemplate;
  readonly yaml = parseYaml;
  readonly json = parseJson;
  readonly toml = parseToml;
  /** The tokens of YAML, for yamldecode. */
  readonly yamlCursor = openYaml;

  /** `.tf`, `.tofu`, `.tfvars`: native syntax. What could not be read is missing from the output and in the diagnostics. */
  readonly hcl = (file: SourceFile): Parsed<HclFile> => {
    const known = this.#hcl.get(file.path);
    if (known?.text === file.text) return known.parsed;
    const ours = parseHcl(file);
    const verdict = this.#verdicts.get(file.path);
    if (verdict === undefined && isRejected(ours))
      this.#rejected.set(file.path, { file, diagnostics: ours.diagnostics });
    const parsed = verdict === undefined || !isRejected(ours) ? ours : underVerdict(file, ours, verdict);
    this.#hcl.set(file.path, { text: file.text, parsed });
    if (file.text.includes("reachlint")) this.#speaking.set(file.path, parsed.output.file);
    else this.#speaking.delete(file.path);
    return parsed;
  };

  /** The same parsers in the midst of another stage: each call is told to `onStage` as parsing, and after it that the stage goes on. */
  during(stage: string, onStage: ((stage: string) => void) | undefined): Parsers {
    if (onStage === undefined) return this;
    const told =
      <Given extends readonly unknown[], T>(parse: (...given: Given) => T) =>
      (...given: Given): T => {
        onStage("parse");
        try {
          return parse(...given);
        } finally {
          onStage(stage);
        }
      };
    return {
      hcl: told(this.hcl),
      hclJson: told(this.hclJson),
      hclExpression: told(this.hclExpression),
      hclTemplate: told(this.hclTemplate),
      yaml: told(this.yaml),
      json: told(this.json),
      toml: told(this.toml),
      yamlCursor: told(this.yamlCursor) as Parsers["yamlCursor"],
    };
  }
}

/** Of what the arbiter has nothing to say. */
const OURS_ALONE: ReadonlySet<string> = new Set([TOO_DEEP, TEXT_TEMPLATE]);

function isRejected({ diagnostics }: Parsed<HclFile>): boolean {
  return diagnostics.some(({ notAnalysed }) => notAnalysed) && !diagnostics.some(({ code }) => OURS_ALONE.has(code));
}

/** The parsers, handed in by the pipeline so that evaluation does not depend on their code. */
export type Parsers = Omit<ParsedFiles, "arbitrated" | "during" | "rejected" | "speaking">;
