/** What the ECS agent is told by what a script has done: its files, its environment, the kernel
 *  (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html). */

import type { UnknownValue } from "../../base/value.ts";
import { parseJsonText } from "../../values/json-text.ts";
import { type FlatText, flatten, unflatten } from "../../values/text-runs.ts";
import { CLUSTER, type Lines, PORT_RANGE, rangeIn, readConfig, sysctlFiles } from "./shell/settings.ts";
import type { Shell } from "./shell/shell.ts";
import { AGENT_CONFIG, AGENT_JSON, type State } from "./shell/state.ts";
import { unknownText } from "./text.ts";
import { unitSettings } from "./units.ts";

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
  if (cluster?.kind === "string" || cluster?.kind === "text") return { cluster: flatten(cluster), open: undefined };
  return { cluster: cluster?.kind === "unknown" ? unknownText(cluster) : undefined, open: read.value.rest };
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
