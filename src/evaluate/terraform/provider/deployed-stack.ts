/** A resource that deploys a CloudFormation template into what is in the stack, or the reason why that is not read. */
import type { Value } from "../../../base/value.ts";
import type { StackContents } from "../../input.ts";
import type { NotRead } from "../instances/provider.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";

const DEPLOYS = "aws_cloudformation_stack";

/** Types of which nothing can be read or checked, and why. */
const NOT_READ: ReadonlyMap<string, string> = new Map([
  ["aws_cloudformation_stack_set", "its template is deployed to stacks that the configuration does not list"],
  ["awscc_cloudformation_stack", "its template is not read"],
  [
    "aws_ecs_express_gateway_service",
    "Amazon ECS makes its load balancer, security groups and target groups itself, so that there is nothing to check",
  ],
]);

/** Undefined where the type deploys nothing. */
export function deployedStack(root: RootEvaluation, instance: ResourceInstance): StackContents | NotRead | undefined {
  const { type, mode, block } = instance.declaration;
  if (mode !== "managed") return undefined;
  const reason = NOT_READ.get(type);
  if (reason !== undefined) return { because: reason, span: block.headerSpan };
  if (type !== DEPLOYS || root.input.readStack === undefined) return undefined;
  const body = instance.configured("template_body");
  const given = block.body.attributes.find(
    ({ name }) => name === (body === undefined ? "template_url" : "template_body"),
  );
  const span = given?.expression.span ?? block.headerSpan;
  if (body === undefined) return { because: "its template is at a URL, which is outside of the scan", span };
  if (body.kind !== "string") return { because: "its template_body is not known as a whole", span };
  const contents = root.input.readStack({
    root,
    address: instance.address,
    qualifier: root.prefix,
    template: body,
    name: instance.attribute("name", `${root.prefix}${instance.address}`),
    parameters: parametersOf(instance.configured("parameters")),
    span,
  });
  return contents ?? { because: "its template_body is no template that can be read", span };
}

function parametersOf(value: Value | undefined): ReadonlyMap<string, Value> {
  return value?.kind === "map" ? value.entries : new Map();
}

/** `aws_cloudformation_stack.x.outputs`; undefined where another attribute is meant or the stack is not read. */
export function stackOutputs(root: RootEvaluation, instance: ResourceInstance, name: string): Value | undefined {
  if (name !== "outputs" || instance.declaration.type !== DEPLOYS) return undefined;
  const contents = root.stackOf(instance);
  if (contents === undefined || "because" in contents) return undefined;
  return { kind: "map", shape: "map", elementType: { kind: "string" }, entries: contents.outputs };
}
