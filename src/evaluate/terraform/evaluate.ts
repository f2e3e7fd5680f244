/** The Terraform directories of a scan into their resources, root by root. */
import type { TerraformInput } from "../input.ts";
import type { Estate, EvaluateResult } from "../resource.ts";
import { ModuleLoader } from "./configuration/load-module.ts";
import { unsetAttribute } from "./provider/unset-attribute.ts";
import { RootEvaluation } from "./root-evaluation.ts";
import { rootDirectories } from "./roots.ts";

export function evaluateTerraform(input: TerraformInput): EvaluateResult {
  const loader = new ModuleLoader(input.files, input.parse);
  const roots = evaluations(input, loader);
  const estates = roots.map((root): Estate => {
    const resources = root.resources();
    return {
      roots: [{ path: root.path, kind: "terraform" }],
      worlds: [{ when: [], resources, links: [], assumptions: [] }],
    };
  });
  return {
    estates,
    notEvaluated: roots.flatMap((root) => root.notEvaluated),
    diagnostics: [
      ...loader.loaded().flatMap((module) => module.diagnostics),
      ...roots.flatMap((root) => root.diagnostics),
    ],
  };
}

/** The evaluation of each root of the scan; nothing is evaluated before it is asked for. */
export function evaluations(input: TerraformInput, loader: ModuleLoader): readonly RootEvaluation[] {
  return rootDirectories(input.directories, input.named, loader).flatMap((directory) => {
    const configuration = loader.load(directory);
    if (configuration === undefined) return [];
    return [new RootEvaluation({ configuration, prefix: "", input, loader, unset: unsetAttribute })];
  });
}
