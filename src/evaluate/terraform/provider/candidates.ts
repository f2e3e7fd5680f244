/** Resources by what they have as an attribute, so that a data source is not compared with each of its type. */
import { remembered } from "../../../base/collections.ts";
import { hasWildcards } from "../../../base/glob.ts";
import type { Value } from "../../../base/value.ts";
import type { Resource } from "../../resource.ts";
import { attributeOf, type Findable, type Leads, NOWHERE, resourceBehind } from "./matching.ts";

/** Attributes that name a thing, or what it belongs to. */
export function isIndexed(attribute: string): boolean {
  return attribute.startsWith("tag:") || INDEXED.has(attribute);
}

const INDEXED: ReadonlySet<string> = new Set(["cluster", "load_balancer_arn", "name", "vpc_id"]);

/** Candidates by the text or the resource that they have as an attribute. */
export class Index {
  readonly #all: readonly Findable[];
  readonly #leads: Leads;
  readonly #byText = new Map<string, Findable[]>();
  readonly #byResource = new Map<Resource, Findable[]>();
  readonly #others: Findable[] = [];
  readonly #order: ReadonlyMap<Findable, number>;

  constructor(all: readonly Findable[], attribute: string, leads: Leads) {
    this.#all = all;
    this.#leads = leads;
    this.#order = new Map(all.map((one, at) => [one, at]));
    for (const one of all) {
      const own = attributeOf(one, attribute);
      const to = own === undefined ? undefined : this.#named(own);
      if (own?.kind === "string") remembered(this.#byText, own.value, () => []).push(one);
      else if (to !== undefined) remembered(this.#byResource, to, () => []).push(one);
      else this.#others.push(one);
    }
  }

  /** Those that may have one of the values: two texts differ, and so do two resources, and nothing else for certain. */
  having(values: readonly Value[]): readonly Findable[] {
    const texts = values.map((value) =>
      value.kind === "string" && !hasWildcards(value.value) ? value.value : undefined,
    );
    if (texts.every((text) => text !== undefined)) return this.#among(texts, this.#byText, this.#byResource);
    const resources = values.map((value) => this.#named(value));
    if (resources.every((one) => one !== undefined)) return this.#among(resources, this.#byResource, this.#byText);
    return this.#all;
  }

  #among<K>(
    keys: readonly K[],
    byKey: ReadonlyMap<K, readonly Findable[]>,
    others: ReadonlyMap<unknown, readonly Findable[]>,
  ): readonly Findable[] {
    const found = [...new Set(keys)].flatMap((key) => byKey.get(key) ?? []);
    return [...found, ...this.#others, ...[...others.values()].flat()].sort(
      (a, b) => this.#order.get(a)! - this.#order.get(b)!,
    );
  }

  #named(value: Value): Resource | undefined {
    const resource = resourceBehind(value, this.#leads);
    return resource === undefined || resource === NOWHERE || resource.repeated ? undefined : resource;
  }
}
