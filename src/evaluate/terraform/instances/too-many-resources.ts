/** A root with more resources than anyone has, of which nothing is read: of a part of them, filters would lack rules that there are. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { TerraformInput } from "../../input.ts";
import type { ModuleInstance } from "./module-instance.ts";

/** Resources that a root may declare with all its modules; a state of so many takes hours to plan. */
const MAX_DECLARED = 30_000;

/** Undefined where there are not too many of those that are asked for. */
export function tooManyResources(
  modules: readonly ModuleInstance[],
  reads: TerraformInput["reads"],
): Diagnostic | undefined {
  const declared = modules.flatMap(({ configuration }) =>
    [...configuration.resources.values()].filter(({ mode, type }) => reads?.(mode, type) !== false),
  );
  const first = declared[MAX_DECLARED];
  if (first === undefined) return undefined;
  return {
    code: "too-many-resources",
    severity: "warning",
    message: `There is too much to evaluate: this root declares ${declared.length} resources, and with more than ${MAX_DECLARED} it is not analysed.`,
    hint: "divide it into several roots",
    span: first.block.headerSpan,
    notAnalysed: true,
  };
}
