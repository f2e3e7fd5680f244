/** The sections of a stack's template as CloudFormation sees them: with loops expanded, and with what the template includes from other
 *  files, in a section or at its top level. */

import type { Span } from "../../../base/source-file.ts";
import type { UnknownValue } from "../../../base/value.ts";
import type { LocatedMapping, LocatedNode, LocatedScalar } from "../../../parse/located.ts";
import { lastEntries, mappingAt, topLevelIncludes } from "../template/template.ts";
import type { Entries, EvaluationContext } from "./context.ts";
import { entriesOf, entryNamed, isLoop, plainEntry, transformed } from "./entries.ts";
import type { Stack } from "./stack.ts";

export type SectionName = "Mappings" | "Rules" | "Conditions" | "Resources" | "Outputs" | "Hooks";

/** Sections in which loops are refused
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html). */
const WITHOUT_LOOPS: ReadonlySet<SectionName> = new Set(["Mappings", "Rules", "Hooks"]);

export class Sections {
  readonly #root: LocatedNode;
  readonly #stack: Stack;
  readonly #context: EvaluationContext;
  readonly #found = new Map<SectionName, Entries>();
  #tops: readonly LocatedNode[] | undefined;
  #restOfTops: readonly UnknownValue[] = [];

  constructor(stack: Stack) {
    this.#root = stack.settings.template.document.root;
    this.#stack = stack;
    this.#context = stack.context(true);
  }

  section(name: SectionName): Entries {
    const before = this.#found.get(name);
    if (before !== undefined) return before;
    // A collection or location that refers to the section that is being expanded meets only what is written in it.
    this.#found.set(name, { entries: written(mappingAt(this.#root, name), this.#context), rests: [] });
    const parts = this.#topLevel().map((top) => entriesOf(this.#allowed(mappingAt(top, name), name), this.#context));
    const rests = parts.flatMap((part) => part.rests);
    this.#leaveOut(name, rests);
    const section = { entries: parts.flatMap(({ entries }) => entries), rests: [...rests, ...this.#restOfTops] };
    this.#found.set(name, section);
    return section;
  }

  /** The template, and what it includes at its top level. */
  #topLevel(): readonly LocatedNode[] {
    if (this.#tops === undefined) {
      this.#tops = [this.#root];
      const rests: UnknownValue[] = [];
      const tops = new Set([this.#root]);
      for (const top of tops)
        for (const call of topLevelIncludes(top))
          for (const one of transformed(call, this.#context))
            if ("node" in one) tops.add(one.node);
            else rests.push(one.unknown);
      this.#tops = [...tops];
      this.#restOfTops = rests;
      this.#leaveOut("the template", rests);
    }
    return this.#tops;
  }

  #leaveOut(part: string, rests: readonly UnknownValue[]): void {
    const { address } = this.#stack.settings;
    for (const rest of rests) this.#stack.leaveOut(address === "" ? part : `${part} of ${address}`, rest);
  }

  #allowed(mapping: LocatedMapping | undefined, name: SectionName): LocatedMapping | undefined {
    if (mapping === undefined || !WITHOUT_LOOPS.has(name)) return mapping;
    for (const { key } of mapping.entries)
      if (isLoop(key.text))
        this.#stack.report({
          code: "for-each",
          severity: "error",
          message: `Fn::ForEach cannot stand in ${name}`,
          span: key.span,
        });
    return { ...mapping, entries: mapping.entries.filter(({ key }) => !isLoop(key.text)) };
  }
}

function written(mapping: LocatedMapping | undefined, context: EvaluationContext): Entries["entries"] {
  const plain = lastEntries(mapping).filter(({ key }) => !isLoop(key.text) && key.text !== "Fn::Transform");
  return plain.map((entry) => plainEntry(entry, context));
}

export interface DeclaredResource {
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
  readonly context: EvaluationContext;
  /** It stands for any number of resources. */
  readonly repeated: UnknownValue | undefined;
}

/** The entries of a section of resources, by logical id. */
export function declaredResources(stack: Stack, section: "Resources" | "Hooks"): ReadonlyMap<string, DeclaredResource> {
  const declarations = new Map<string, DeclaredResource>();
  for (const {
    key: id,
    written: { span },
    node,
    context,
    repeated,
  } of stack.section(section).entries) {
    const parts = entriesOf(node.kind === "mapping" ? node : undefined, context);
    for (const rest of parts.rests) stack.leaveOut(stack.pathOf(id), rest);
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
