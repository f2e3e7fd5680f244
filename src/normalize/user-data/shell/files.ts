/** The files that a script writes and reads. */

import type { UnknownValue } from "../../../base/value.ts";
import type { FlatText } from "../../../values/text-runs.ts";
import { joinTexts } from "../../../values/text-runs.ts";
import { EMPTY, known, unknownText } from "../text.ts";
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
  const before = append ? (contentOf(path, state) ?? unknownText(elsewhere())) : EMPTY;
  const written = joinTexts([before, content]);
  const large = written.characters.length > LONGEST || written.runs.length > MOST_PIECES;
  state.files.set(path, large ? unknownText(elsewhere()) : written);
}

/** Whether a path with unknown parts can be that of a file of the agent. */
function mayBeConfig({ characters }: FlatText): boolean {
  const end = /[^\uFFFC]*$/.exec(characters)![0];
  return end === "" || "/etc/ecs/ecs.config".endsWith(end) || "/etc/ecs/ecs.config".endsWith(`/${end}`);
}
