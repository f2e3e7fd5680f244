/** The settings of agent and kernel that are read from files. */

import type { UnknownValue } from "../../../base/value.ts";
import { type FlatText, sliceText } from "../../../values/text-runs.ts";
import { linesOf, trimmed } from "../text.ts";
import type { State } from "./state.ts";

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
