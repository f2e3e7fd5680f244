/** Commands that set up or start the ECS agent, those that decide the kernel's range of ports, and `cfn-init` with what a template has it do. */
import type { MapValue, UnknownValue, Value } from "../../../base/value.ts";
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, known, linesOf, literal, NEWLINE, textIn, unknownText } from "../text.ts";
import { argumentsOf, type Call, ends, mayDoAnything, type Performer } from "./call.ts";
import { AGENT_SETTINGS, contentOf, pathOf, rangeIn, sysctlFiles, writeFile } from "./files.ts";
import type { State } from "./state.ts";

function tell(state: State, setting: FlatText): void {
  const name = setting.characters.slice(0, Math.max(0, setting.characters.indexOf("=")));
  if (AGENT_SETTINGS.has(name))
    state.environment.set(name, sliceText(setting, name.length + 1, setting.characters.length));
}

/** What is exported, or given to this command alone, is in the environment of the agent that it starts. */
function tellEnvironment({ state, given }: Call): void {
  for (const name of AGENT_SETTINGS) {
    const value = state.exported.has(name) || given.has(name) ? state.variables.get(name) : undefined;
    if (value !== undefined) state.environment.set(name, value);
  }
}

/** `start ecs`, `start ecs NAME=value`, `service ecs start`, `systemctl start ecs`. */
function start(call: Call): undefined {
  const words = call.words.slice(1).map(({ characters }) => characters);
  if (words.includes("set-environment") || words.includes("set-env"))
    for (const word of call.words) tell(call.state, word);
  if (words.some((word) => /^(?:amazon-)?ecs(?:-agent)?(?:\.service)?$/.test(word))) {
    if (["start", "restart"].some((verb) => words.includes(verb) || call.words[0]!.characters === verb)) {
      tellEnvironment(call);
      for (const word of call.words) tell(call.state, word);
    }
  }
  if (words.some((word) => word.startsWith("systemd-sysctl") || word === "procps"))
    load(call.state, sysctlFiles(call.state));
}

/** Options of `docker run` that take a value. */
const WITH_VALUE = [
  "-e --env --env-file -v --volume --name -p --publish --net --network --restart -l --label",
  "--log-driver --log-opt -u --user -w --workdir -h --hostname -m --mount --cap-add --cap-drop --pid",
  "--link --entrypoint --ulimit --device --add-host --memory",
].flatMap((line) => line.split(" "));

/** `docker run … amazon/amazon-ecs-agent`. */
function docker(call: Call): undefined {
  const { state } = call;
  const at = call.words.findIndex(({ characters }) => characters === "run" || characters === "create");
  if (at === -1 || !call.words.some(({ characters }) => characters.includes("ecs-agent"))) return undefined;
  const { options } = argumentsOf(call.words.slice(at + 1), WITH_VALUE, true);
  for (const { name, value } of options) {
    if (value === undefined || name !== "--env-file") continue;
    const path = pathOf(value, state);
    const content = path === undefined || path === "/etc/ecs/ecs.config" ? undefined : contentOf(path, state);
    if (content !== undefined)
      for (const { start, end } of linesOf(content)) tell(state, sliceText(content, start, end));
  }
  for (const { name, value } of options) {
    if (value === undefined || (name !== "-e" && name !== "--env")) continue;
    const exported = value.characters.includes("=") ? undefined : state.variables.get(value.characters);
    if (exported === undefined) tell(state, value);
    else if (AGENT_SETTINGS.has(value.characters)) state.environment.set(value.characters, exported);
  }
}

/** `sysctl -w name=value`, `sysctl -p file`, `sysctl --system`. */
function sysctl(call: Call): undefined {
  const { state } = call;
  const { options, rest } = argumentsOf(call.words.slice(1), []);
  if (options.some(({ name }) => name === "--system")) load(state, sysctlFiles(state));
  else if (options.some(({ name }) => name === "-p" || name === "--load" || name === "-f")) {
    const named = rest.map((file) => pathOf(file, state)).filter((path) => path !== undefined);
    load(state, named.length > 0 ? named : ["/etc/sysctl.conf"]);
    return undefined;
  }
  const settings = rest.flatMap((word) => [word, NEWLINE]);
  state.kernel = rangeIn(joinTexts(settings)) ?? state.kernel;
}

function load(state: State, paths: readonly string[]): void {
  for (const path of paths) {
    const content = contentOf(path, state);
    state.kernel = (content === undefined ? undefined : rangeIn(content)) ?? state.kernel;
  }
}

/** What `cfn-init` does is part of the script where the template describes it. */
function cfnInit(call: Call): readonly State[] | undefined {
  const valued = [
    "-r",
    "--resource",
    "-s",
    "--stack",
    "--region",
    "-c",
    "--configsets",
    "--role",
    "--url",
    "--access-key",
  ];
  const { options } = argumentsOf(call.words.slice(1), valued);
  const resource = options.find(({ name }) => name === "-r" || name === "--resource")?.value;
  const id = resource === undefined ? undefined : known(resource);
  const described = call.shell.initialisation;
  if (id !== undefined && described !== undefined) {
    const description = described(id);
    return description === undefined ? undefined : initialise(description, call);
  }
  mayDoAnything(call, {
    text: `user data runs cfn-init for a resource whose metadata is not in the template`,
    hint: "let --resource name a resource of the same template that has AWS::CloudFormation::Init metadata",
  });
  return undefined;
}

/** What `cfn-init` carries out of a resource's metadata: files, then commands
 *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html). */
function initialise(description: Value, call: Call): readonly State[] {
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

function restart(call: Call): undefined {
  load(call.state, sysctlFiles(call.state));
  return ends(call, "likely");
}

export const AGENT_COMMANDS: ReadonlyMap<string, Performer> = new Map<string, Performer>([
  ["start", start],
  ["restart", start],
  ["initctl", start],
  ["service", start],
  ["systemctl", start],
  ["stop", () => undefined],
  ["docker", docker],
  ["sysctl", sysctl],
  ["cfn-init", cfnInit],
  ["cfn-init.exe", cfnInit],
  ["reboot", restart],
  ["shutdown", restart],
]);
