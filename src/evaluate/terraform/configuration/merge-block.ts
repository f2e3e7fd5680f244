/** A block with what a block of an override file says of it. */
import type { Block } from "../../../parse/hcl/syntax.ts";

/** Arguments are replaced one by one; nested blocks of a type replace all those of that type, except that `lifecycle` merges. */
export function mergeBlock(base: Block, override: Block): Block {
  const replaced = new Set(override.body.attributes.map((attribute) => attribute.name));
  const types = new Set(override.body.blocks.map(blockType));
  const blocks = base.body.blocks.flatMap((block) => {
    if (!types.has(blockType(block))) return [block];
    const merging = override.body.blocks.find((other) => other.type === "lifecycle" && block.type === "lifecycle");
    return merging === undefined ? [] : [mergeBlock(block, merging)];
  });
  const added = override.body.blocks.filter(
    (block) => block.type !== "lifecycle" || !blocks.some((other) => other.type === "lifecycle"),
  );
  return {
    ...base,
    body: {
      span: base.body.span,
      attributes: [
        ...base.body.attributes.filter((attribute) => !replaced.has(attribute.name) && !types.has(attribute.name)),
        ...override.body.attributes,
      ],
      blocks: [...blocks.filter((block) => !replaced.has(blockType(block))), ...added],
    },
  };
}

/** A dynamic block counts as one of the type that it generates. */
function blockType(block: Block): string {
  return block.type === "dynamic" ? (block.labels[0]?.value ?? "") : block.type;
}
