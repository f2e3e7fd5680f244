/** The parsers of every syntax as evaluation uses them: a file of HCL is parsed once, and the arbiter's word on it counts. */
import type { Parsed } from "../base/diagnostic.ts";
import type { Files } from "../base/files.ts";
import { SourceFile } from "../base/source-file.ts";
import { parseHclJson } from "./hcl/json.ts";
import { parseHcl, parseHclExpression, parseHclTemplate } from "./hcl/parse.ts";
import type { HclFile } from "./hcl/syntax.ts";
import { parseJson } from "./json.ts";
import { parseYaml } from "./yaml.ts";
import { openYaml } from "./yaml-cursor.ts";

export class ParsedFiles {
  readonly #hcl = new Map<string, { readonly text: string; readonly parsed: Parsed<HclFile> }>();
  readonly #files = new Map<string, SourceFile>();

  /** The files of native syntax that were parsed. */
  files(): readonly SourceFile[] {
    return [...this.#files.values()];
  }

  /** Where everything is evaluated no tree is needed any more; a file that is asked for again is parsed again. */
  forgetTrees(): void {
    this.#hcl.clear();
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
  /** The tokens of YAML, for yamldecode. */
  readonly yamlCursor = openYaml;

  /** `.tf`, `.tofu`, `.tfvars`: native syntax. What could not be read is missing from the output and in the diagnostics. */
  readonly hcl = (file: SourceFile): Parsed<HclFile> => {
    const known = this.#hcl.get(file.path);
    if (known?.text === file.text) return known.parsed;
    return this.#keep(file, parseHcl(file));
  };

  #keep(file: SourceFile, parsed: Parsed<HclFile>): Parsed<HclFile> {
    this.#hcl.set(file.path, { text: file.text, parsed });
    this.#files.set(file.path, parsed.output.file);
    return parsed;
  }

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
      yamlCursor: told(this.yamlCursor) as Parsers["yamlCursor"],
    };
  }

  /**
   * Shows the files of native syntax that our parser rejects to HashiCorp's, whose word counts from then on. Its code is loaded only
   * where there is such a file.
   */
  async consultArbiter(paths: readonly string[], files: Files): Promise<void> {
    for (const path of paths) {
      if (path.endsWith(".json")) continue;
      const read = files.read(path);
      if (!read.ok) continue;
      const file = new SourceFile(path, read.text);
      const ours = this.hcl(file);
      if (!ours.diagnostics.some((diagnostic) => diagnostic.notAnalysed)) continue;
      const { arbitrate } = await import("./hcl/arbiter.ts");
      this.#keep(file, await arbitrate(file, ours));
    }
  }
}

/** The parsers, handed in by the pipeline so that evaluation does not depend on their code. */
export type Parsers = Omit<ParsedFiles, "consultArbiter" | "during" | "files" | "forgetTrees">;
