/** What is to be said of a scan once all of it was evaluated. */
import type { Diagnostic } from "../base/diagnostic.ts";
import {
  givenToNoTemplate,
  undeclaredVariables,
  unusedParameters,
  unusedStatements,
} from "../evaluate/unknown-names.ts";
import type { EvaluateRequest } from "../pipeline.ts";
import type { NamesInForce } from "./evaluate-sources.ts";

/**
 * Of values that are given to nothing, and that there is nothing to analyse. `taken`: ids of what is known
 * from outside of the source and was taken.
 */
export function ofWholeScan(
  files: number,
  said: readonly Diagnostic[],
  names: readonly NamesInForce[],
  taken: ReadonlySet<string>,
  request: Pick<EvaluateRequest, "terraform" | "cloudformation" | "stated">,
): readonly Diagnostic[] {
  const parameters = names.flatMap((one) => one.parameters ?? []);
  return [
    ...undeclaredVariables(
      request.terraform,
      names.flatMap(({ variables }) => variables),
    ),
    ...(parameters.length === 0 ? givenToNoTemplate(request.cloudformation) : unusedParameters(parameters)),
    ...unusedStatements(request.stated, taken, names),
    ...(files === 0 && !said.some(({ severity }) => severity === "error") ? [NO_INPUT] : []),
  ];
}

const NO_INPUT: Diagnostic = {
  code: "no-input",
  severity: "error",
  message: "there is nothing to analyse: no Terraform file and no CloudFormation template was found",
  hint: "name a directory that holds some; files that .gitignore excludes are passed over",
  notAnalysed: true,
};
