/** The providers whose resources a scan reads, as the machinery of instances asks them. */
import type { Provider } from "../instances/provider.ts";
import { deployedStack } from "./deployed-stack.ts";
import { attributeSchema } from "./schema.ts";
import { unsetAttribute } from "./unset-attribute.ts";

export const provider: Provider = { attributeSchema, unsetAttribute, deployedStack, cycleHint };

const GROUPS =
  "make a rule that names the other group a resource of its own, such as aws_vpc_security_group_ingress_rule";

function cycleHint(names: readonly string[]): string | undefined {
  return names.length > 1 && names.every((name) => name.startsWith("aws_security_group.")) ? GROUPS : undefined;
}
