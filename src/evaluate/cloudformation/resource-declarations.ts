/** The Resources section into one declaration per logical id, with loops expanded. */
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { LocatedMapping, LocatedNode, LocatedScalar } from "../../parse/located.ts";
import type { Context } from "./context.ts";
import { isLoop, loopEntries } from "./for-each.ts";
import type { Stack } from "./stack.ts";
import { entryAt, lastEntries, textAt } from "./template.ts";

export interface ResourceDeclaration {
  readonly id: string;
  readonly type: string;
  readonly properties: LocatedNode | undefined;
  readonly metadata: LocatedNode | undefined;
  readonly condition: LocatedScalar | undefined;
  /** The logical id where it is written. */
  readonly span: Span;
  /** With the loop variables of `Fn::ForEach`. */
  readonly context: Context;
  /** It stands for any number of resources. */
  readonly repeated: UnknownValue | undefined;
}

interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly node: LocatedNode;
  readonly context: Context;
  readonly repeated: UnknownValue | undefined;
}

export function resourceDeclarations(stack: Stack, context: Context): ReadonlyMap<string, ResourceDeclaration> {
  const declarations = new Map<string, ResourceDeclaration>();
  for (const entry of expandedEntries(stack.settings.template.resources, context)) {
    const { node } = entry;
    const type = textAt(node, "Type");
    if (type === undefined) {
      if (entry.key !== "Fn::Transform")
        stack.report({
          code: "resource-without-type",
          severity: "warning",
          message: `the resource ${entry.key} has no Type and is passed over`,
          span: entry.keySpan,
        });
      continue;
    }
    const condition = entryAt(node, "Condition")?.value;
    declarations.set(entry.key, {
      id: entry.key,
      type,
      properties: entryAt(node, "Properties")?.value,
      metadata: entryAt(node, "Metadata")?.value,
      condition: condition?.kind === "scalar" ? condition : undefined,
      span: entry.keySpan,
      context: entry.context,
      repeated: entry.repeated,
    });
  }
  return declarations;
}

/** An entry of a section that may have loops; undefined where there is none of that key. */
export function entryOf(section: LocatedMapping | undefined, key: string, stack: Stack): Entry | undefined {
  const direct = entryAt(section, key);
  const context = stack.context(true);
  if (direct !== undefined) return { key, keySpan: direct.key.span, node: direct.value, context, repeated: undefined };
  if (section?.entries.some((entry) => isLoop(entry.key.text)) !== true) return undefined;
  return expandedEntries(section, context).find((entry) => entry.key === key);
}

/** The entries of a section in source order, loops expanded. */
export function expandedEntries(section: LocatedMapping | undefined, context: Context): readonly Entry[] {
  return lastEntries(section).flatMap(({ key, value }): readonly Entry[] =>
    isLoop(key.text)
      ? loopEntries(key, value, context).entries
      : [{ key: key.text, keySpan: key.span, node: value, context, repeated: undefined }],
  );
}

/** A program outside of the template makes it and says what its attributes are
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html). */
export function isCustom(type: string): boolean {
  return type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
}
