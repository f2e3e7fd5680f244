/** What `cfn-init` carries out of a resource's metadata: files, then commands
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html). */

import type { MapValue, UnknownValue, Value } from "../../../base/value.ts";
import type { FlatText } from "../../../values/text-runs.ts";
import { EMPTY, literal, textIn, unknownText } from "../text.ts";
import type { Call } from "./call.ts";
import { writeFile } from "./files.ts";
import type { State } from "./state.ts";

export function initialise(description: Value, call: Call): readonly State[] {
  if (description.kind === "unknown") call.state.opaque ??= description;
  if (description.kind !== "map") return [call.state];
  let states: readonly State[] = [call.state];
  for (const name of order(description)) {
    const config = description.entries.get(name);
    if (config?.kind !== "map") continue;
    states = call.shell.each(states, call.source, (state) => configure(config, { ...call, state }));
  }
  return states;
}

/** `config`, or what the configsets name; without any that can be read, all in the order in which they are written. */
function order({ entries }: MapValue): readonly string[] {
  const sets = entries.get("configSets");
  const named = sets?.kind === "map" ? [...sets.entries.values()].flatMap(namesIn) : [];
  const all = [...entries.keys()].filter((name) => name !== "configSets");
  const known = named.filter((name) => entries.has(name));
  return known.length > 0 ? [...new Set(known)] : all;
}

function namesIn(value: Value): readonly string[] {
  if (value.kind === "string") return [value.value];
  return value.kind === "list" ? value.elements.flatMap(namesIn) : [];
}

function configure(config: MapValue, call: Call): readonly State[] {
  const files = config.entries.get("files");
  if (files?.kind === "map") for (const [path, file] of files.entries) writeDescribed(path, file, call);
  const commands = config.entries.get("commands");
  let states: readonly State[] = [call.state];
  if (commands?.kind !== "map") return states;
  for (const name of [...commands.entries.keys()].sort()) {
    const command = commands.entries.get(name);
    if (command?.kind !== "map") continue;
    states = call.shell.each(states, call.source, (state) => runDescribed(command, { ...call, state }));
  }
  return states;
}

function writeDescribed(path: string, file: Value, call: Call): void {
  if (file.kind !== "map") return;
  const content = file.entries.get("content");
  const elsewhere = (): UnknownValue =>
    call.shell.unknown(call.source, call.place, `what cfn-init writes to ${path}`, {
      text: `cfn-init writes ${path} with content that is not in the template`,
      hint: "write the content of the file into the metadata",
    });
  const encoded = file.entries.get("encoding");
  const plain = encoded?.kind === "string" && encoded.value === "base64" ? decoded(content) : textIn(content);
  writeFile(call.state, literal(path), plain ?? unknownText(elsewhere()), false, elsewhere);
}

function decoded(content: Value | undefined): FlatText | undefined {
  if (content?.kind !== "string") return undefined;
  return literal(Buffer.from(content.value, "base64").toString("utf8"), content.origin);
}

/** A command is a text for the shell or a list of words; with a `test` it may not be run. */
function runDescribed(command: MapValue, call: Call): readonly State[] {
  const written = command.entries.get("command");
  const run = (state: State): readonly State[] => {
    if (written?.kind !== "list") return call.shell.nested(textIn(written) ?? EMPTY, state);
    const words = written.elements.map((element) => textIn(element) ?? EMPTY);
    return words.length === 0 ? [state] : call.shell.command({ ...call, state, words, declared: [], given: new Set() });
  };
  const { stop, variables, directory } = call.state.fork();
  call.state.variables = new Map();
  const environment = command.entries.get("env");
  if (environment?.kind === "map")
    for (const [name, value] of environment.entries) call.state.variables.set(name, textIn(value) ?? EMPTY);
  const [taken, ...passed] = command.entries.has("test") ? call.shell.fork(call, call.place) : [call.state];
  const ends = [...run(taken), ...passed];
  for (const state of ends) Object.assign(state, { stop, variables: new Map(variables), directory });
  return ends;
}
