/** The nested blocks of a resource into the value that a reference to them sees. */
import { DYNAMIC, type ListValue, type MapValue, type UnknownValue, type Value } from "../../../base/value.ts";
import type { BodyBlock, ResourceBody } from "../../resource.ts";
import { partOf } from "../language/unknowns.ts";
import type { NestedBlocks } from "./body.ts";

/** What stands for the blocks of one type besides what is written in them. */
interface Unwritten {
  /** Attributes that the provider gives them. */
  readonly computed: UnknownValue;
  /** It is not known whether the provider makes a list of such blocks, or an object of the one that there is. */
  readonly mayBeObject: boolean;
  /** What a plan says of the blocks. */
  readonly planned?: Value | undefined;
}

/** `unwritten` is undefined where a block has no attributes but those that are written. */
export function blocksValue(type: string, nested: NestedBlocks, unwritten: Unwritten | undefined): ListValue {
  const written = nested.blocks.filter((block) => block.type === type && block.exists === true);
  const elements = written.map((block, at) => {
    const of = unwritten && { ...unwritten, computed: partOf(unwritten.computed, `[${at}]`, DYNAMIC) };
    // Which of several a plan's are, is not known: some are sets.
    return blockValue(block, of, written.length === 1 ? onlyOne(unwritten?.planned) : undefined);
  });
  const rest = nested.furtherBlocks.get(type);
  return {
    kind: "list",
    shape: "tuple",
    elements,
    ...(rest === undefined ? {} : { rest }),
    ...(unwritten?.mayBeObject === true ? { mayBeObject: true } : {}),
  };
}

function blockValue(block: BodyBlock, unwritten: Unwritten | undefined, planned: MapValue | undefined): MapValue {
  const known = [...(planned?.entries ?? [])].filter(([, value]) => value.kind !== "unknown");
  const entries = new Map<string, Value>([...known, ...argumentsOf(block.body)]);
  for (const { type } of block.body.blocks) {
    const computed = unwritten && partOf(unwritten.computed, `.${type}`, DYNAMIC);
    const inner = computed && { ...unwritten, computed, planned: planned?.entries.get(type) };
    entries.set(type, blocksValue(type, block.body, inner));
  }
  return { kind: "map", shape: "object", entries, ...(unwritten === undefined ? {} : { rest: unwritten.computed }) };
}

function onlyOne(planned: Value | undefined): MapValue | undefined {
  if (planned?.kind !== "list" || planned.elements.length !== 1) return undefined;
  const [only] = planned.elements;
  return only?.kind === "map" ? only : undefined;
}

export function argumentsOf(body: ResourceBody): readonly (readonly [string, Value])[] {
  return [...body.attributes].map(([name, { value }]) => [name, value]);
}
