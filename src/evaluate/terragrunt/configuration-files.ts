/** Paths → the files of Terragrunt's configuration that are there, each parsed once. */
import { remembered } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { directoryOf, type WhyNotRead } from "../../base/files.ts";
import { SourceFile, type Span } from "../../base/source-file.ts";
import type { Body } from "../../parse/hcl/syntax.ts";
import type { Parsers } from "../input.ts";
import type { StackFiles } from "./stack-files.ts";

export interface ConfigurationFile {
  readonly path: string;
  /** Where it counts: for what a stack makes another one than where it lies. */
  readonly directory: string;
  readonly body: Body;
  /** The whole text, where nothing in it is meant. */
  readonly span: Span;
  /** A mistake in its syntax, behind which something in it may not be read. */
  readonly mistake?: Span | undefined;
}

export class ConfigurationFiles {
  readonly #files: StackFiles;
  readonly #parse: Parsers;
  readonly #read = new Map<string, ConfigurationFile | WhyNotRead>();
  /** What is wrong in the syntax of those that were read. */
  readonly diagnostics: Diagnostic[] = [];

  constructor(files: StackFiles, parse: Parsers) {
    this.#files = files;
    this.#parse = parse;
  }

  /** The file, or why it is not read. */
  at(path: string): ConfigurationFile | WhyNotRead {
    return remembered(this.#read, path, () => {
      const read = this.#files.read(path);
      if (!read.ok) return read.because;
      const file = new SourceFile(this.#files.placeOf(path), read.text);
      const parsed = path.endsWith(".hcl.json") ? this.#parse.hclJson(file) : this.#parse.hcl(file);
      this.diagnostics.push(...parsed.diagnostics);
      const span = { file, start: 0, end: 0 };
      const mistake = parsed.diagnostics.find(({ severity }) => severity === "error")?.span;
      return { path, directory: directoryOf(path), body: parsed.output.body, span, mistake };
    });
  }
}
