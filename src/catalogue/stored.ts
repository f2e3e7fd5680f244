/** What keeps values for others to look up: parameters, and the outputs of stacks. */
import type { Entry } from "./catalogue.ts";

export const STORED = {
  "stored-parameter": {
    terraform: ["aws_ssm_parameter"],
    lookUp: { arguments: { name: "name" } },
  },
  "deployed-stack": {
    terraform: ["aws_cloudformation_stack"],
    lookUp: { arguments: { name: "name" } },
  },
} as const satisfies Readonly<Record<string, Entry>>;
