/** The Resources section into one declaration per logical id. */
import type { Span } from "../../../base/source-file.ts";
import type { UnknownValue } from "../../../base/value.ts";
import type { LocatedNode, LocatedScalar } from "../../../parse/located.ts";
import type { Context, Entries, StackScope } from "./context.ts";
import { entriesOf, entryNamed } from "./entries.ts";

export interface ResourceDeclaration {
  readonly id: string;
  readonly type: string;
  readonly properties: LocatedNode | undefined;
  /** What else it may have, because a file that it includes could not be read. */
  readonly rests: readonly UnknownValue[];
  readonly metadata: LocatedNode | undefined;
  readonly condition: LocatedScalar | undefined;
  /** The logical id where it is written. */
  readonly span: Span;
  /** With the loop variables of `Fn::ForEach`. */
  readonly context: Context;
  /** It stands for any number of resources. */
  readonly repeated: UnknownValue | undefined;
}

/** `around`: the logical path of the stack, empty or with a dot at its end. `missing` is told what may be in a resource and could not be
 *  read. */
export function resourceDeclarations(
  { entries }: Entries,
  stack: StackScope,
  around: string,
  missing: (address: string, rest: UnknownValue) => void,
): ReadonlyMap<string, ResourceDeclaration> {
  const declarations = new Map<string, ResourceDeclaration>();
  for (const {
    key: id,
    written: { span },
    node,
    context,
    repeated,
  } of entries) {
    const parts = entriesOf(node.kind === "mapping" ? node : undefined, context);
    for (const rest of parts.rests) missing(`${around}${id}`, rest);
    const at = (name: string): LocatedNode | undefined => entryNamed(parts, name)?.node;
    const type = at("Type");
    if (type?.kind !== "scalar" || type.tag !== undefined || type.value === null) {
      if (parts.rests.length === 0)
        stack.report({
          code: "resource-without-type",
          severity: "warning",
          message: `the resource ${id} has no Type and is passed over`,
          span,
        });
      continue;
    }
    const condition = at("Condition");
    declarations.set(id, {
      id,
      type: type.text,
      properties: at("Properties"),
      rests: parts.rests,
      metadata: at("Metadata"),
      condition: condition?.kind === "scalar" ? condition : undefined,
      span,
      context,
      repeated,
    });
  }
  return declarations;
}

/** A program outside of the template makes it and says what its attributes are
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html). */
export function isCustom(type: string): boolean {
  return type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
}
