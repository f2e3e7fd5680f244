/** The entities for which a rule is violated, or may be → what its findings are about: one for each line that is missing or wrong. */
import { groupBy } from "../base/collections.ts";
import type { Truth } from "../base/truth.ts";
import type { Proof } from "../reach/ways/proof.ts";
import { formatPorts } from "../sets/port-set.ts";
import type { Entity, EntityKind, EntityOf } from "./vocabulary/entity.ts";
import { closedPorts, direction, type HopGroup, peerNames, requiredText, unknownsOf } from "./vocabulary/hop-group.ts";

/** What a finding is about: an entity, of hops and obstacles all that one line breaks. */
export type Subject = PathSubject | SourceSubject;

/** It speaks of what gets through. */
export type PathSubject = { readonly kind: "hop"; readonly group: HopGroup } | ObstacleSubject;

/** The first of the obstacles at one place, which stands for all of them. */
export interface ObstacleSubject extends EntityOf<"obstacle"> {
  readonly all: readonly EntityOf<"obstacle">[];
}

/** It speaks of what is written. */
export type SourceSubject = EntityOf<Exclude<EntityKind, "hop" | "obstacle">>;

export type SubjectOf<K extends EntityKind> = Extract<Subject, { readonly kind: K }>;

/** What a rule came to for a subject. That something does not get through is a violation only with a proof that the engine handed out. */
export type Outcome =
  | { readonly verdict: "violated"; readonly subject: PathSubject; readonly proofs: readonly [Proof, ...Proof[]] }
  | { readonly verdict: "violated"; readonly subject: SourceSubject }
  | { readonly verdict: "undetermined"; readonly subject: Subject };

/** An entity with whether it violates the rule: true or unknown. */
export interface JudgedEntity {
  readonly entity: Entity;
  readonly truth: Truth;
}

export function subjectsOf(judged: readonly JudgedEntity[]): readonly Outcome[] {
  const found: Outcome[] = [];
  const hops: ProvenOrNot<"hop">[] = [];
  const obstacles: ProvenOrNot<"obstacle">[] = [];
  for (const { entity, truth } of judged) {
    const violated = truth === "true";
    if (entity.kind === "hop") hops.push({ entity, proof: violated ? entity.hop.proof : undefined });
    else if (entity.kind === "obstacle")
      obstacles.push({ entity, proof: violated ? entity.obstacle.proof : undefined });
    else if (violated) found.push({ verdict: "violated", subject: entity });
    else found.push({ verdict: "undetermined", subject: entity });
  }
  return [...found, ...obstacleSubjects(obstacles), ...hopSubjects(hops)];
}

interface ProvenOrNot<K extends "hop" | "obstacle"> {
  readonly entity: EntityOf<K>;
  /** Where the rule is certainly violated: what is proven there. */
  readonly proof: Proof | undefined;
}

/** Obstacles of one kind at one place are told together: the line that is wrong, with each subnet and flow that it breaks. */
function obstacleSubjects(obstacles: readonly ProvenOrNot<"obstacle">[]): readonly Outcome[] {
  const groups = grouped(obstacles, ({ entity: { flow, obstacle }, proof }) => [
    flow.root,
    obstacle.kind,
    obstacle.span.file.path,
    `${obstacle.span.start}-${obstacle.span.end}`,
    proof === undefined ? "undetermined" : "violated",
  ]);
  return groups.map((group) => {
    const subject = { ...group[0].entity, all: group.map(({ entity }) => entity) };
    return ofPath(
      subject,
      group.flatMap(({ proof }) => proof ?? []),
    );
  });
}

/** Hops of one flow with the same filter are told together, and what is proven on some pair of subnets prevails. */
function hopSubjects(hops: readonly ProvenOrNot<"hop">[]): readonly Outcome[] {
  const perFlow = grouped(hops, ({ entity: { flow, hop } }) => [flow.id, hop.kind, ...hop.nodes.map(({ id }) => id)]);
  const groups = perFlow.map((all): HopGroup => {
    const proofs = all.flatMap(({ proof }) => proof ?? []);
    const [first, ...rest] = proofs.length > 0 ? all.filter(({ proof }) => proof !== undefined) : all;
    const { flow, hop } = first!.entity;
    const hops = [hop, ...rest.map(({ entity }) => entity.hop)] as const;
    return { flow, hops, proofs, all: [{ flow, hops }] };
  });
  return grouped(groups, lineOf).map(([first, ...rest]) => {
    const all = [first.all[0], ...rest.map(({ all }) => all[0])] as const;
    return ofPath({ kind: "hop", group: { ...first, all } }, first.proofs);
  });
}

function ofPath(subject: PathSubject, [proof, ...others]: readonly Proof[]): Outcome {
  return proof === undefined
    ? { verdict: "undetermined", subject }
    : { verdict: "violated", subject, proofs: [proof, ...others] };
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
function grouped<T>(all: readonly T[], key: (one: T) => readonly string[]): readonly (readonly [T, ...T[]])[] {
  const [first, ...others] = all;
  if (first === undefined) return [];
  if (others.length === 0) return [[first]];
  return [...groupBy(all, (one) => JSON.stringify(key(one))).values()];
}
