/** What one root brings to the look-ups of a scan. */
import { groupBy, remembered } from "../../../base/collections.ts";
import type { Resource } from "../../resource.ts";
import type { Thing } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { asAws } from "./as-aws.ts";
import { type Criterion, criteriaOf, type Search, searchOf } from "./criteria.ts";
import { type Findable, TextsAsked } from "./matching.ts";
import { AllWhereabouts, type Whereabouts } from "./whereabouts.ts";

/** A data source with what it looks for. */
export interface Looking extends Thing {
  readonly search: Search;
  readonly criteria: readonly Criterion[];
  readonly texts: TextsAsked;
  readonly whereabouts: Whereabouts;
}

export class RootThings {
  readonly byAddress: ReadonlyMap<string, Resource>;
  readonly looking: readonly Looking[];
  readonly #findable: ReadonlyMap<string, readonly Findable[]>;
  /** By type, and by what is asked for in texts. */
  readonly #notExcluded = new Map<string, Map<string, readonly Findable[]>>();

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
        const criteria = criteriaOf(resource, search);
        looking.push({ ...thing, search, criteria, texts: new TextsAsked(criteria) });
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

  /** The same without those that have another text. What is asked for in texts is the same in each round of look-ups, and in many roots. */
  notExcluded(type: string, texts: TextsAsked): readonly Findable[] {
    const all = this.findable(type);
    if (all.length === 0) return NONE;
    const ofType = remembered(this.#notExcluded, type, () => new Map<string, readonly Findable[]>());
    return remembered(ofType, texts.name, () => {
      const left = all.filter((one) => !texts.exclude(one));
      return left.length === 0 ? NONE : left;
    });
  }
}

/** Shared: nearly all roots have nothing that fits. */
const NONE: readonly Findable[] = [];

/** Look-ups are made again and again, and most roots are the same each time. */
const known = new WeakMap<readonly Resource[], RootThings>();

/** `resources`: all of the root, as they were evaluated. */
export function thingsOf(root: RootEvaluation, resources: readonly Resource[]): RootThings {
  return remembered(known, resources, () => new RootThings(root, resources));
}
