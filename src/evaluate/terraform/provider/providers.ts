/** The providers whose resources a scan reads, as the machinery of instances asks them. */

import { DYNAMIC } from "../../../base/type.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";
import { entryOf, givenPrefix } from "../../../catalogue/catalogue.ts";
import type { Provider } from "../instances/provider.ts";
import type { ResourceInstance } from "../instances/resource-instance.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { computedUnknown, foundElsewhere, IN_A_PLAN } from "../language/unknowns.ts";
import { readData } from "./data-source.ts";
import { deployedStack, stackOutputs } from "./deployed-stack.ts";
import { canBeFound } from "./links.ts";
import { attributeSchema } from "./schema.ts";

export const provider: Provider = { attributeSchema, unsetAttribute, deployedStack, cycleHint };

const GROUPS =
  "make a rule that names the other group a resource of its own, such as aws_vpc_security_group_ingress_rule";

function cycleHint(names: readonly string[]): string | undefined {
  return names.length > 1 && names.every((name) => name.startsWith("aws_security_group.")) ? GROUPS : undefined;
}

export function unsetAttribute(root: RootEvaluation, instance: ResourceInstance, name: string, symbol: string): Value {
  const { mode, type, block } = instance.declaration;
  if (type === "terraform_data" && name === "output")
    return instance.configured("input") ?? { kind: "null", type: DYNAMIC };
  const data = readData(root, instance, name, symbol);
  if (data !== undefined) return data;
  const outputs = stackOutputs(root, instance, name);
  if (outputs !== undefined) return outputs;
  const planned = plannedAttribute(root, instance, name);
  if (planned !== undefined) return planned;
  const fallback = mode === "managed" ? entryOf(type)?.defaults?.[type]?.[name] : undefined;
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
  const { address, declaration } = instance;
  const span = declaration.block.headerSpan;
  const unknown = computedUnknown(root.id, "", address, name, span);
  const schema = attributeSchema(declaration.mode, declaration.type, name);
  const prefix = givenPrefix(declaration.type, name);
  const type = {
    ...(schema === undefined || schema.type === DYNAMIC ? {} : { type: schema.type }),
    ...(prefix === undefined ? {} : { notNull: true as const }),
    ...(prefix === undefined || prefix === "" ? {} : { prefix }),
  };
  if (declaration.mode === "managed") return { ...unknown, ...type, symbol: `${symbol}.${name}` };
  const isIdentity = name === "id" || name === "arn";
  const hint = canBeFound(declaration.type) ? foundElsewhere(isIdentity) : IN_A_PLAN;
  const cause = { kind: "external", text: `${address}.${name} is read from outside the scan`, hint, span } as const;
  return { ...unknown, ...type, symbol: `${symbol}.${name}`, cause };
}
