/** The providers whose resources a scan reads, as the machinery of instances asks them. */

import { DYNAMIC, rootUnknowns, STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import { defaultOf, givenPrefix } from "../../../catalogue/catalogue.ts";
import { makeUnknown, unknownsIn } from "../../../values/unknown.ts";
import type { StackContents } from "../../input.ts";
import type { Reason } from "../instances/find.ts";
import type { NotRead, Provider, ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { AFTER_APPLY } from "../language/unknowns.ts";
import { readData } from "./data-source.ts";
import { deployedAttribute } from "./deployed-data.ts";
import { foundAttribute, whyOpen } from "./found-values.ts";
import { attributeSchema, hasSchema } from "./schema.ts";
import { elsewhere, settlingOf } from "./what-is-open.ts";

export const provider: Provider = { hasSchema, attributeSchema, unsetAttribute, deployedStack, invokesCode, cycleHint };

const GROUPS =
  "make a rule that names the other group a resource of its own, such as aws_vpc_security_group_ingress_rule";

function invokesCode(type: string): boolean {
  return type === "aws_lambda_invocation";
}

function cycleHint(names: readonly string[]): string | undefined {
  return names.length > 1 && names.every((name) => name.startsWith("aws_security_group.")) ? GROUPS : undefined;
}

function unsetAttribute(root: RootEvaluation, instance: ResourceInstance, name: string, symbol: string): Value {
  const { mode, type, block } = instance.declaration;
  if (type === "terraform_data" && name === "output")
    return instance.configured("input") ?? { kind: "null", type: DYNAMIC };
  const data = readData({ root, instance, name, symbol });
  if (data !== undefined) return data;
  const deployed = deployedAttribute({ root, instance, name, symbol });
  if (deployed !== undefined) return deployed;
  const outputs = stackOutputs(root, instance, name);
  if (outputs !== undefined) return outputs;
  const planned = plannedAttribute(root, instance, name);
  if (planned !== undefined) return planned;
  const found = mode === "data" ? foundAttribute({ root, of: root.id, instance, name, symbol }) : undefined;
  if (found !== undefined) return found;
  const fallback = mode === "managed" ? defaultOf(type, name) : undefined;
  const origin = { kind: "default", span: block.headerSpan } as const;
  if (fallback !== undefined) return { kind: "string", value: fallback, origin };
  const schema = attributeSchema(mode, type, name);
  if (schema !== undefined && !schema.computed) return { kind: "null", type: schema.type, origin };
  return computed(root, instance, name, symbol);
}

/** What a plan knows of it. The id of a resource stays a reference to that resource, whatever its text. */
function plannedAttribute(root: RootEvaluation, instance: ResourceInstance, name: string): Value | undefined {
  const isIdentity = instance.declaration.mode === "managed" && (name === "id" || name === "arn");
  return isIdentity ? undefined : root.plan?.attribute(instance.address, name);
}

/** The value of an attribute that AWS gives: known to no one before apply. */
function computed(root: RootEvaluation, instance: ResourceInstance, name: string, symbol: string): UnknownValue {
  const { address, declaration, existsHere, repeated } = instance;
  const { mode, type } = declaration;
  const span = declaration.block.headerSpan;
  const isIdentity = name === "id" || name === "arn";
  const known = attributeSchema(mode, type, name)?.type ?? DYNAMIC;
  const guessed = /(^|_)(id|arn|name)$/.test(name) ? STRING : DYNAMIC;
  const prefix = givenPrefix(type, name);
  const reason =
    mode === "managed"
      ? afterApply(instance, name)
      : (whyOpen(root, instance) ?? elsewhere(instance.resource(root.id), name));
  return makeUnknown({
    type: known === DYNAMIC ? guessed : known,
    cause: { kind: mode === "managed" ? "computed" : "external", ...reason, span },
    symbol: `${symbol}.${name}`,
    ref: { root: root.id, address, attribute: name },
    // Of any number of things that are looked up, nothing can be said before it is known which they are.
    ...(mode === "data" && repeated && existsHere !== true && LEADS_NOWHERE.test(name) ? { from: [existsHere] } : {}),
    ...(isIdentity || prefix !== undefined ? { notNull: true } : {}),
    ...(prefix === undefined || prefix === "" ? {} : { prefix }),
  });
}

/** Of a resource; of any number of them what decides how many there are is known first. */
function afterApply({ address, existsHere, repeated }: ResourceInstance, name: string): Reason {
  const text = `${address}.${name} is known only after apply`;
  const [decides] = repeated && existsHere !== true ? rootUnknowns(existsHere) : [];
  if (decides === undefined) return { text, hint: AFTER_APPLY };
  const { hint = AFTER_APPLY, ...settling } = settlingOf(decides) ?? {};
  return { text: `${text}, and how many there are is open because ${decides.cause.text}`, hint, ...settling };
}

/** Attributes to calculate with. What leads to other things stays looked up: that is taken for what may be anything of the scan. */
const LEADS_NOWHERE = /(?:cidr_blocks?|availability_zone|port)$/;

const DEPLOYS = "aws_cloudformation_stack";

/** Types of which nothing can be read or checked, and why. */
const NOT_READ: ReadonlyMap<string, string> = new Map([
  ["aws_cloudformation_stack_set", "its template is deployed to stacks that the configuration does not list"],
  ["aws_cloudformation_stack_instances", "the template of its stack set is not read"],
  ["aws_cloudformation_stack_set_instance", "the template of its stack set is not read"],
  ["aws_serverlessapplicationrepository_cloudformation_stack", "its template is in the repository of applications"],
  ["aws_servicecatalog_provisioned_product", "its template is in the service catalog"],
  ["awscc_cloudformation_stack", "its template is not read"],
  ["awscc_cloudformation_stack_set", "its template is deployed to stacks that the configuration does not list"],
  ["awscc_servicecatalog_cloudformation_provisioned_product", "its template is in the service catalog"],
  [
    "aws_ecs_express_gateway_service",
    "Amazon ECS makes its load balancer, security groups and target groups itself, so that there is nothing to check",
  ],
]);

/** Undefined where the type deploys nothing. */
function deployedStack(root: RootEvaluation, instance: ResourceInstance): StackContents | NotRead | undefined {
  const { type, mode, block } = instance.declaration;
  if (mode !== "managed" || instance.declaration.evaluated !== undefined) return undefined;
  const reason = NOT_READ.get(type);
  if (reason !== undefined) return { because: reason, span: block.headerSpan };
  if (type !== DEPLOYS || root.input.readStack === undefined) return undefined;
  const body = instance.configured("template_body");
  const given = block.body.attributes.find(
    ({ name }) => name === (body === undefined ? "template_url" : "template_body"),
  );
  const span = given?.expression.span ?? block.headerSpan;
  if (body === undefined) return { because: "its template is at a URL, and nothing is fetched", span };
  if (body.kind !== "string") {
    const decides = unknownsIn(body).flatMap(rootUnknowns);
    return { because: "its template_body is not known as a whole", span, hint: decides[0]?.cause.hint };
  }
  const parameters = instance.configured("parameters");
  const contents = root.input.readStack({
    root,
    address: instance.address,
    qualifier: root.prefix,
    template: body,
    name: instance.attribute("name", `${root.prefix}${instance.address}`),
    parameters: parameters?.kind === "map" ? parameters.entries : new Map(),
    span,
  });
  return contents ?? { because: "its template_body is no template that can be read", span };
}

/** `aws_cloudformation_stack.x.outputs`; undefined where another attribute is meant or the stack is not read. */
function stackOutputs(root: RootEvaluation, instance: ResourceInstance, name: string): Value | undefined {
  if (name !== "outputs" || instance.declaration.type !== DEPLOYS) return undefined;
  const contents = root.stackOf(instance);
  if (contents === undefined || "because" in contents) return undefined;
  return { kind: "map", shape: "map", elementType: { kind: "string" }, entries: contents.outputs };
}
