/** The CloudFormation templates of a scan into resources with values, in every world that their conditions allow. */
import type { CloudFormationInput } from "../input.ts";
import type { EvaluatedWorld, EvaluateResult } from "../resource.ts";
import type { AmbiguousImports } from "./linking/linked-groups.ts";
import { findRoots, type LinkedRoots } from "./linking/root-groups.ts";
import { GivenValues, readGivenValues, readOwnValues } from "./stack/given.ts";
import { writtenName } from "./stack/imports.ts";
import { reportMacros } from "./stack/resources.ts";
import { Library } from "./template/library.ts";
import { Log } from "./template/log.ts";
import type { Template } from "./template/template.ts";
import { worldsOf } from "./worlds/worlds.ts";

/** Never throws; what a template does not say is unknown, and what is wrong in it is a diagnostic. */
export function evaluateCloudFormation(input: CloudFormationInput): EvaluateResult {
  const log = new Log();
  const library = new Library(input.templates, input.files, input.around, input.parse, log);
  const values = readGivenValues(input, log);
  const given = new GivenValues(
    values,
    (path) => library.template(path) !== undefined,
    (root) => readOwnValues(root, input, log),
  );
  const { groups, ambiguous } = findRoots(input, library, given, log);
  const roots = new Set(groups.flatMap((group) => group.roots.map(({ path }) => path)));
  reportAmbiguousImports(ambiguous, log);
  for (const path of roots) reportMacros(library.template(path)!, log);
  const evaluated = (group: LinkedRoots, ways = 1): readonly EvaluatedWorld[] =>
    worldsOf({ ...group, library, options: input.options, given, log, ways });
  const output = groups.map((group) => ({
    roots: group.roots,
    borrowed: group.borrowed,
    worlds: evaluated(group),
    choices: group.choices.map(({ root, alternatives }) => ({
      root,
      alternatives: alternatives.map((one) => ({ name: one.name, worlds: evaluated(one, alternatives.length) })),
    })),
  }));
  const evaluatedTogether = groups.flatMap((group) => [group, ...group.choices.flatMap((one) => one.alternatives)]);
  const paths = new Set(evaluatedTogether.flatMap((one) => one.paths));
  if (input.templates.length > 0) {
    const unused = [...values.keys()].filter((name) => !given.isUsed(name));
    const templates = [...paths].map((path) => library.template(path));
    reportUnusedParameters(unused, templates, log);
  }
  return {
    groups: output,
    notEvaluated: log.missing,
    // Nobody asked for what is wrong in a template that the scan only borrows.
    diagnostics: log.diagnostics.filter(({ span }) => {
      const path = span?.file.path ?? "";
      return !paths.has(path) || roots.has(path);
    }),
  };
}

function reportAmbiguousImports(ambiguous: readonly AmbiguousImports[], log: Log): void {
  for (const { imports, exporters, cut } of ambiguous) {
    const [first] = imports;
    if (first === undefined) continue;
    const others = imports.length === 1 ? "" : ` and ${imports.length - 1} more`;
    const paths = exporters.slice(0, 4).join(", ") + (exporters.length > 4 ? ", …" : "");
    const many = cut ? "; they can be combined in more ways than are told apart" : "";
    log.report({
      code: "ambiguous-export",
      severity: "note",
      message: `${writtenName(first.name)}${others} can come from ${exporters.length} templates (${paths}) and is left unknown, except for verdicts that are the same with each${many}`,
      span: first.span,
      hint: "scan only the templates that are deployed together",
    });
  }
}

function reportUnusedParameters(
  names: readonly string[],
  templates: readonly (Template | undefined)[],
  log: Log,
): void {
  for (const name of names) {
    if (templates.some((template) => template?.parameters.has(name))) continue;
    log.report({
      code: "unknown-parameter",
      severity: "warning",
      message: `a value is given for ${name}, which no template of the scan takes from outside`,
      path: templates[0]?.path ?? "",
    });
  }
}
