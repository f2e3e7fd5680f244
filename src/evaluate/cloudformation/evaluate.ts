/** The CloudFormation templates of a scan into resources with values, in every world that their conditions allow. */
import type { CloudFormationInput } from "../input.ts";
import type { EvaluateResult, World } from "../resource.ts";
import type { AmbiguousImports } from "./estate/linked-estates.ts";
import { findRoots, type OpenEstate } from "./estate/roots.ts";
import { Given } from "./stack/given.ts";
import { reportMacros } from "./stack/hidden-services.ts";
import { writtenName } from "./stack/imports.ts";
import { givenByName, readParameterFiles } from "./stack/parameter-files.ts";
import { Library } from "./template/library.ts";
import { Sink } from "./template/sink.ts";
import type { Template } from "./template/template.ts";
import { worldsOf } from "./worlds/worlds.ts";

/** Never throws; what a template does not say is unknown, and what is wrong in it is a diagnostic. */
export function evaluateCloudFormation(input: CloudFormationInput): EvaluateResult {
  const sink = new Sink();
  const library = new Library(input.templates, input.files, input.around, input.parse, sink);
  const files = readParameterFiles(input.options.parameterFiles, input.files, input.parse);
  for (const diagnostic of files.diagnostics) sink.report(diagnostic);
  const values = givenByName(input.options, files.output);
  const given = new Given(values, (path) => library.template(path) !== undefined);
  const { estates, ambiguous } = findRoots(input, library, given, sink);
  const roots = new Set(estates.flatMap((estate) => estate.roots.map(({ path }) => path)));
  reportAmbiguousImports(ambiguous, sink);
  for (const path of roots) reportMacros(library.template(path)!, sink);
  const evaluated = (estate: OpenEstate, ways = 1): readonly World[] =>
    worldsOf({ ...estate, library, options: input.options, given, sink, ways });
  const output = estates.map((estate) => ({
    roots: estate.roots,
    borrowed: estate.borrowed,
    worlds: evaluated(estate),
    choices: estate.choices.map(({ root, alternatives }) => ({
      root,
      alternatives: alternatives.map((one) => ({ name: one.name, worlds: evaluated(one, alternatives.length) })),
    })),
  }));
  const opened = estates.flatMap((estate) => [estate, ...estate.choices.flatMap((one) => one.alternatives)]);
  const paths = new Set(opened.flatMap((one) => one.paths));
  reportUnusedParameters(
    input,
    [...values.keys()].filter((name) => !given.isUsed(name)),
    [...paths].map((path) => library.template(path)),
    sink,
  );
  return {
    estates: output,
    notEvaluated: sink.missing,
    // Nobody asked for what is wrong in a template that the scan only borrows.
    diagnostics: sink.diagnostics.filter(({ span }) => {
      const path = span?.file.path ?? "";
      return !paths.has(path) || roots.has(path);
    }),
  };
}

function reportAmbiguousImports(ambiguous: readonly AmbiguousImports[], sink: Sink): void {
  for (const { imports, exporters, cut } of ambiguous) {
    const [first] = imports;
    if (first === undefined) continue;
    const others = imports.length === 1 ? "" : ` and ${imports.length - 1} more`;
    const paths = exporters.slice(0, 4).join(", ") + (exporters.length > 4 ? ", …" : "");
    const many = cut ? "; they can be combined in more ways than are told apart" : "";
    sink.report({
      code: "ambiguous-export",
      severity: "note",
      message: `${writtenName(first.name)}${others} can come from ${exporters.length} templates (${paths}) and is left unknown, except for verdicts that are the same with each${many}`,
      span: first.span,
      hint: "scan only the templates that are deployed together",
    });
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
      message: `a value is given for ${name}, which no template of the scan takes from outside`,
      path: templates[0]?.path ?? "",
    });
  }
}
