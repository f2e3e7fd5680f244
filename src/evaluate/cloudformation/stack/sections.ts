/** The sections of a stack's template as CloudFormation sees them: with loops expanded, and with what the template includes from other
 *  files, in a section or at its top level. */
import type { UnknownValue } from "../../../base/value.ts";
import type { LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import { topLevelIncludes } from "../template/includes.ts";
import { lastEntries, mappingAt } from "../template/template.ts";
import type { Context, Entries } from "./context.ts";
import { entriesOf, isLoop } from "./entries.ts";
import { transformed } from "./functions/transform.ts";

export type SectionName = "Mappings" | "Rules" | "Conditions" | "Resources" | "Outputs" | "Hooks";

/** Sections in which loops are refused
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html). */
const WITHOUT_LOOPS: ReadonlySet<SectionName> = new Set(["Mappings", "Rules", "Hooks"]);

export class Sections {
  readonly #root: LocatedNode;
  readonly #context: Context;
  readonly #missing: (section: string, rest: UnknownValue) => void;
  readonly #found = new Map<SectionName, Entries>();
  #tops: readonly LocatedNode[] | undefined;
  #restOfTops: readonly UnknownValue[] = [];

  /** `missing` is told what may be in a section and could not be read. */
  constructor(root: LocatedNode, context: Context, missing: (section: string, rest: UnknownValue) => void) {
    this.#root = root;
    this.#context = context;
    this.#missing = missing;
  }

  section(name: SectionName): Entries {
    const before = this.#found.get(name);
    if (before !== undefined) return before;
    // A collection or location that refers to the section that is being expanded meets only what is written in it.
    this.#found.set(name, { entries: written(mappingAt(this.#root, name), this.#context), rests: [] });
    const parts = this.#topLevel().map((top) => entriesOf(this.#allowed(mappingAt(top, name), name), this.#context));
    const rests = parts.flatMap((part) => part.rests);
    for (const rest of rests) this.#missing(name, rest);
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
      for (const rest of rests) this.#missing("the template", rest);
    }
    return this.#tops;
  }

  #allowed(mapping: LocatedMapping | undefined, name: SectionName): LocatedMapping | undefined {
    if (mapping === undefined || !WITHOUT_LOOPS.has(name)) return mapping;
    for (const { key } of mapping.entries)
      if (isLoop(key.text))
        this.#context.stack.report({
          code: "for-each",
          severity: "error",
          message: `Fn::ForEach cannot stand in ${name}`,
          span: key.span,
        });
    return { ...mapping, entries: mapping.entries.filter(({ key }) => !isLoop(key.text)) };
  }
}

function written(mapping: LocatedMapping | undefined, context: Context): Entries["entries"] {
  return lastEntries(mapping).flatMap(({ key, value }) =>
    isLoop(key.text) || key.text === "Fn::Transform"
      ? []
      : [{ key: key.text, written: key, node: value, context, repeated: undefined }],
  );
}
