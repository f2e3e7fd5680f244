/** Whether the instances of a service have room for its tasks, as ECS places them: by what a task reserves, not by what it uses. */
import type { Fact } from "../../base/fact.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Container, HostGroup, InstanceType, Service, TaskDefinition } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { list, openOf, type PossibleValues, possible } from "./entity.ts";
import { tasksOf } from "./links.ts";

/** What `room` of a service can be. */
export const ROOMS = {
  all: "as many tasks as it asks for",
  some: "at least one task, and not as many as it asks for",
  none: "not a single task: no instance is as large as what a task reserves",
};

type Room = keyof typeof ROOMS;

/** So many, at least and at most. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

const ANY: Bounds = { least: 0, most: Number.POSITIVE_INFINITY };

/**
 * For how many tasks there is room where all instances are up and run nothing else. Empty where nothing is known of the instances of a group,
 * or others may run the tasks. What is not known of a task counts as nothing.
 */
export function roomFor(service: Service, world: World): PossibleValues {
  const groups = world.instancesOf(service);
  const isKnown = (fact: Fact<InstanceType>): boolean => possible(fact) !== undefined;
  if (groups === undefined || !typesOf(groups).some(isKnown)) return [];
  if (groups.some((group) => typesOf([group]).length === 0)) return [];
  return [...new Set(tasksOf(service, world.graph).flatMap((task) => roomOf(service, task, groups)))];
}

/** What leaves that open. */
export function openRoom(service: Service, world: World): readonly UnknownValue[] {
  const groups = world.instancesOf(service) ?? [];
  const tasks = tasksOf(service, world.graph);
  return [
    ...openOf(service.desiredCount, service.schedulingStrategy),
    ...groups.flatMap((group) => openOf(group.size?.max, ...typesOf([group]))),
    ...(tasks.some(mayTakeInterface) ? groups.flatMap((group) => openOf(group.trunking)) : []),
    ...tasks.flatMap(({ cpu, memory, networkMode, platform, containers }) =>
      openOf(
        ...[cpu, memory, networkMode, platform],
        ...containers.flatMap((one) => [one.exists, one.cpu, one.memory, one.memoryReservation]),
      ),
    ),
  ];
}

function roomOf(service: Service, task: TaskDefinition, groups: readonly HostGroup[]): readonly Room[] {
  const each = groups.map((group) => perInstance(group, task));
  if (each.every(({ most }) => most === 0)) return ["none"];
  if (each.every(({ least }) => least === 0)) return ["none", "all"];
  const wanted = wantedOf(service);
  const room = sumOf(groups.map((group, at) => times(instancesOf(group), each[at]!)));
  if (wanted.least > room.most) return ["some"];
  return wanted.most > room.least ? ["some", "all"] : ["all"];
}

/** How many tasks it certainly asks for, and no more of which that is not known. */
function wantedOf({ desiredCount, schedulingStrategy }: Service): Bounds {
  const isReplica = schedulingStrategy.known && schedulingStrategy.value === "REPLICA";
  return boundsOf(isReplica ? possible(desiredCount) : undefined);
}

/** The most instances that a group may have. */
function instancesOf({ size, repeated }: HostGroup): Bounds {
  const most = repeated ? undefined : possible(size?.max);
  return most === undefined ? { least: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY } : boundsOf(most);
}

/** For how many tasks there is room on an instance of the group, which is of the type that has most. */
function perInstance(group: HostGroup, task: TaskDefinition): Bounds {
  const rooms = typesOf([group]).map((fact): Bounds => {
    const types = possible(fact);
    if (types === undefined) return ANY;
    const each = types.map((type) => onInstance(type, task, group.trunking));
    return { least: Math.min(...each.map(({ least }) => least)), most: Math.max(...each.map(({ most }) => most)) };
  });
  return { least: Math.max(...rooms.map(({ least }) => least)), most: Math.max(...rooms.map(({ most }) => most)) };
}

/**
 * The system of an instance takes a part of its memory, so that a task never gets all of it
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html).
 */
function onInstance(type: InstanceType, task: TaskDefinition, trunking: Fact<boolean> | undefined): Bounds {
  const needs = reservedBy(task);
  const attached = withInterfaces(type, task, trunking);
  const within = (bound: keyof Bounds, reserved: keyof Bounds): number =>
    Math.min(
      wholeParts(type.cpu, needs.cpu[reserved]),
      wholeParts(type.memory - 1, needs.memory[reserved]),
      attached[bound],
    );
  return { least: within("least", "most"), most: within("most", "least") };
}

/** How many tasks can have an interface of their own, if they need one: the first is the instance's. */
function withInterfaces(
  { interfaces, trunkedTasks }: InstanceType,
  task: TaskDefinition,
  trunking: Fact<boolean> | undefined,
): Bounds {
  const untrunked = interfaces - 1;
  const most = trunkedTasks === undefined ? untrunked : trunkedTasks === "unknown" ? ANY.most : trunkedTasks;
  const isOn = trunking?.known === true && trunking.value && trunkedTasks !== "unknown";
  if (!mayTakeInterface(task)) return { least: ANY.most, most: ANY.most };
  return { least: isOn ? most : untrunked, most: possible(task.networkMode)?.length === 1 ? most : ANY.most };
}

function mayTakeInterface({ networkMode }: TaskDefinition): boolean {
  return possible(networkMode)?.includes("awsvpc") ?? false;
}

function wholeParts(whole: number, part: number): number {
  return part === 0 ? Number.POSITIVE_INFINITY : Math.floor(whole / part);
}

/** Of an instance for which nobody names a type nothing is known. */
function typesOf(groups: readonly HostGroup[]): readonly Fact<InstanceType>[] {
  return groups.flatMap(({ launches }) => launches.flatMap(({ instanceTypes }) => instanceTypes ?? []));
}

/**
 * What ECS takes from an instance for a task: what the task says as a whole, else what its containers say together. Windows has no limits of
 * a whole task (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html).
 */
function reservedBy({ cpu, memory, platform, containers }: TaskDefinition): {
  readonly cpu: Bounds;
  readonly memory: Bounds;
} {
  const isLinux = platform.known && platform.value === "linux";
  const amount = (whole: Fact<number> | undefined, part: (container: Container) => readonly number[]): Bounds =>
    whole !== undefined && isLinux ? boundsOf(possible(whole)) : sumOf(containers.map((one) => partOf(one, part(one))));
  return { cpu: amount(cpu, (one) => possible(one.cpu) ?? []), memory: amount(memory, reservedMemory) };
}

/** A soft limit counts before a hard one (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). */
function reservedMemory({ memory, memoryReservation }: Container): readonly number[] {
  const hard = possible(memory) ?? [];
  if (memoryReservation === undefined) return hard;
  return (possible(memoryReservation) ?? []).flatMap((soft) => (soft === 0 ? hard : [soft]));
}

/** A container that only may be there may reserve nothing. */
function partOf({ exists }: Container, amounts: readonly number[]): Bounds {
  const { least, most } = boundsOf(amounts);
  return { least: exists === true ? least : 0, most };
}

/** Nothing where nothing is known. */
function boundsOf(numbers: readonly number[] = []): Bounds {
  return { least: numbers.length === 0 ? 0 : Math.min(...numbers), most: Math.max(0, ...numbers) };
}

function sumOf(all: readonly Bounds[]): Bounds {
  return all.reduce((a, b) => ({ least: a.least + b.least, most: a.most + b.most }), { least: 0, most: 0 });
}

/** None of anything is nothing. */
function times(a: Bounds, b: Bounds): Bounds {
  const product = (bound: keyof Bounds): number => (a[bound] === 0 || b[bound] === 0 ? 0 : a[bound] * b[bound]);
  return { least: product("least"), most: product("most") };
}

/** `512 CPU units and 2048 MiB of memory`: what is known of what a task of the service reserves at most. */
export function reservedText(service: Service, world: World): string {
  const texts = tasksOf(service, world.graph).map((task) => {
    const { cpu, memory } = reservedBy(task);
    const own = mayTakeInterface(task) ? ["a network interface"] : [];
    return list([`${cpu.most} CPU units`, `${memory.most} MiB of memory`, ...own]);
  });
  return [...new Set(texts)].join(" or ");
}

/** `2 of t3.micro (2048 CPU units, 1024 MiB, 2 network interfaces)`: the most instances that each group may have, and what they may be. */
export function instancesText(service: Service, world: World): string {
  const groups = world.instancesOf(service) ?? [];
  const areAttached = tasksOf(service, world.graph).some(mayTakeInterface);
  const texts = groups.map((group) => {
    const { most } = instancesOf(group);
    const types = typesOf([group]).flatMap((fact) => possible(fact) ?? []);
    const names = [...new Set(types.map((type) => typeText(type, areAttached)))];
    return `${Number.isFinite(most) ? `${most} ` : ""}of ${list(names, "or") || "an unknown type"}`;
  });
  return list([...new Set(texts)]) || "none that is known";
}

function typeText({ name, cpu, memory, interfaces, trunkedTasks }: InstanceType, areAttached: boolean): string {
  const more = trunkedTasks === "unknown" ? "more" : `those of ${trunkedTasks} tasks`;
  const trunked = areAttached && trunkedTasks !== undefined ? [`${more} if awsvpcTrunking is on`] : [];
  return `${name} (${[`${cpu} CPU units`, `${memory} MiB`, `${interfaces} network interfaces`, ...trunked].join(", ")})`;
}
