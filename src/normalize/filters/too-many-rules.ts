/** Security groups and network ACLs with more rules than any has are told, and their rules are not known. */
import type { NetworkAcl, SecurityGroup } from "../../graph/model.ts";
import type { Context } from "../context.ts";
import { unsettled } from "../value.ts";

/** Rules and peers: AWS takes a thousand of a security group (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html). */
const MAX_RULES = 3000;

export function boundRules(context: Context): void {
  for (const node of context.nodesOf("security-group"))
    if (isTooLong(node.rules)) context.put({ ...node, rules: [], conflicting: [], ...rests(context, node) });
  for (const node of context.nodesOf("network-acl"))
    if (isTooLong(node.entries)) context.put({ ...node, entries: [], conflicting: [], ...rests(context, node) });
}

function isTooLong(rules: SecurityGroup["rules"]): boolean {
  return rules.length + rules.reduce((sum, { peers }) => sum + peers.length, 0) > 2 * MAX_RULES;
}

function rests(context: Context, { address, span }: SecurityGroup | NetworkAcl) {
  const text = `${address} has more than ${MAX_RULES} rules`;
  const hint = "divide them: AWS takes a thousand of a security group at most";
  context.warn("too-many-rules", `${text}: they are not read`, span, hint);
  const rest = unsettled(`${address} rules`, text, "error", span, hint);
  return { ingressRest: rest, egressRest: rest };
}
