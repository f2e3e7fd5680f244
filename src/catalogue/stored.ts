/** What keeps values for others to look up: parameters, and the outputs of stacks. */
import type { Entry } from "./catalogue.ts";

/** What data sources find of a stack: itself with its outputs, and each of its exports. */
export const OF_STACKS = { stack: "aws_cloudformation_stack", export: "aws_cloudformation_export" } as const;

export const STORED = {
  "stored-parameter": {
    terraform: ["aws_ssm_parameter"],
    keeps: "AWS::SSM::Parameter",
    lookUp: { arguments: { name: "name" } },
  },
  "stack-export": {
    dataOnly: [OF_STACKS.export],
    lookUp: { arguments: { name: "name" } },
  },
  "deployed-stack": {
    terraform: [OF_STACKS.stack],
    lookUp: { arguments: { name: "name" } },
  },
} as const satisfies Readonly<Record<string, Entry>>;
