/** Repositories, and perhaps what they were earlier → what is shown of the organisation. */
import { groupBy } from "../base/collections.ts";
import { SEVERITIES, type Severity } from "../base/diagnostic.ts";
import type { FlowVerdict } from "../reach/flow.ts";
import type {
  ChangedService,
  Organisation,
  ShownFinding,
  ShownQuestion,
  ShownRepository,
  ShownRule,
  ShownService,
  Trend,
  Within,
} from "../report/organisation.ts";
import { VERSION } from "../version.generated.ts";
import type { ReadFinding, ReadFlow } from "./read-result.ts";
import type { ReadRepository } from "./repositories.ts";

const GRAVEST_FIRST: readonly FlowVerdict[] = ["blocked", "partial", "undetermined", "reachable"];

export function organisationOf(now: readonly ReadRepository[], earlier?: readonly ReadRepository[]): Organisation {
  return {
    version: VERSION,
    repositories: gravestFirst(now.map(shownRepository)),
    rules: rulesIn(now),
    questions: questionsIn(now),
    ...(earlier === undefined ? {} : { trend: trendOf(earlier, now) }),
  };
}

const isCounted = ({ isViolated, isAccepted }: ReadFinding): boolean => isViolated && !isAccepted;

function shownRepository({ name, roots, files, flows, findings, unread }: ReadRepository): ShownRepository {
  const counted = findings.filter(isCounted);
  return {
    name,
    roots,
    files,
    services: servicesIn(flows),
    findings: SEVERITIES.flatMap((severity) => counted.filter((one) => one.severity === severity)).map(shownFinding),
    accepted: findings.filter(({ isAccepted }) => isAccepted).length,
    unread: [...new Set(unread.map(({ path, message }) => (path === undefined ? message : `${path}: ${message}`)))],
  };
}

function shownFinding({ rule, severity, message, path, line }: ReadFinding): ShownFinding {
  return { rule, severity, message, place: `${path}:${line}` };
}

function servicesIn(flows: readonly ReadFlow[]): readonly ShownService[] {
  const services = [...groupBy(flows, keyOfService).values()].map((same): ShownService => {
    const [{ service, root }] = same;
    return { address: service, root, verdict: gravest(same) };
  });
  return GRAVEST_FIRST.flatMap((verdict) => services.filter((one) => one.verdict === verdict));
}

function keyOfService({ root, service }: ReadFlow): string {
  return JSON.stringify([root, service]);
}

function gravest(flows: readonly ReadFlow[]): FlowVerdict {
  return GRAVEST_FIRST.find((verdict) => flows.some((flow) => flow.verdict === verdict))!;
}

/** Those with most errors first, then with most services that are blocked, and so on; else by name. */
function gravestFirst(repositories: readonly ShownRepository[]): readonly ShownRepository[] {
  const ranked = repositories.map((one) => ({ one, rank: rankOf(one) }));
  ranked.sort((a, b) => {
    const at = a.rank.findIndex((number, place) => number !== b.rank[place]);
    return at === -1 ? 0 : b.rank[at]! - a.rank[at]!;
  });
  return ranked.map(({ one }) => one);
}

function rankOf({ findings, services, unread }: ShownRepository): readonly number[] {
  const of = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const are = (verdict: FlowVerdict): number => services.filter((one) => one.verdict === verdict).length;
  return [of("error"), are("blocked") + are("partial"), of("warning"), are("undetermined"), unread.length, of("note")];
}

function rulesIn(repositories: readonly ReadRepository[]): readonly ShownRule[] {
  const found = repositories.flatMap(({ name, findings }) =>
    findings.filter(isCounted).map(({ rule, severity }) => ({ name, rule, severity })),
  );
  const rules = [...groupBy(found, ({ rule }) => rule)].map(
    ([id, same]): ShownRule => ({
      id,
      severity: SEVERITIES.find((severity) => same.some((one) => one.severity === severity))!,
      findings: same.length,
      repositories: [...new Set(same.map(({ name }) => name))],
    }),
  );
  rules.sort((a, b) => b.findings - a.findings);
  return SEVERITIES.flatMap((severity) => rules.filter((rule) => rule.severity === severity));
}

function questionsIn(repositories: readonly ReadRepository[]): readonly ShownQuestion[] {
  const asked = repositories.flatMap(({ name, flows }) =>
    flows
      .filter(({ verdict }) => verdict === "undetermined")
      .flatMap((flow) => flow.because.map((one) => ({ ...one, name, service: `${name}\n${keyOfService(flow)}` }))),
  );
  return [...groupBy(asked, ({ cause, hint }) => JSON.stringify([cause, hint])).values()]
    .map((same): ShownQuestion => {
      const [{ cause, hint }] = same;
      const services = new Set(same.map(({ service }) => service)).size;
      return { cause, hint, services, repositories: [...new Set(same.map(({ name }) => name))] };
    })
    .sort((a, b) => b.services - a.services);
}

/** A finding is the same by its fingerprint, a service by its root and address, each in the repository of one name. */
function trendOf(earlier: readonly ReadRepository[], now: readonly ReadRepository[]): Trend {
  const before = new Map(earlier.map((one) => [one.name, one]));
  const after = new Map(now.map((one) => [one.name, one]));
  const pairs = [...new Set([...before.keys(), ...after.keys()])].sort().map((name) => ({
    name,
    old: before.get(name),
    new: after.get(name),
  }));
  const findings = pairs.map((pair) => ({ name: pair.name, ...changedFindings(pair.old, pair.new) }));
  const within = <T>(what: (one: (typeof findings)[number]) => readonly T[]): readonly Within<T>[] =>
    findings.flatMap((one) => what(one).map((each) => ({ ...each, repository: one.name })));
  return {
    newFindings: within((one) => one.added),
    goneFindings: within((one) => one.gone),
    acceptedFindings: within((one) => one.accepted),
    changed: pairs.flatMap((pair) =>
      changedServices(pair.old, pair.new).map((one) => ({ ...one, repository: pair.name })),
    ),
    newRepositories: pairs.flatMap((pair) => (pair.old === undefined ? [pair.name] : [])),
    goneRepositories: pairs.flatMap((pair) => (pair.new === undefined ? [pair.name] : [])),
  };
}

function changedFindings(
  old: ReadRepository | undefined,
  now: ReadRepository | undefined,
): Readonly<Record<"added" | "gone" | "accepted", readonly ShownFinding[]>> {
  const counted = (of: ReadRepository | undefined): readonly ReadFinding[] => of?.findings.filter(isCounted) ?? [];
  const prints = (of: readonly ReadFinding[]): ReadonlySet<string> => new Set(of.map(({ fingerprint }) => fingerprint));
  const [before, after, found] = [prints(counted(old)), prints(counted(now)), prints(now?.findings ?? [])];
  const left = counted(old).filter(({ fingerprint }) => !after.has(fingerprint));
  return {
    added: counted(now)
      .filter(({ fingerprint }) => !before.has(fingerprint))
      .map(shownFinding),
    gone: left.filter(({ fingerprint }) => !found.has(fingerprint)).map(shownFinding),
    accepted: left.filter(({ fingerprint }) => found.has(fingerprint)).map(shownFinding),
  };
}

function changedServices(old: ReadRepository | undefined, now: ReadRepository | undefined): readonly ChangedService[] {
  const before = groupBy(old?.flows ?? [], keyOfService);
  const after = groupBy(now?.flows ?? [], keyOfService);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    const [{ root, service }] = (is ?? was)!;
    const change = { root, address: service, before: was && gravest(was), after: is && gravest(is) };
    return change.before === change.after ? [] : [change];
  });
}
