/** The names in a cycle into what the provider has to undo it, where it has something. */

const GROUPS =
  "make a rule that names the other group a resource of its own, such as aws_vpc_security_group_ingress_rule";

export function cycleHint(names: readonly string[]): string | undefined {
  return names.length > 1 && names.every((name) => name.startsWith("aws_security_group.")) ? GROUPS : undefined;
}
