/** What a script has done up to some command, on one way through its branches. */

import type { CompoundCommand, CompoundList, Redirected } from "unbash";
import type { Truth } from "../../../base/truth.ts";
import type { UnknownValue } from "../../../base/value.ts";
import { type FlatText, joinTexts } from "../../../values/text-runs.ts";
import { EMPTY } from "../text.ts";

/** What a function does, with the text in which it stands. */
export interface FunctionBody {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly source: FlatText;
}

/** Files that decide what is read from user data: two ways on which they differ are never taken together without a trace. */
export const AGENT_CONFIG = "/etc/ecs/ecs.config";
export const AGENT_JSON = "/etc/ecs/ecs.config.json";
export const KERNEL_RANGE = "/proc/sys/net/ipv4/ip_local_port_range";

export function isDecisive(path: string): boolean {
  return path.startsWith("/etc/ecs/") || path.startsWith("/etc/sysctl") || /\/systemd\/system\/.*ecs/.test(path);
}

/** How a command ended: a test may go either way, any other command is taken to succeed, unless somebody asks. */
export type Status = Truth | "likely";

/** Texts that were printed one after the other. */
export interface Printed {
  readonly text: FlatText;
  readonly before: Printed | undefined;
}

export const NOTHING_PRINTED: Printed = { text: EMPTY, before: undefined };

export function printedText(output: Printed | undefined): FlatText {
  const texts: FlatText[] = [];
  for (let at = output; at !== undefined; at = at.before) texts.push(at.text);
  return joinTexts(texts.reverse());
}

function samePrinted(a: Printed | undefined, b: Printed | undefined): boolean {
  let [left, right] = [a, b];
  for (; left !== right; left = left.before, right = right.before)
    if (left === undefined || right === undefined || !sameText(left.text, right.text)) return false;
  return true;
}

export class State {
  variables = new Map<string, FlatText>();
  exported = new Set<string>();
  functions = new Map<string, FunctionBody>();
  files = new Map<string, FlatText>();
  /** What the agent is given beside its files. */
  environment = new Map<string, FlatText>();
  kernel: FlatText | undefined;
  /** The first command that may have done anything. */
  opaque: UnknownValue | undefined;
  /** Positional parameters; undefined where they are not known. */
  parameters: readonly FlatText[] | undefined = [];
  directory: string | undefined = "/";
  status: Status = "true";
  stop: "exit" | "failure" | "return" | "break" | "continue" | undefined;
  /** What has been printed for somebody who catches it; undefined where nobody does. */
  output: Printed | undefined;
  input: FlatText | undefined;
  /** Values to give back when the function returns. */
  locals: Map<string, FlatText | undefined> | undefined;
  /** Which way was taken where the script does not say. */
  decisions = new Map<UnknownValue, string>();

  /** What a copy costs. */
  get size(): number {
    return this.variables.size + this.files.size + this.decisions.size + this.functions.size;
  }

  fork(): State {
    const copy = Object.assign(new State(), this);
    copy.variables = new Map(this.variables);
    copy.exported = new Set(this.exported);
    copy.functions = new Map(this.functions);
    copy.files = new Map(this.files);
    copy.environment = new Map(this.environment);
    copy.decisions = new Map(this.decisions);
    if (this.locals !== undefined) copy.locals = new Map(this.locals);
    return copy;
  }

  /** A copy on which a branch is taken. */
  taking(branch: UnknownValue, way: string): State {
    const copy = this.fork();
    copy.decisions.set(branch, way);
    return copy;
  }

  /** Gives variables back what they held. */
  restore(before: ReadonlyMap<string, FlatText | undefined>): void {
    for (const [name, value] of before)
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
  }

  print(text: FlatText): void {
    if (text.characters !== "" && this.output !== undefined) this.output = { text, before: this.output };
  }
}

export function sameText(a: FlatText | undefined, b: FlatText | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.characters !== b.characters || a.holes.size !== b.holes.size)
    return false;
  for (const [at, hole] of a.holes) if (b.holes.get(at)?.symbol !== hole.symbol) return false;
  return true;
}

function sameTexts(a: ReadonlyMap<string, FlatText>, b: ReadonlyMap<string, FlatText>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, text] of a) if (!b.has(key) || !sameText(text, b.get(key))) return false;
  return true;
}

function sameList(a: readonly FlatText[] | undefined, b: readonly FlatText[] | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b?.length === a.length && a.every((text, at) => sameText(text, b[at]));
}

/** Whether nothing that matters to what is read in the end differs so far. */
export function sameOutcome(a: State, b: State): boolean {
  if (a.stop !== b.stop || a.opaque?.symbol !== b.opaque?.symbol) return false;
  if (!sameText(a.kernel, b.kernel) || !sameTexts(a.environment, b.environment)) return false;
  const paths = new Set([...a.files.keys(), ...b.files.keys()].filter(isDecisive));
  return [...paths].every((path) => sameText(a.files.get(path), b.files.get(path)));
}

function same(a: State, b: State): boolean {
  return (
    sameOutcome(a, b) &&
    a.status === b.status &&
    a.directory === b.directory &&
    a.functions.size === b.functions.size &&
    sameTexts(a.variables, b.variables) &&
    sameTexts(a.files, b.files) &&
    sameList(a.parameters, b.parameters) &&
    samePrinted(a.output, b.output)
  );
}

/** So many ways are followed side by side. */
const MAXIMUM = 8;

/**
 * The same ways, each once. Where they become too many, those are taken together that have done the same to what matters; what else
 * differs between them is unknown from there on.
 */
export function distinct(states: readonly State[], differing: (what: string) => FlatText): State[] {
  if (states.length < 2) return [...states];
  const kept = unite(states, same, agreeing);
  if (kept.length <= MAXIMUM) return kept;
  const united = unite(kept, sameOutcome, (a, b) => blurred(a, b, differing));
  if (united.length <= MAXIMUM) return united;
  return unite(
    united,
    (a, b) => a.stop === b.stop,
    (a, b) => blurred(a, b, differing),
  );
}

function unite(
  states: readonly State[],
  alike: (a: State, b: State) => boolean,
  merge: (a: State, b: State) => State,
): State[] {
  const kept: State[] = [];
  for (const state of states) {
    const at = kept.findIndex((one) => alike(one, state));
    if (at === -1) kept.push(state);
    else kept[at] = merge(kept[at]!, state);
  }
  return kept;
}

/** Either of two states that are the same, with the decisions that lead to both. */
function agreeing(a: State, b: State): State {
  for (const [branch, way] of a.decisions) if (b.decisions.get(branch) !== way) a.decisions.delete(branch);
  return a;
}

function blurred(a: State, b: State, differing: (what: string) => FlatText): State {
  const state = agreeing(a.fork(), b);
  const blur = (ours: Map<string, FlatText>, theirs: ReadonlyMap<string, FlatText>): void => {
    for (const key of new Set([...ours.keys(), ...theirs.keys()]))
      if (!sameText(ours.get(key), theirs.get(key))) ours.set(key, differing(key));
  };
  blur(state.variables, b.variables);
  blur(state.files, b.files);
  blur(state.environment, b.environment);
  for (const name of [...state.functions.keys()])
    if (state.functions.get(name) !== b.functions.get(name)) state.functions.delete(name);
  state.exported = new Set([...a.exported].filter((name) => b.exported.has(name)));
  if (!sameText(a.kernel, b.kernel)) state.kernel = differing(KERNEL_RANGE);
  if (!samePrinted(a.output, b.output)) state.output = { text: differing("output"), before: NOTHING_PRINTED };
  if (!sameList(a.parameters, b.parameters)) state.parameters = undefined;
  if (a.directory !== b.directory) state.directory = undefined;
  if (a.status !== b.status) state.status = "unknown";
  state.opaque = a.opaque ?? b.opaque;
  return state;
}
