/** What the ECS agent is told by what a script has done: its files, its environment, systemd units, the kernel
 *  (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html). */
import type { UnknownValue } from "../../base/value.ts";
import { parseJsonText } from "../../values/json-text.ts";
import { type FlatText, sliceText, unflatten } from "../../values/text-runs.ts";
import {
  AGENT_SETTINGS,
  CLUSTER,
  type Lines,
  PORT_RANGE,
  pathOf,
  rangeIn,
  readConfig,
  sysctlFiles,
} from "./shell/files.ts";
import type { Shell } from "./shell/shell.ts";
import { AGENT_CONFIG, AGENT_JSON, State } from "./shell/state.ts";
import { linesOf, textIn, textOf, trimmed } from "./text.ts";

export interface Told {
  /** Undefined where nothing says one. */
  readonly cluster: FlatText | undefined;
  readonly ports: FlatText | undefined;
  /** The kernel's range is written down, and in force from the next start on. */
  readonly portsLater?: FlatText;
  /** The first thing that may say a cluster and is not known. */
  readonly open: UnknownValue | undefined;
}

export function toldTo(state: State, shell: Shell): Told {
  const config = state.files.get(AGENT_CONFIG);
  const lines = config === undefined ? NOTHING : readConfig(config);
  const units = unitSettings(state, shell);
  const setting = (name: string): FlatText | undefined =>
    state.environment.get(name) ?? lines.settings.get(name) ?? units.get(name);
  const json = setting(CLUSTER) === undefined ? clusterInJson(state.files.get(AGENT_JSON)) : undefined;
  const cluster = setting(CLUSTER) ?? json?.cluster;
  const own = validRange(setting(PORT_RANGE));
  const later = own ?? state.kernel ?? writtenRange(state);
  return {
    cluster: cluster?.characters === "" ? undefined : cluster,
    ports: own ?? state.kernel,
    ...(later === undefined || later === own || later === state.kernel ? {} : { portsLater: later }),
    open: lines.open ?? json?.open ?? state.opaque,
  };
}

const NOTHING: Lines = { settings: new Map(), open: undefined };

function clusterInJson(text: FlatText | undefined): Pick<Told, "cluster" | "open"> | undefined {
  if (text === undefined || text.characters.trim() === "") return undefined;
  const read = parseJsonText(unflatten(text));
  const [hole] = text.holes.values();
  if (!read.ok || read.value.kind !== "map") return { cluster: undefined, open: hole };
  const cluster = read.value.entries.get("Cluster");
  const known = textOf(cluster);
  return { cluster: textIn(cluster), open: known === undefined ? read.value.rest : undefined };
}

/** The agent takes a single port for a range, and leaves out what is none. */
function validRange(text: FlatText | undefined): FlatText | undefined {
  const match = /^([\d\uFFFC]+)(?:-([\d\uFFFC]+))?$/.exec(text?.characters ?? "");
  if (match === null) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from > to ? undefined : text;
}

/** What the kernel is to be told from the next start on. */
function writtenRange(state: State): FlatText | undefined {
  let found: FlatText | undefined;
  for (const path of sysctlFiles(state)) {
    const content = state.files.get(path);
    found = (content === undefined ? undefined : rangeIn(content)) ?? found;
  }
  return found;
}

const UNIT = /^\/(?:etc|usr\/lib|lib)\/systemd\/system\/[^/]*ecs[^/]*\.(?:service$|service\.d\/[^/]+\.conf$)/;

function unitSettings(state: State, shell: Shell): ReadonlyMap<string, FlatText> {
  const settings = new Map<string, FlatText>();
  for (const [path, content] of [...state.files].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (UNIT.test(path)) for (const [name, value] of readUnit(content, state, shell)) settings.set(name, value);
  return settings;
}

function readUnit(unit: FlatText, state: State, shell: Shell): ReadonlyMap<string, FlatText> {
  const given = new Map<string, FlatText>();
  const started: FlatText[] = [];
  for (const { name, value } of entriesOf(unit)) {
    if (name === "Environment") for (const [key, text] of assignmentsIn(value)) given.set(key, text);
    if (name === "EnvironmentFile") for (const [key, text] of fileSettings(value, state)) given.set(key, text);
    if (name === "ExecStart") started.push(value);
  }
  const inside = new State();
  inside.files = state.files;
  inside.variables = given;
  inside.exported = new Set(given.keys());
  const told = new Map([...given].filter(([name]) => AGENT_SETTINGS.has(name)));
  for (const command of started)
    for (const [name, value] of shell.script(command, [inside.fork()])[0]?.environment ?? []) told.set(name, value);
  return told;
}

interface Entry {
  readonly name: string;
  readonly value: FlatText;
}

/** `Name=value`; a backslash at the end of a line goes on in the next one. */
function entriesOf(unit: FlatText): readonly Entry[] {
  const entries: Entry[] = [];
  let from: number | undefined;
  for (const { start, end } of linesOf(unit)) {
    from ??= start;
    if (unit.characters[end - 1] === "\\") continue;
    const equals = unit.characters.indexOf("=", from);
    if (equals !== -1 && equals < end) {
      const name = unit.characters.slice(from, equals).trim();
      const value = trimmed(unit, equals + 1, end);
      const first =
        name === "ExecStart"
          ? value.start + /^[-@+!:]*/.exec(unit.characters.slice(value.start, end))![0].length
          : value.start;
      entries.push({ name, value: sliceText(unit, first, value.end) });
    }
    from = undefined;
  }
  return entries;
}

/** `A=b "C=d e"`. */
function assignmentsIn(text: FlatText): readonly (readonly [string, FlatText])[] {
  return [...text.characters.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].flatMap((match) => {
    const inner = match[1] ?? match[2] ?? match[3]!;
    const start = match.index + (match[3] === undefined ? 1 : 0);
    const equals = inner.indexOf("=");
    if (equals === -1) return [];
    const value = inner.slice(equals + 1);
    const quoted = /^(["']).*\1$/.test(value) && value.length > 1 ? 1 : 0;
    return [
      [inner.slice(0, equals), sliceText(text, start + equals + 1 + quoted, start + inner.length - quoted)],
    ] as const;
  });
}

/** The agent's own file is read for itself. */
function fileSettings(value: FlatText, state: State): ReadonlyMap<string, FlatText> {
  const named = value.characters.startsWith("-") ? sliceText(value, 1, value.characters.length) : value;
  const path = pathOf(named, state);
  const content = path === undefined || path === AGENT_CONFIG ? undefined : state.files.get(path);
  return content === undefined ? new Map() : readConfig(content).settings;
}
