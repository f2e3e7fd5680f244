/** Deployed resources that a data source asks for. What AWS tells of them is all that there is: a tag that it does not tell is not there. */
import { compareText } from "../../../base/collections.ts";
import { nameMatches } from "../../../base/glob.ts";
import { all, any, type Truth, truthOf } from "../../../base/truth.ts";
import type { Value } from "../../../base/value.ts";
import type { Resource } from "../../resource.ts";
import { areTelling, CAME_WITH_THE_ACCOUNT, type Criterion, criteriaOf, type Search } from "./criteria.ts";
import { textOf } from "./matching.ts";

/** The one that a data source certainly finds; undefined where it may find another one too, or none. */
export function onlyIn(candidates: readonly Resource[], data: Resource, search: Search): Resource | undefined {
  const possible = fittingIn(candidates, data, search).filter(({ truth }) => truth !== "false");
  const [only] = possible;
  return possible.length === 1 && only?.truth === "true" ? only.resource : undefined;
}

/** All that one certainly lists, in the order of their addresses; undefined where of one of them it is not certain. */
export function listedIn(
  candidates: readonly Resource[],
  data: Resource,
  search: Search,
): readonly Resource[] | undefined {
  const fitting = fittingIn(candidates, data, search);
  if (fitting.some(({ truth }) => truth === "unknown")) return undefined;
  const listed = fitting.filter(({ truth }) => truth === "true").map(({ resource }) => resource);
  return listed.sort((a, b) => compareText(a.address, b.address));
}

function fittingIn(
  candidates: readonly Resource[],
  data: Resource,
  search: Search,
): readonly { readonly resource: Resource; readonly truth: Truth }[] {
  const criteria = criteriaOf(data, search);
  if (!criteria.some(({ attribute }) => attribute === CAME_WITH_THE_ACCOUNT) && !areTelling(criteria)) return [];
  return candidates.map((resource) => ({ resource, truth: all(criteria.map((one) => meets(resource, one))) }));
}

function meets(resource: Resource, { attribute, values }: Criterion): Truth {
  const own = toldOf(resource, attribute === CAME_WITH_THE_ACCOUNT ? "default" : attribute);
  if (own === undefined && (attribute.startsWith("tag:") || attribute === "name")) return "false";
  if (values.length === 0) return "unknown";
  return any(values.map((wanted) => isSame(own, wanted)));
}

function toldOf({ body }: Resource, attribute: string): Value | undefined {
  if (!attribute.startsWith("tag:")) return body.attributes.get(attribute)?.value;
  const tags = body.attributes.get("tags")?.value;
  return tags?.kind === "map" ? tags.entries.get(attribute.slice("tag:".length)) : tags;
}

function isSame(own: Value | undefined, wanted: Value): Truth {
  const [a, b] = [own && textOf(own), textOf(wanted)];
  return a === undefined || b === undefined ? "unknown" : truthOf(nameMatches(b, a));
}
