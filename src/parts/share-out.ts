/** The parts of a scan → which shard judges which of them. */
import type { Part } from "./part.ts";

/**
 * The places of each shard's parts, in their order. The largest parts go first, each to the shard that has least until then, so that all have
 * about as much; the same parts are shared out in the same way by whoever does it.
 */
export function shareOut(parts: readonly Pick<Part, "characters">[], count: number): readonly (readonly number[])[] {
  const shards = Array.from({ length: count }, () => ({ places: [] as number[], characters: 0 }));
  const largest = parts.map(({ characters }, at) => ({ characters, at }));
  largest.sort((a, b) => b.characters - a.characters || a.at - b.at);
  for (const { characters, at } of largest) {
    const least = shards.reduce((a, b) => (b.characters < a.characters ? b : a));
    least.places.push(at);
    // One without a text takes its time too.
    least.characters += characters + 1;
  }
  return shards.map(({ places }) => places.sort((a, b) => a - b));
}
