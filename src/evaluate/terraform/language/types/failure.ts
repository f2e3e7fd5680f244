/** What the language says no to: an error of the configuration as a value, never thrown. */
import type { Value } from "../../../../base/value.ts";

/** Why an expression has no value, in Terraform's words. `try` and `can` catch it. */
export interface Failure {
  readonly failure: string;
  /** Terraform's heading of the error, such as `Invalid function argument`; absent where the failure has none of its own. */
  readonly summary?: string;
  /** Which argument of a call or operand (from 0) is at fault, where one is. */
  readonly argument?: number;
}

export function isFailure(result: object): result is Failure {
  return "failure" in result;
}

export type Result = Value | Failure;
