/** Why it is not known what a data source finds, with what the user can do. */
import { type ResourceRef, rootUnknowns, type UnknownValue } from "../../../base/value.ts";
import { unknownsIn } from "../../../values/unknown.ts";
import type { Resource } from "../../resource.ts";
import type { Reason, Thing } from "../instances/find.ts";
import { foundElsewhere, IN_A_PLAN } from "../language/unknowns.ts";
import { type Criterion, criteriaOf, inWords, type Search, searchOf } from "./criteria.ts";
import type { OpenCriterion } from "./matching.ts";

/** A resource that may be found, and what is not known of it; nothing where only its region or account is not. */
interface Possible {
  readonly thing: Thing;
  readonly open: readonly OpenCriterion[];
}

/** A resource as people read it beside a data source: with its root where that is another one. */
function named({ root, resource }: Thing, data: Thing): string {
  return `${resource.address}${root === data.root ? "" : ` of ${root.path}`}`;
}

const MOST_NAMED = 8;

export function allNamed(things: readonly Thing[], data: Thing, between: string): string {
  const names = things.slice(0, MOST_NAMED).map((thing) => named(thing, data));
  const more = things.length - names.length;
  return [...names, ...(more === 0 ? [] : [`${more} more`])].join(between);
}

/** Undefined where an id that AWS gave is asked for: nothing in a source says whose it is. */
export function mayFind(data: Thing, possible: readonly Possible[]): Reason | undefined {
  const [first, ...others] = possible.filter(({ open }) => !open.some(({ attribute }) => IDS.has(attribute)));
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` or ${others.length} more`;
  const { text, ...settling } = whatIsOpen(first, data);
  const found = `${data.resource.address} may find ${named(first.thing, data)}${more}`;
  return { text: `${found}: ${text}`, ...settling };
}

const IDS: ReadonlySet<string> = new Set(["arn", "id"]);

/** Of an attribute of a data source that finds nothing of the scan: where its value comes from, when, and what the data source looks for. */
export function elsewhere(data: Resource, name: string): Reason {
  const when = `${/^aws(cc)?_/.test(data.type) ? "looked up in AWS" : "read"} when Terraform runs`;
  const text = `${data.address}.${name} is ${when}`;
  const search = searchOf(data.type);
  const isIdentity = name === "id" || name === "arn";
  const settling =
    search === undefined ? { hint: IN_A_PLAN } : whatToScan(criteriaOf(data, search), search, isIdentity);
  return { text, ...settling };
}

/** What the user can do, and the input that it begins with. */
type Settling = Omit<Reason, "text">;

function whatToScan(criteria: readonly Criterion[], { types }: Search, isIdentity: boolean): Settling {
  const id = criteria.find(({ attribute }) => IDS.has(attribute));
  if (id !== undefined) {
    const hint = `look it up by a name or tags in place of its ${id.says}, and ${foundElsewhere("it", isIdentity)}`;
    return { hint };
  }
  const wanted = inWords(criteria);
  if (wanted !== undefined) return { hint: foundElsewhere(`the ${types[0]} with the ${wanted}`, isIdentity) };
  const unknown = criteria.flatMap(({ values }) => values.flatMap(unknownsIn)).flatMap(rootUnknowns)[0];
  const settling = settlingOf(unknown);
  // What it belongs to is defined where it is, too.
  if (settling !== undefined && unknown?.cause.kind === "external") return settling;
  const scanIt = foundElsewhere("what it finds", isIdentity);
  return settling === undefined ? { hint: scanIt } : { ...settling, hint: `${settling.hint}; and ${scanIt}` };
}

/** How an unknown is settled that something else waits for. */
export function settlingOf(unknown: UnknownValue | undefined): Settling | undefined {
  const { hint, input } = unknown?.cause ?? {};
  if (hint === undefined) return undefined;
  return input === undefined ? { hint } : { hint, input };
}

export function mayBeAmong(data: Thing, [first]: readonly Possible[]): Reason {
  const { text, ...settling } = whatIsOpen(first!, data);
  return {
    text: `${named(first!.thing, data)} may be among what ${data.resource.address} finds: ${text}`,
    ...settling,
  };
}

export function severalFit(data: Thing, things: readonly Thing[]): Reason {
  return { text: `${data.resource.address} may find ${allNamed(things, data, " or ")}`, hint: ONLY_ONE };
}

export const ONLY_ONE = "scan only the directory of the one that is meant together with this one";

function whatIsOpen({ thing, open: [first] }: Possible, data: Thing): Reason {
  const { resource } = thing;
  if (first === undefined) return ofThePlace(thing, data);
  const { own, says, values } = first;
  if (own === undefined) return { text: `its ${says} is not written`, hint: writeIt(says, resource) };
  const wanted = values.flatMap(unknownsIn).flatMap(rootUnknowns);
  if (own.kind === "unknown" && own.ref !== undefined) {
    const lookedUp = wanted.find(({ cause }) => cause.kind === "external");
    const settling = settlingOf(lookedUp);
    if (lookedUp === undefined || settling === undefined) return referToIt(says, own.ref, data);
    return { text: `its ${says} is not compared because ${lookedUp.cause.text}`, ...settling };
  }
  const [unknown] = [...unknownsIn(own).flatMap(rootUnknowns), ...wanted];
  const text = unknown?.cause.text ?? "there are wildcards in what is looked for";
  const settling = settlingOf(unknown) ?? { hint: writeIt(says, resource) };
  return { text: `its ${says} is not compared because ${text}`, ...settling };
}

/** What a thing belongs to is another resource, which its id says to nobody. */
function referToIt(says: string, to: ResourceRef, data: Thing): Reason {
  const text = `whether its ${says} is that of ${to.address} is not known`;
  return { text, hint: `refer to ${to.address} in ${data.resource.address}, or to a data source that finds it` };
}

function writeIt(says: string, { address }: Resource): string {
  return `write the ${says} as a text in ${address} and where it is looked for`;
}

function ofThePlace({ resource, root }: Thing, data: Thing): Reason {
  if (resource.exists !== true) {
    const [exists] = rootUnknowns(resource.exists) as [typeof resource.exists];
    const settling = settlingOf(exists) ?? { hint: "write a constant count there" };
    return { text: `it is not known whether it exists, because ${exists.cause.text}`, ...settling };
  }
  if (resource.repeated) {
    return { text: "it is not known how many there are of it", hint: `write a constant count in ${resource.address}` };
  }
  if (root !== data.root) return { text: `what is looked for stands in several roots`, hint: ONLY_ONE };
  const text = "it is not known whether both are in one region and account";
  return { text, hint: "write the region into both provider configurations" };
}
