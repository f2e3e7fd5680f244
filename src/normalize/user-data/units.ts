/** Units of systemd that start the agent: the environment that they give it
 *  (https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment). */
import { type FlatText, sliceText } from "../../values/text-runs.ts";
import { pathOf } from "./shell/files.ts";
import { AGENT_SETTINGS, readConfig } from "./shell/settings.ts";
import type { Shell } from "./shell/shell.ts";
import { AGENT_CONFIG, State } from "./shell/state.ts";
import { linesOf, trimmed } from "./text.ts";

const UNIT = /^\/(?:etc|usr\/lib|lib)\/systemd\/system\/[^/]*ecs[^/]*\.(?:service$|service\.d\/[^/]+\.conf$)/;

export function unitSettings(state: State, shell: Shell): ReadonlyMap<string, FlatText> {
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
