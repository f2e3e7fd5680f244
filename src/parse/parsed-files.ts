/** The parsers of every syntax as evaluation uses them: a file of HCL is parsed once, and the arbiter's word on it counts. */
import type { Files } from "../base/files.ts";
import { SourceFile } from "../base/source-file.ts";
import { parseHclJson } from "./hcl/json.ts";
import { type Parsed, parseHcl, parseHclExpression, parseHclTemplate } from "./hcl/parse.ts";
import type { HclFile } from "./hcl/syntax.ts";
import { parseJson } from "./json.ts";
import { parseYaml } from "./yaml.ts";
import { openYaml } from "./yaml-cursor.ts";

export class ParsedFiles {
  readonly #hcl = new Map<string, { readonly text: string; readonly parsed: Parsed<HclFile> }>();

  readonly hclJson = parseHclJson;
  readonly hclExpression = parseHclExpression;
  readonly hclTemplate = parseHclTemplate;
  readonly yaml = parseYaml;
  readonly json = parseJson;
  readonly yamlCursor = openYaml;

  readonly hcl = (file: SourceFile): Parsed<HclFile> => {
    const known = this.#hcl.get(file.path);
    if (known?.text === file.text) return known.parsed;
    const parsed = parseHcl(file);
    this.#hcl.set(file.path, { text: file.text, parsed });
    return parsed;
  };

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
      this.#hcl.set(path, { text: file.text, parsed: await arbitrate(file, ours) });
    }
  }
}
