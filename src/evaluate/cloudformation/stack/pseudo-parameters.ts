/** `AWS::Region` and its like into values: known as far as the user or the assembly says, else symbols
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html). */
import type { Origin } from "../../../base/origin.ts";
import { STRING } from "../../../base/type.ts";
import type { Value } from "../../../base/value.ts";
import { LIST, NO_VALUE, string, unknown } from "../values.ts";

/** The pseudo parameter of which each stack has its own. */
export const STACK_NAME = "AWS::StackName";

/** Where a stack is made, as far as it is known. */
export interface Environment {
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** The stack's name, known or unknown. */
  readonly stackName: Value;
  /** The symbol prefix of the stack. */
  readonly prefix: string;
}

/** Undefined where the name is no pseudo parameter. All stacks of an estate are in one account and region. */
export function pseudoParameter(name: string, environment: Environment, origin: Origin): Value | undefined {
  const { region, account } = environment;
  const open = (symbol: string, what: string, hint = `give it with --parameter ${name}=…`): Value => {
    const type = symbol.endsWith("AWS::NotificationARNs") ? LIST : STRING;
    return {
      ...unknown("external", symbol, `${what} is known only where the stack is made`, origin, hint, type),
      notNull: true,
    };
  };
  switch (name) {
    case "AWS::NoValue":
      return { ...NO_VALUE, origin };
    case "AWS::Region":
      return region === undefined ? open(name, "the region", "give it with --region") : string(region, origin);
    case "AWS::AccountId":
      return account === undefined ? open(name, "the account") : string(account, origin);
    case "AWS::Partition":
      return region === undefined ? open(name, "the partition") : string(partitionOf(region), origin);
    case "AWS::URLSuffix":
      return region === undefined ? open(name, "the domain suffix") : string(suffixOf(region), origin);
    case STACK_NAME:
      return { ...environment.stackName, origin: { ...origin, ...viaOf(environment.stackName) } };
    case "AWS::StackId":
    case "AWS::NotificationARNs":
      return open(`${environment.prefix}${name}`, name === "AWS::StackId" ? "the stack's id" : "the list of topics");
    default:
      return undefined;
  }
}

function viaOf(value: Value): { readonly via?: Origin } {
  return value.origin === undefined ? {} : { via: value.origin };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function suffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
