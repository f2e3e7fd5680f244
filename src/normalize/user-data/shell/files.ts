/** The files that a script writes and reads, and the settings of agent and kernel in them. */
import type { UnknownValue } from "../../../base/value.ts";
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, known, linesOf, NEWLINE, trimmed, unknownText } from "../text.ts";
import { isDecisive, KERNEL_RANGE, type State } from "./state.ts";

/** Contents that are longer or have more pieces are not followed. */
const LONGEST = 1 << 16;
const MOST_PIECES = 4096;

const DEVICES = /^\/dev\/(?!shm\/)/;

/** The absolute path that a text names; undefined where that is not known. */
export function pathOf(text: FlatText, state: State): string | undefined {
  const path = known(text);
  if (path === undefined || path === "") return undefined;
  if (path.startsWith("/")) return normal(path);
  return state.directory === undefined || path.startsWith("~") ? undefined : normal(`${state.directory}/${path}`);
}

function normal(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `/${steps.join("/")}`;
}

/** What a file holds. A file of the agent's that the script has not written holds nothing. */
export function contentOf(path: string, state: State): FlatText | undefined {
  return state.files.get(path) ?? (isDecisive(path) ? EMPTY : undefined);
}

/** What the file holds that a text names. */
export function contentAt(text: FlatText, state: State): FlatText | undefined {
  const path = pathOf(text, state);
  return path === undefined ? undefined : contentOf(path, state);
}

/** What a text says to the agent, wherever it is written. */
const TELLING = /ECS_CLUSTER|ECS_DYNAMIC_HOST_PORT_RANGE/;

/** Writes a file. `elsewhere` says why it is not known what became of a text that goes to a path which is not known. */
export function writeFile(
  state: State,
  target: FlatText,
  content: FlatText,
  append: boolean,
  elsewhere: () => UnknownValue,
): void {
  const path = pathOf(target, state);
  if (path === undefined) {
    if (TELLING.test(content.characters) && mayBeConfig(target)) state.opaque ??= elsewhere();
    return;
  }
  if (DEVICES.test(path)) return;
  if (path === KERNEL_RANGE) {
    if (content.characters.trim() !== "") state.kernel = content;
    return;
  }
  const before = append ? (contentOf(path, state) ?? unknownLines(elsewhere())) : EMPTY;
  const written = joinTexts([before, content]);
  const large = written.characters.length > LONGEST || written.runs.length > MOST_PIECES;
  state.files.set(path, large ? unknownText(elsewhere()) : written);
}

/** What is in a file that is not known: whole lines, if any. */
export function unknownLines(unknown: UnknownValue): FlatText {
  return joinTexts([unknownText(unknown), NEWLINE]);
}

/** Whether a path with unknown parts can be that of a file of the agent. */
function mayBeConfig({ characters }: FlatText): boolean {
  const end = /[^\uFFFC]*$/.exec(characters)![0];
  return end === "" || "/etc/ecs/ecs.config".endsWith(end) || "/etc/ecs/ecs.config".endsWith(`/${end}`);
}

export const CLUSTER = "ECS_CLUSTER";
export const PORT_RANGE = "ECS_DYNAMIC_HOST_PORT_RANGE";
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
export const AGENT_SETTINGS: ReadonlySet<string> = new Set([CLUSTER, PORT_RANGE]);

export interface Lines {
  readonly settings: ReadonlyMap<string, FlatText>;
  readonly open: UnknownValue | undefined;
}

/**
 * Lines `NAME=value`; the last of a name counts. Quotes around a value are taken as meant for a shell. A line whose name is not known
 * may say anything (https://github.com/aws/amazon-ecs-agent/blob/master/ecs-init/docker/docker.go).
 */
export function readConfig(text: FlatText): Lines {
  const settings = new Map<string, FlatText>();
  let open: UnknownValue | undefined;
  for (const line of linesOf(text)) {
    const { start, end } = trimmed(text, line.start, line.end);
    const equals = text.characters.indexOf("=", start);
    const nameEnd = equals === -1 || equals >= end ? end : equals;
    const name = sliceText(text, start, nameEnd);
    if (name.characters.startsWith("#")) continue;
    if (name.holes.size > 0) open ??= [...name.holes.values()][0];
    if (nameEnd === end) continue;
    const quoted = /^(["']).*\1$/.test(text.characters.slice(equals + 1, end)) && end - equals > 2 ? 1 : 0;
    settings.set(name.characters, sliceText(text, equals + 1 + quoted, end - quoted));
  }
  return { settings, open };
}

const KERNEL_NAME = /^net[./]ipv4[./]ip_local_port_range$/;

/** The last range of dynamic ports in lines `name = value`, as sysctl reads them. */
export function rangeIn(text: FlatText): FlatText | undefined {
  let found: FlatText | undefined;
  for (const { start, end } of linesOf(text)) {
    const equals = text.characters.indexOf("=", start);
    if (equals === -1 || equals >= end) continue;
    const name = trimmed(text, start, equals);
    if (!KERNEL_NAME.test(text.characters.slice(name.start, name.end).replace(/^-/, ""))) continue;
    const value = trimmed(text, equals + 1, end);
    found = sliceText(text, value.start, value.end);
  }
  return found;
}

/** The files that the kernel's settings are loaded from, in their order (https://man7.org/linux/man-pages/man8/sysctl.8.html). */
export function sysctlFiles(state: State): readonly string[] {
  const own = [...state.files.keys()].filter((path) => /^\/etc\/sysctl\.d\/[^/]+\.conf$/.test(path));
  return [...own.sort(), "/etc/sysctl.conf"];
}
