/** A template of a rule and what the rule found → a sentence. */
import { rootUnknowns } from "../base/value.ts";
import type { Flow } from "../reach/flow.ts";
import { formatPorts } from "../sets/port-set.ts";
import { filterRules } from "./filter-properties.ts";
import {
  closedText,
  direction,
  type HopGroup,
  list,
  namesOf,
  nodeNames,
  openedNames,
  openPorts,
  peerNames,
  reason,
  requiredText,
  unknownsOf,
} from "./hop-group.ts";
import type { EntityKind } from "./rule.ts";
import type { Subject, SubjectOf } from "./subjects.ts";

type Placeholders<S> = Readonly<Record<string, (subject: S) => string>>;

const flow: Placeholders<Flow> = {
  service: ({ service }) => service.address,
  loadBalancer: ({ loadBalancer }) => loadBalancer?.address ?? "the load balancer",
  targetGroup: ({ targetGroup }) => targetGroup?.address ?? "the target group",
  container: ({ container }) => `${container.name ?? "the container"}:${container.port ?? "?"}`,
  "flow.protocol": ({ protocol }) => protocol,
  "flow.required": ({ requiredText }) => requiredText,
  "flow.blocked": ({ blocked }) => formatPorts(blocked),
  "flow.open": ({ open }) => formatPorts(open.must) || "none",
  "flow.unknowns": (of) => causes(of.because.flatMap(rootUnknowns)),
  healthCheckOf: ({ targetGroup, loadBalancer }) =>
    targetGroup?.address ?? loadBalancer?.address ?? "the load balancer",
  healthCheckPort: ({ targetGroup, loadBalancer }) => {
    const port = targetGroup?.healthCheck.port ?? loadBalancer?.classicHealthCheck?.port;
    return port === undefined ? "traffic-port" : port.known ? String(port.value) : port.unknown.symbol;
  },
  targetType: ({ targetGroup }) => {
    const type = targetGroup?.targetType;
    return type === undefined ? "unknown" : type.known ? type.value : type.unknown.symbol;
  },
};

const hop: Placeholders<HopGroup> = {
  ...Object.fromEntries(Object.entries(flow).map(([name, read]) => [name, ({ all }: HopGroup) => namesOf(all, read)])),
  "hop.node": nodeNames,
  "hop.opened": openedNames,
  "hop.cannot": ({ all }) => (isWhole(all) ? "cannot" : "cannot always"),
  "hop.doNot": ({ all }) => (isWhole(all) ? "do not" : "do not always"),
  "hop.peer": ({ all }) => peerNames(all[0]),
  "hop.direction": ({ hops }) => (direction(hops[0].kind) === "ingress" ? "from" : "to"),
  "hop.required": requiredText,
  "hop.open": (group) => formatPorts(openPorts(group).may) || "none",
  "hop.blocked": closedText,
  "hop.reason": reason,
  "hop.unknowns": (group) => causes(unknownsOf(group)),
};

function isWhole(all: readonly { readonly flow: Flow }[]): boolean {
  return all.every(({ flow }) => flow.verdict === "blocked");
}

function causes(unknowns: readonly { readonly cause: { readonly text: string } }[]): string {
  return list([...new Set(unknowns.map(({ cause }) => cause.text))]) || "the source does not say it";
}

/** The first of them, and how many more there are. */
function clauses(texts: readonly string[]): string {
  const [first, ...more] = new Set(texts);
  return more.length === 0 ? first! : `${first} (and ${more.length} more like it)`;
}

function name(fact: {
  readonly known: boolean;
  readonly value?: unknown;
  readonly unknown?: { readonly symbol: string };
}): string {
  return fact.known ? String(fact.value) : (fact.unknown?.symbol ?? "?");
}

const placeholders: { readonly [K in EntityKind]: Placeholders<SubjectOf<K>> } = {
  hop: Object.fromEntries(
    Object.entries(hop).map(([key, read]) => [key, ({ group }: SubjectOf<"hop">) => read(group)]),
  ),
  flow: Object.fromEntries(Object.entries(flow).map(([key, read]) => [key, (of: SubjectOf<"flow">) => read(of.flow)])),
  obstacle: {
    ...Object.fromEntries(
      Object.entries(flow).map(([key, read]) => [key, ({ all }: SubjectOf<"obstacle">) => namesOf(all, read)]),
    ),
    obstacle: ({ all }) => clauses(all.map(({ obstacle }) => obstacle.text)),
  },
  service: { service: ({ service }) => service.address },
  registration: {
    service: ({ service }) => service.address,
    container: ({ entry }) => `${name(entry.containerName)}:${name(entry.containerPort)}`,
    targetGroup: ({ entry }) => entry.targetGroup?.to[0]?.replace(/^[^#]*#|^external:/, "") ?? "the target group",
    taskDefinition: ({ service }) =>
      service.taskDefinition?.to[0]?.replace(/^[^#]*#|^external:/, "") ?? "the task definition",
  },
  container: { taskDefinition: ({ task }) => task.address, container: ({ container }) => name(container.name) },
  portMapping: { taskDefinition: ({ task }) => task.address, container: ({ container }) => name(container.name) },
  targetGroup: { targetGroup: ({ targetGroup }) => targetGroup.address },
  loadBalancer: { loadBalancer: ({ loadBalancer }) => loadBalancer.address },
  filter: { filter: ({ filter }) => filter.address, rules: ({ filter }) => String(filterRules(filter).length) },
  filterRule: { filter: ({ filter }) => filter.address, filterRule: ({ rule }) => rule.address },
};

/** The names of the placeholders that templates of rules about this kind of entity may use. */
export function placeholderNames(kind: EntityKind): readonly string[] {
  return Object.keys(placeholders[kind]);
}

/** The placeholders that a template uses. */
export function placeholdersIn(template: string): readonly string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1]!);
}

/** The template with its placeholders replaced; on one line. */
export function fill(template: string, subject: Subject): string {
  const known = placeholders[subject.kind] as Placeholders<Subject>;
  const text = template.replace(/\{([^{}]*)\}/g, (whole, key: string) => known[key]?.(subject) ?? whole);
  return text.replace(/\s*\n\s*/g, " ").trim();
}
