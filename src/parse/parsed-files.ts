/** The parsers of every syntax as evaluation uses them: a file of HCL is parsed once, and the arbiter's word on it counts. */
import type { SourceFile } from "../base/source-file.ts";
import { parseHclJson } from "./hcl/json.ts";
import { type Parsed, parseHcl, parseHclExpression, parseHclTemplate } from "./hcl/parse.ts";
import type { HclFile } from "./hcl/syntax.ts";
import { parseJson } from "./json.ts";
import { parseYaml } from "./yaml.ts";

export class ParsedFiles {
  readonly #hcl = new Map<string, { readonly text: string; readonly parsed: Parsed<HclFile> }>();

  readonly hclJson = parseHclJson;
  readonly hclExpression = parseHclExpression;
  readonly hclTemplate = parseHclTemplate;
  readonly yaml = parseYaml;
  readonly json = parseJson;

  readonly hcl = (file: SourceFile): Parsed<HclFile> => {
    const known = this.#hcl.get(file.path);
    if (known?.text === file.text) return known.parsed;
    const parsed = parseHcl(file);
    this.#hcl.set(file.path, { text: file.text, parsed });
    return parsed;
  };

  /** Lets a second opinion (see hcl/arbiter.ts) replace what our parser made of a file. */
  replace(file: SourceFile, parsed: Parsed<HclFile>): void {
    this.#hcl.set(file.path, { text: file.text, parsed });
  }
}
