/** The CloudFormation templates of a scan into resources with values, in every world that their conditions allow. */
import type { CloudFormationInput } from "../input.ts";
import type { EvaluateResult } from "../resource.ts";
import { writtenName } from "./imports.ts";
import { Library } from "./library.ts";
import type { Links } from "./links.ts";
import { readParameterFiles } from "./parameter-files.ts";
import { isKnownTransform } from "./resource-types.ts";
import { findRoots } from "./roots.ts";
import { Sink } from "./sink.ts";
import type { Template } from "./template.ts";
import { worldsOf } from "./worlds.ts";

/** Never throws; what a template does not say is unknown, and what is wrong in it is a diagnostic. */
export function evaluateCloudFormation(input: CloudFormationInput): EvaluateResult {
  const sink = new Sink();
  const library = new Library(input.templates, input.files, input.parse, sink);
  const given = readParameterFiles(input.options.parameterFiles, input.files, input.parse);
  for (const diagnostic of given.diagnostics) sink.report(diagnostic);
  const { estates, links } = findRoots(input, library, given.output, sink);
  reportAmbiguousImports(links, new Set(estates.flatMap(({ roots }) => roots.map(({ path }) => path))), sink);
  const evaluated = estates.map(({ roots, open }) => {
    const paths = roots.map(({ path }) => path);
    for (const path of paths) reportTransforms(library.template(path), sink);
    return { roots, worlds: worldsOf({ paths, library, options: input.options, links, sink, open }) };
  });
  reportUnusedParameters(
    input,
    [...input.options.parameters.keys(), ...given.output.keys()],
    estates.flatMap(({ roots }) => roots.map(({ path }) => library.template(path))),
    sink,
  );
  return { estates: evaluated, notEvaluated: sink.missing, diagnostics: sink.diagnostics };
}

function reportAmbiguousImports(links: Links, roots: ReadonlySet<string>, sink: Sink): void {
  for (const { imports, exporters } of links.ambiguous) {
    const [first] = imports;
    if (first === undefined || !roots.has(first.root)) continue;
    const others = imports.length === 1 ? "" : ` and ${imports.length - 1} more`;
    const paths = exporters.slice(0, 4).join(", ") + (exporters.length > 4 ? ", …" : "");
    sink.report({
      code: "ambiguous-export",
      severity: "note",
      message: `${writtenName(first.name)}${others} can come from ${exporters.length} templates of the scan (${paths}) and is left unknown`,
      span: first.span,
      hint: "scan only the templates that are deployed together",
    });
  }
}

function reportTransforms(template: Template | undefined, sink: Sink): void {
  for (const { name, span } of template?.transforms ?? []) {
    if (isKnownTransform(name)) continue;
    const because = `the macro ${name} may change the template when it is deployed`;
    sink.report({ code: "macro", severity: "note", message: `${because}; it is analysed as it is written`, span });
    sink.notEvaluated({ address: name, because, span });
  }
}

function reportUnusedParameters(
  input: CloudFormationInput,
  names: readonly string[],
  templates: readonly (Template | undefined)[],
  sink: Sink,
): void {
  if (input.templates.length === 0) return;
  for (const name of new Set(names)) {
    if (templates.some((template) => template?.parameters.has(name))) continue;
    sink.report({
      code: "unknown-parameter",
      severity: "warning",
      message: `a value is given for the parameter ${name}, which no template of the scan has`,
      path: templates[0]?.path ?? "",
    });
  }
}
