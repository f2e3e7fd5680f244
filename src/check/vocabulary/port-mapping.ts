/** Port mappings of containers, as rules see them. */
import { remembered } from "../../base/collections.ts";
import { type Fact, sameFact } from "../../base/fact.ts";
import { and, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import { identifyFact } from "../../graph/describe.ts";
import type { HostGroup, Launch, NetworkMode, PortMapping, TaskDefinition } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import {
  type EntityOf,
  type EntityRecord,
  factText,
  type Many,
  openOf,
  possible,
  unknownsIn,
  writtenAt,
  writtenText,
} from "./entity.ts";
import { openLinks } from "./links.ts";
import { container, networkMode, platform, portMappingsOf } from "./task-definition.ts";

export const portMapping: EntityRecord<"portMapping"> = {
  description: "One port mapping of a container.",
  select: (world) =>
    container
      .select(world)
      .flatMap(({ task, container }) =>
        container.portMappings.map((mapping) => ({ kind: "portMapping" as const, task, container, mapping })),
      ),
  properties: {
    containerPort: {
      type: "number",
      description: "The port on which the container listens.",
      read: ({ mapping }) => mapping.containerPort,
    },
    hostPort: {
      type: "number",
      description: "As written; 0 and not written both leave the choice to the agent in bridge mode.",
      read: ({ mapping }) => mapping.hostPort,
    },
    takenPort: {
      type: "number",
      description:
        "The port that it takes of the instance, or of the task's own interface: the host port, or the container port where the network mode makes the two the same; 0 where the agent chooses. Not written for a range of container ports.",
      read: ({ task, mapping }) => takenPort(task, mapping),
    },
    takesAnyPort: {
      type: "flag",
      description:
        "Nothing is known of the port that it takes, so that every question about its number is open. Always known.",
      read: ({ task, mapping }) => {
        const port = takenPort(task, mapping);
        return truthOf(port !== undefined && possible(port) === undefined);
      },
    },
    inDynamicRange: {
      type: "flag",
      description:
        "The port that it takes is of the range from which instances of its services give dynamic ports: that of their user data or of the settings, else 32768-60999 on Linux and 49152-65535 on Windows.",
      read: ({ task, mapping }, world) => inDynamicRange(takenPort(task, mapping), task, world),
      why: ({ task, mapping }, world) => [
        ...openOf(takenPort(task, mapping), task.platform),
        ...hostsOf(task, world).open,
      ],
    },
    protocol: {
      type: "choice",
      description: "`tcp` where none is written.",
      of: ["tcp", "udp"],
      read: ({ mapping }) => mapping.protocol,
    },
    networkMode,
    platform,
    earlierOnSamePort: {
      type: "many",
      kind: "portMapping",
      description: "Those before it in the task definition that take the same port of the same protocol.",
      read: (one) => earlierOnSamePort(one),
    },
    container: {
      type: "one",
      kind: "container",
      description: "The container whose port it maps.",
      read: ({ task, container }) => [{ kind: "container", task, container }],
    },
  },
  placeholders: {
    taskDefinition: ({ task }) => task.address,
    networkMode: ({ task }) => factText(task.networkMode),
    container: ({ container }) => factText(container.name),
    containerPort: ({ mapping }) => writtenText(mapping.containerPort),
    hostPort: ({ mapping }) => writtenText(mapping.hostPort),
    takenPort: ({ task, mapping }) => writtenText(takenPort(task, mapping)),
    protocol: ({ mapping }) => factText(mapping.protocol),
  },
  identity: ({ task, container, mapping }) => [
    task.id,
    identifyFact(container.name),
    mapping.containerPort === undefined ? "" : identifyFact(mapping.containerPort),
  ],
  place: ({ mapping }) => mapping.span,
  places: { hostPort: ({ mapping }) => writtenAt(mapping.hostPort) },
  related: (one, tell) => {
    for (const { entity, exists } of earlierOnSamePort(one).members)
      if (entity.kind === "portMapping" && exists !== "false")
        tell(`container ${factText(entity.container.name)} takes the port here`, entity.mapping.span);
  },
  nodes: ({ task }) => [task],
};

/** Where the ports of a container are those of the instance or interface on which it listens. */
const SAME_PORT: ReadonlySet<NetworkMode> = new Set(["host", "awsvpc"]);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
export function takenPort({ networkMode }: TaskDefinition, mapping: PortMapping): Fact<number> | undefined {
  const { containerPort, hostPort = { known: true, value: 0, origin: { kind: "default", span: mapping.span } } } =
    mapping;
  if (containerPort === undefined) return undefined;
  if (hostPort.known && hostPort.value !== 0) return hostPort;
  const modes = possible(networkMode);
  if (modes?.every((mode) => SAME_PORT.has(mode))) return containerPort;
  if (networkMode.known || modes?.every((mode) => !SAME_PORT.has(mode))) return hostPort;
  const among = hostPort.known && containerPort.known ? { among: [hostPort.value, containerPort.value] } : {};
  return { known: false, unknown: networkMode.unknown, origin: networkMode.origin, ...among };
}

/** The kernel's default on Linux, where the agent has no other, and the agent's own on Windows
 *  (https://github.com/aws/amazon-ecs-agent/blob/master/agent/utils/ephemeral_ports.go). */
const DYNAMIC = { linux: { first: 32768, last: 60999 }, windows: { first: 49152, last: 65535 } } as const;

/** Unknown where it is so for some of the ports, ranges and instances that there may be. */
function inDynamicRange(port: Fact<number> | undefined, task: TaskDefinition, world: World): Truth {
  if (port === undefined) return "false";
  const truths = hostsOf(task, world).ranges.flatMap(
    (range) => possible(port)?.map((one) => isWithin(one, range)) ?? [],
  );
  return truths.length > 0 && truths.every((one) => one === truths[0]) ? truths[0]! : "unknown";
}

function rangesOf(
  hosts: readonly HostGroup[],
  byDefaultToo: boolean,
  task: TaskDefinition,
  world: World,
): readonly Range[] {
  const byDefault = (): readonly Range[] =>
    world.ephemeral === undefined ? (possible(task.platform) ?? []).map((one) => DYNAMIC[one]) : [world.ephemeral];
  const ranges = hosts.flatMap(({ launches, launchesRest }) => [
    ...launches.map(({ dynamicPorts, userDataUnread }) => {
      if (dynamicPorts !== undefined) return writtenRange(dynamicPorts);
      return userDataUnread === undefined ? byDefault() : [undefined];
    }),
    ...(launchesRest === undefined ? [] : [[undefined]]),
  ]);
  return [...ranges.flat(), ...(byDefaultToo ? byDefault() : [])];
}

/** Undefined where it is not known. */
type Range = { readonly first: number; readonly last: number } | undefined;

function writtenRange({ from, to }: NonNullable<Launch["dynamicPorts"]>): readonly Range[] {
  return [from.known && to.known ? { first: from.value, last: to.value } : undefined];
}

function isWithin(port: number, range: Range): Truth {
  if (port === 0) return "false";
  return range === undefined ? "unknown" : truthOf(range.first <= port && port <= range.last);
}

/** From which ranges instances give ports, and what leaves that open. */
interface Hosts {
  readonly ranges: readonly Range[];
  readonly open: readonly UnknownValue[];
}

const hostsIn = new WeakMap<World, Map<TaskDefinition, Hosts>>();

/** Those of the instances on which the task definition's services run; where something leaves open which these are, each may be one of them. */
function hostsOf(task: TaskDefinition, world: World): Hosts {
  return remembered(
    remembered(hostsIn, world, () => new Map()),
    task,
    () => findHosts(task, world),
  );
}

function findHosts(task: TaskDefinition, world: World): Hosts {
  const { graph, instancesOf } = world;
  const services = graph.of("service").filter(({ taskDefinition }) => taskDefinition?.to.includes(task.id));
  const known = [...new Set(services.flatMap((service) => instancesOf(service) ?? []))];
  if (known.length > 0) return { ranges: rangesOf(known, false, task, world), open: openRanges(known) };
  const all = graph.of("host-group");
  const perhaps = graph.of("service").flatMap(({ taskDefinition }) => taskDefinition ?? []);
  const which = services.flatMap(({ launchType, strategyRest, cluster }) => [
    ...openOf(launchType, strategyRest),
    ...openLinks(graph, { links: [cluster] }),
  ]);
  const open = services.length === 0 ? openLinks(graph, { links: perhaps }) : [...which, ...openRanges(all)];
  // Others may say none.
  return { ranges: rangesOf(open.length === 0 ? [] : all, true, task, world), open };
}

function openRanges(hosts: readonly HostGroup[]): readonly UnknownValue[] {
  return hosts.flatMap(({ launches, launchesRest }) => [
    ...openOf(launchesRest),
    ...launches.flatMap(({ dynamicPorts, userDataUnread }) => unknownsIn(dynamicPorts ?? userDataUnread)),
  ]);
}

/** So many are looked at of those that may take one port: no container has as many. */
const MOST_ON_A_PORT = 100;

function earlierOnSamePort({ task, mapping }: Pick<EntityOf<"portMapping">, "task" | "mapping">): Many {
  const { members, at, known, open, mayBeMore } = remembered(takenPortsOf, task, () => takenPorts(task));
  const own = at.get(mapping)!;
  const { port } = members[own]!;
  if (port === undefined) return { members: [], mayBeMore };
  const perhaps = port.known ? [...(known.get(port.value) ?? []), ...open] : members.keys();
  const earlier = [...perhaps].filter((one) => one < own).sort((a, b) => a - b);
  const found = earlier.slice(0, MOST_ON_A_PORT).map((one) => {
    const { entity, exists, port: other } = members[one]!;
    const samePort = other === undefined ? "false" : sameFact(port, other);
    return { entity, exists: and(exists, and(samePort, sameFact(mapping.protocol, entity.mapping.protocol))) };
  });
  const isCut = earlier.length > MOST_ON_A_PORT;
  return { members: found.filter(({ exists }) => exists !== "false"), mayBeMore: mayBeMore || isCut };
}

const takenPortsOf = new WeakMap<TaskDefinition, ReturnType<typeof takenPorts>>();

/** The mappings of a task definition by the ports that they take, so that those on one port are not looked for among all. */
function takenPorts(task: TaskDefinition) {
  const mappings = portMappingsOf(task);
  const members = mappings.members.map((one) => ({ ...one, port: takenPort(task, one.entity.mapping) }));
  const known = new Map<number, number[]>();
  const open: number[] = [];
  for (const [at, { port }] of members.entries()) {
    if (port?.known === false) open.push(at);
    else if (port !== undefined) remembered(known, port.value, () => []).push(at);
  }
  const at = new Map(members.map(({ entity }, index) => [entity.mapping, index]));
  return { members, at, known, open, mayBeMore: mappings.mayBeMore };
}
