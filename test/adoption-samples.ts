/** A service whose hosts admit the load balancer on too few ports, in both dialects, for tests of what a team does about it. */
import { readFileSync } from "node:fs";

export const RULE = "dynamic-ports-blocked-by-target-security-group";

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${RULE}/container-port-only/${name}`, import.meta.url), "utf8");

export const TERRAFORM = fixture("main.tf");
export const TEMPLATE = fixture("template.yaml");

/** The same with the ports from outside: by default only the container's. */
export const TERRAFORM_WITH_VARIABLE = `${TERRAFORM.replace(/from_port( +)= 80\n( +)to_port( +)= 80\n/, "from_port = var.ports[0]\n    to_port = var.ports[1]\n")}
variable "ports" {
  type    = list(number)
  default = [80, 80]
}
`;
export const TEMPLATE_WITH_PARAMETER = TEMPLATE.replace(
  "Resources:\n",
  "Parameters:\n  First: { Type: Number, Default: 80 }\n  Last: { Type: Number, Default: 80 }\n\nResources:\n",
)
  .replace("FromPort: 80\n", "FromPort: !Ref First\n")
  .replace("ToPort: 80\n", "ToPort: !Ref Last\n");
