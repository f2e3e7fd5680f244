/** The entities for which a rule is violated or open → what its findings are about: one for each line that is missing or wrong. */
import type { Truth } from "../base/truth.ts";
import type { Proof } from "../reach/proof.ts";
import { formatPorts } from "../sets/port-set.ts";
import type { Entity, EntityOf } from "./entity.ts";
import { closedPorts, direction, type HopGroup, peerNames, requiredText, unknownsOf } from "./hop-group.ts";
import type { EntityKind } from "./rule.ts";

/** What a finding is about: an entity, of hops all that one line breaks. */
export type Subject = PathSubject | SourceSubject;

/** It speaks of what gets through. */
export type PathSubject = { readonly kind: "hop"; readonly group: HopGroup } | EntityOf<"obstacle">;

/** It speaks of what is written. */
export type SourceSubject = EntityOf<Exclude<EntityKind, "hop" | "obstacle">>;

export type SubjectOf<K extends EntityKind> = Extract<Subject, { readonly kind: K }>;

/** What a rule came to for a subject. That something does not get through is a violation only with a proof that the engine handed out. */
export type Found =
  | { readonly verdict: "violated"; readonly subject: PathSubject; readonly proofs: readonly [Proof, ...Proof[]] }
  | { readonly verdict: "violated"; readonly subject: SourceSubject }
  | { readonly verdict: "undetermined"; readonly subject: Subject };

/** An entity with whether it violates the rule: true or unknown. */
export interface Judged {
  readonly entity: Entity;
  readonly truth: Truth;
}

export function subjectsOf(judged: readonly Judged[]): readonly Found[] {
  const found: Found[] = [];
  const hops: JudgedHop[] = [];
  for (const { entity, truth } of judged) {
    if (entity.kind === "hop") hops.push({ entity, proof: truth === "true" ? entity.hop.proof : undefined });
    else if (entity.kind === "obstacle") {
      const { proof } = entity.obstacle;
      if (truth === "true" && proof !== undefined)
        found.push({ verdict: "violated", subject: entity, proofs: [proof] });
      else found.push({ verdict: "undetermined", subject: entity });
    } else if (truth === "true") found.push({ verdict: "violated", subject: entity });
    else found.push({ verdict: "undetermined", subject: entity });
  }
  return [...found, ...hopSubjects(hops)];
}

interface JudgedHop {
  readonly entity: EntityOf<"hop">;
  /** Where the rule is certainly violated: what is proven of the hop. */
  readonly proof: Proof | undefined;
}

/** Hops of one flow with the same filter are told together, and what is proven on some pair of subnets prevails. */
function hopSubjects(hops: readonly JudgedHop[]): readonly Found[] {
  const perFlow = grouped(hops, ({ entity: { flow, hop } }) => [flow.id, hop.kind, ...hop.nodes.map(({ id }) => id)]);
  const groups = perFlow.map((all): HopGroup => {
    const proofs = all.flatMap(({ proof }) => proof ?? []);
    const [first, ...rest] = proofs.length > 0 ? all.filter(({ proof }) => proof !== undefined) : all;
    const { flow, hop } = first!.entity;
    const hops = [hop, ...rest.map(({ entity }) => entity.hop)] as const;
    return { flow, hops, proofs, all: [{ flow, hops }] };
  });
  return grouped(groups, lineOf).map(([first, ...rest]): Found => {
    const all = [first!.all[0], ...rest.map(({ all }) => all[0])] as const;
    const group = { ...first!, all };
    const subject = { kind: "hop", group } as const;
    const [proof, ...others] = first!.proofs;
    return proof === undefined
      ? { verdict: "undetermined", subject }
      : { verdict: "violated", subject, proofs: [proof, ...others] };
  });
}

/** The same for hops that one line would open: a rule of the same filter, for the same ports, from or to the same others. */
function lineOf(group: HopGroup): readonly string[] {
  const { flow, hops, proofs, all } = group;
  const [{ kind, nodes }] = hops;
  const what =
    proofs.length === 0
      ? unknownsOf({ hops }).map(({ symbol }) => symbol)
      : [formatPorts(closedPorts(group)), String(proofs.some(({ whole }) => whole))];
  return [
    direction(kind),
    ...nodes.map(({ id }) => id),
    flow.protocol,
    requiredText(group),
    peerNames(all[0]),
    ...what,
  ];
}

/** In the order of the first of each group. */
function grouped<T>(all: readonly T[], key: (one: T) => readonly string[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = JSON.stringify(key(one));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
