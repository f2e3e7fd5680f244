/** What one root brings to the look-ups of a scan. */
import { groupBy, remembered } from "../../../base/collections.ts";
import type { Resource } from "../../resource.ts";
import type { Thing } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { asAws } from "./as-aws.ts";
import { type Criterion, criteriaOf, type Search, searchOf } from "./criteria.ts";
import type { Findable } from "./matching.ts";
import { AllWhereabouts, type Whereabouts } from "./whereabouts.ts";

/** A data source with what it looks for. */
export interface Looking extends Thing {
  readonly search: Search;
  readonly criteria: readonly Criterion[];
  readonly whereabouts: Whereabouts;
}

export class RootThings {
  readonly byAddress: ReadonlyMap<string, Resource>;
  readonly looking: readonly Looking[];
  readonly #findable: ReadonlyMap<string, readonly Findable[]>;

  constructor(root: RootEvaluation, resources: readonly Resource[]) {
    const all = new AllWhereabouts();
    const findable: Findable[] = [];
    const looking: Looking[] = [];
    for (const resource of resources) {
      const like = asAws(resource);
      const search = searchOf(resource.mode === "data" ? resource.type : like.type);
      const instance = search === undefined ? undefined : root.resourceAt(resource.address);
      if (search === undefined || instance === undefined) continue;
      const thing = { root, instance, resource, whereabouts: all.of(root, instance) };
      if (resource.mode === "data") {
        looking.push({ ...thing, search, criteria: criteriaOf(resource, search) });
      } else findable.push({ ...thing, like });
    }
    this.byAddress = new Map(resources.map((resource) => [resource.address, resource]));
    this.looking = looking;
    this.#findable = groupBy(findable, ({ like }) => like.type);
  }

  /** Those that can be found, of a type in the spelling of the aws provider. */
  findable(type: string): readonly Findable[] {
    return this.#findable.get(type) ?? NONE;
  }
}

const NONE: readonly Findable[] = [];

/** Look-ups are made again and again, and most roots are the same each time. */
const known = new WeakMap<readonly Resource[], RootThings>();

/** `resources`: all of the root, as they were evaluated. */
export function thingsOf(root: RootEvaluation, resources: readonly Resource[]): RootThings {
  return remembered(known, resources, () => new RootThings(root, resources));
}
