/** The YAML and JSON files of a scan into the templates among them; everything else is passed over in silence. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Files } from "../../../base/files.ts";
import { SourceFile } from "../../../base/source-file.ts";
import type { LocatedDocument } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { isMeantAsTemplate, isTemplate, looksLikeTemplate } from "./recognise.ts";

/** A file that the user named and that is no template is said to be none; a Terraform plan is somebody else's. */
export function readTemplates(
  paths: readonly string[],
  named: readonly string[],
  files: Files,
  parse: Pick<Parsers, "yaml">,
): { readonly templates: readonly LocatedDocument[]; readonly diagnostics: readonly Diagnostic[] } {
  const templates: LocatedDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  const refuse = (path: string, code: string, message: string): void => {
    diagnostics.push({ code, severity: "error", message, path, notAnalysed: true });
  };
  for (const path of paths) {
    const isNamed = named.includes(path);
    const read = files.read(path);
    if (!read.ok) {
      refuse(path, "file-unreadable", `${path} cannot be read: ${read.because}`);
      continue;
    }
    if (!looksLikeTemplate(read.text)) {
      if (isNamed && !isPlan(read.text)) refuse(path, "not-a-template", `${path} is no CloudFormation template`);
      continue;
    }
    const file = new SourceFile(path, read.text.replace(/^\uFEFF/, ""));
    const parsed = parse.yaml(file);
    if (parsed.output === undefined) {
      if (isNamed || isMeantAsTemplate(read.text)) diagnostics.push(...parsed.diagnostics);
    } else if (isTemplate(parsed.output)) {
      templates.push(parsed.output);
      diagnostics.push(...parsed.diagnostics);
    } else if (isNamed && !isPlan(read.text)) refuse(path, "not-a-template", `${path} is no CloudFormation template`);
  }
  return { templates, diagnostics };
}

function isPlan(text: string): boolean {
  return text.slice(0, 200).includes('"format_version"');
}
