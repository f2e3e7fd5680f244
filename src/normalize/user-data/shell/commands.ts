/** Which commands are followed, and what is taken of all others. */

import type { FlatText } from "../../../values/text-runs.ts";
import { known } from "../text.ts";
import { AGENT_COMMANDS } from "./agent-commands.ts";
import { BUILTINS } from "./builtins.ts";
import { type Call, mayDoAnything, nameOf, outputOf, type Performer } from "./call.ts";
import { FILE_COMMANDS } from "./file-commands.ts";
import { contentOf, pathOf } from "./files.ts";
import type { FunctionBody, State } from "./state.ts";
import { callScript, WRAPPERS } from "./wrappers.ts";

const FOLLOWED: ReadonlyMap<string, Performer> = new Map([
  ...BUILTINS,
  ...FILE_COMMANDS,
  ...AGENT_COMMANDS,
  ...WRAPPERS,
]);

/** They print nothing where they succeed, and change nothing that is read here. */
const SILENT: ReadonlySet<string> = new Set(
  [
    "mkdir rmdir touch chmod chown chgrp sleep wait useradd usermod groupadd chpasswd mount umount",
    "swapon mkswap setenforce trap ulimit umask alias shopt hash kill let pushd popd modprobe logger",
    "iptables unzip sync history disown bg fg",
  ].flatMap((line) => line.split(" ")),
);

/** They say by how they end what is the case. */
const ASKING: ReadonlySet<string> = new Set("which type id pgrep pidof mountpoint getent cmp diff".split(" "));

/** Scripts that come with an image of AWS, and join no cluster of ECS. */
const OF_THE_IMAGE = /^\/(?:usr\/bin|opt\/aws|etc\/eks|etc\/init\.d)\//;

export function runCommand(call: Call): readonly State[] {
  const { state, words } = call;
  const name = nameOf(call);
  const own = name === undefined ? undefined : state.functions.get(name);
  if (own !== undefined && known(words[0]!) === name) return callFunction(own, call);
  state.status = "likely";
  const performer = name === undefined || isLocal(call) ? undefined : FOLLOWED.get(name);
  if (performer !== undefined) return performer(call) ?? [state];
  return otherCommand(call, name);
}

/** `./install`: a program of the working directory, whatever its name is. */
function isLocal({ words }: Call): boolean {
  return words[0]!.characters.startsWith(".") && words[0]!.characters.includes("/");
}

function callFunction(body: FunctionBody, call: Call): readonly State[] {
  const { shell, state, words } = call;
  const { parameters, locals } = state;
  state.parameters = words.slice(1);
  state.locals = new Map();
  state.status = "true";
  const after = shell.call(body, state);
  for (const one of after) {
    one.restore(one.locals ?? new Map());
    one.parameters = parameters;
    one.locals = locals === undefined ? undefined : new Map(locals);
    if (one.stop === "return") one.stop = undefined;
  }
  return after;
}

function otherCommand(call: Call, name: string | undefined): readonly State[] {
  const { state, words } = call;
  const program = words[0]!;
  const path = program.characters.includes("/") ? pathOf(program, state) : undefined;
  const script = path === undefined ? undefined : contentOf(path, state);
  if (script !== undefined) return callScript(script, call);
  if (name === undefined) opaqueProgram(program, call);
  else if (name.endsWith(".sh") && !(path !== undefined && OF_THE_IMAGE.test(path))) mayDoAnything(call);
  if (name !== undefined && ASKING.has(name)) state.status = "unknown";
  if (name === undefined || !SILENT.has(name)) state.print(outputOf(call));
  return [state];
}

/** A command that is a hole may be any number of lines; of one with a hole in its path the end tells whether it is a script. */
function opaqueProgram(program: FlatText, call: Call): void {
  const [hole] = program.holes.values();
  if (hole !== undefined && program.characters.length === 1) call.state.opaque ??= hole;
  else if (program.characters.endsWith(".sh")) mayDoAnything(call);
}
