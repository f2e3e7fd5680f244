/** What a root refers to and that can be several things, with something else made of each world in which it is one of them. */
import { once } from "../base/collections.ts";
import type { EvaluatedWorld, RootChoice } from "./resource.ts";

export function withWorlds(
  { root, alternatives }: RootChoice,
  make: (world: EvaluatedWorld) => EvaluatedWorld,
): RootChoice {
  return {
    root,
    alternatives: once(() =>
      alternatives().map(({ name, worlds }) => ({ name, worlds: once(() => worlds()?.map(make)) })),
    ),
  };
}
