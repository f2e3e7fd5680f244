/** Programs that read and write files. */
import { type FlatText, joinTexts, sliceText } from "../../../values/text-runs.ts";
import { EMPTY, known, linesOf, literal, NEWLINE, unknownText } from "../text.ts";
import { argumentsOf, type Call, ends, inputOf, outputOf, type Performer } from "./call.ts";
import { contentAt, pathOf, writeFile } from "./files.ts";
import { edited } from "./sed.ts";
import type { Why } from "./shell.ts";
import { isDecisive, type State } from "./state.ts";

function write(call: Call, target: FlatText, content: FlatText, append = false): void {
  const { shell, state, source, place } = call;
  shell.spend(content.characters.length);
  writeFile(state, target, content, append, () =>
    shell.unknown(source, place, `which file ${shell.quote(source, place)} writes`),
  );
}

/** A file whose content comes from outside of user data. */
function fetched(call: Call, target: FlatText): void {
  const { shell, source, place } = call;
  const name = shell.quote(source, place);
  const why: Why = {
    text: `user data fetches it with ${name} when the instance starts`,
    hint: "write ECS_CLUSTER to /etc/ecs/ecs.config in user data itself",
  };
  write(call, target, unknownText(shell.unknown(source, place, `what ${name} brings`, why)));
}

function cat(call: Call): undefined {
  const { rest } = argumentsOf(call.words.slice(1), []);
  call.state.print(joinTexts(inputOf(call, rest)));
}

function tee(call: Call): undefined {
  const { options, rest } = argumentsOf(call.words.slice(1), []);
  const append = options.some(({ name }) => name === "-a" || name === "--append");
  const text = joinTexts(inputOf(call, []));
  for (const file of rest) write(call, file, text, append);
  call.state.print(text);
}

/** `cp`, `mv`, `install` and `ln`: the last word is the file or directory that the others become. */
function copy(moves: boolean): Performer {
  return (call) => {
    const { options, rest } = argumentsOf(call.words.slice(1), ["-m", "-o", "-g", "-t", "-S", "--target-directory"]);
    const { state } = call;
    const into = options.find(({ name }) => name === "-t" || name === "--target-directory")?.value;
    const sources = into === undefined ? rest.slice(0, -1) : rest;
    const last = into ?? rest.at(-1);
    if (last === undefined) return undefined;
    for (const from of sources) {
      const path = pathOf(from, state);
      const content = contentAt(from, state);
      const to = isDirectory(last, into !== undefined || sources.length > 1, state) ? inside(last, from) : last;
      if (content === undefined) fetched(call, to);
      else write(call, to, content);
      if (moves && path !== undefined) state.files.delete(path);
    }
    return undefined;
  };
}

/** A path that ends in `/`, or under which there are files of the script or of the agent. */
function isDirectory(target: FlatText, certainly: boolean, state: State): boolean {
  if (certainly || target.characters.endsWith("/")) return true;
  const path = pathOf(target, state);
  return path === "/etc/ecs" || path === "/tmp" || [...state.files.keys()].some((file) => file.startsWith(`${path}/`));
}

function inside(directory: FlatText, file: FlatText): FlatText {
  const from = file.characters.lastIndexOf("/") + 1;
  return joinTexts([directory, literal("/"), sliceText(file, from, file.characters.length)]);
}

function remove(call: Call): undefined {
  const { state } = call;
  for (const file of argumentsOf(call.words.slice(1), []).rest) {
    const path = pathOf(file, state);
    if (path === undefined) continue;
    for (const one of [...state.files.keys()]) if (one === path || one.startsWith(`${path}/`)) state.files.delete(one);
  }
}

/** `sed -i`: what it makes of a file; what it prints otherwise. */
function sed(call: Call): readonly State[] | undefined {
  const { state, shell, source } = call;
  const { options, rest } = argumentsOf(call.words.slice(1), ["-e", "-f", "--expression", "--file"]);
  const given = options
    .filter(({ name }) => name === "-e" || name === "--expression")
    .map(({ value }) => value ?? EMPTY);
  const scripts = given.length > 0 ? given : rest.slice(0, 1);
  const files = given.length > 0 ? rest : rest.slice(1);
  const inPlace = options.some(({ name }) => name === "-i" || name === "--in-place");
  const extended = options.some(({ name }) => /^(?:-[rE]|--regexp-extended)$/.test(name));
  const simple = options.every(({ name }) => /^(?:-[ierEs]|--in-place|--expression|--regexp-extended)$/.test(name));
  const edit = (text: FlatText): FlatText => (simple ? edited(text, scripts, extended) : undefined) ?? outputOf(call);
  if (!inPlace) {
    state.print(edit(joinTexts(inputOf(call, files))));
    return undefined;
  }
  let states: readonly State[] = [state];
  for (const file of files) states = shell.each(states, source, (one) => editFile({ ...call, state: one }, file, edit));
  return states;
}

/** A line that is to be put in the place of another is there only where that one is: the image may have brought it. */
const ASSIGNMENT = /ECS_[A-Z_]+=[^/|,#;'"\n]*/;

function editFile(call: Call, file: FlatText, edit: (text: FlatText) => FlatText): readonly State[] {
  const { shell, state } = call;
  const path = pathOf(file, state);
  const content = contentAt(file, state);
  if (path === undefined || content === undefined) return [state];
  const replacement = state.files.has(path) || !isDecisive(path) ? undefined : replacedLine(call.words);
  if (replacement === undefined) {
    write(call, file, edit(content));
    return [state];
  }
  const [taken, passed] = shell.fork(call, call.place);
  write({ ...call, state: taken }, file, replacement);
  return [taken, passed];
}

/** The assignment that a substitution `s/…/ECS_…=…/` puts into a file. */
function replacedLine(words: readonly FlatText[]): FlatText | undefined {
  for (const word of words.slice(1)) {
    const delimiter = /^s(\W)/.exec(word.characters)?.[1];
    if (delimiter === undefined) continue;
    const second = word.characters.indexOf(delimiter, 2);
    const match = second === -1 ? null : ASSIGNMENT.exec(word.characters.slice(second));
    if (match !== null) return sliceText(word, second + match.index, second + match.index + match[0].length);
  }
  return undefined;
}

/** Lines that hold a plain text, or do not; asked for with `-q`. */
function grep(call: Call): undefined {
  const { state } = call;
  const { options, rest } = argumentsOf(call.words.slice(1), ["-e", "-m", "-A", "-B", "-C"]);
  const has = (letter: string): boolean => options.some(({ name }) => name === letter);
  const [pattern, ...files] = rest;
  const wanted = pattern === undefined ? undefined : known(pattern);
  const input = files.length === 0 ? state.input : files.length === 1 ? contentAt(files[0]!, state) : undefined;
  const plain =
    wanted !== undefined && /^\^?[\w ="'/:-]+$/.test(wanted) && options.every(({ name }) => /^-[qFEsvx]$/.test(name));
  if (!plain || input === undefined) {
    if (!has("-q")) state.print(outputOf(call));
    return ends(call, "unknown");
  }
  const text = has("-F") ? wanted : wanted.replace(/^\^/, "");
  const anchored = text !== wanted;
  const lines = linesOf(input).filter(({ start, end }) => {
    const line = input.characters.slice(start, end);
    const found = has("-x") ? line === text : anchored ? line.startsWith(text) : line.includes(text);
    return found !== has("-v");
  });
  if (!has("-q")) state.print(joinTexts(lines.flatMap(({ start, end }) => [sliceText(input, start, end), NEWLINE])));
  const uncertain = input.holes.size > 0 && (lines.length === 0 || has("-v"));
  return ends(call, uncertain ? "unknown" : lines.length > 0 ? "true" : "false");
}

/** `aws s3 cp from to`, `aws s3api get-object … to`, `aws s3 sync from directory`. */
function aws(call: Call): undefined {
  const { state } = call;
  const all = call.words.some(({ characters }) => characters === "--recursive");
  const words = call.words.slice(1).filter(({ characters }) => !characters.startsWith("--"));
  const at = words.findIndex(({ characters }) => characters === "s3" || characters === "s3api");
  const verb = words[at + 1]?.characters;
  const [, from, to] = at === -1 ? [] : words.slice(at + 1);
  const copies = verb === "cp" || verb === "mv" || verb === "sync";
  if (verb === "get-object") fetched(call, words.at(-1)!);
  else if (!copies || to?.characters === "-") state.print(outputOf(call));
  else if (from !== undefined && to !== undefined && !to.characters.startsWith("s3://")) {
    const many = all || verb === "sync";
    const directory = many || isDirectory(to, to.characters === ".", state);
    fetched(call, directory ? inside(to, many ? literal("ecs.config") : from) : to);
  }
}

/** `curl -o file url`, `wget -O file url`. */
function download(option: string, long: string): Performer {
  return (call) => {
    const { state } = call;
    const valued = [option, long, ...["-H", "-X", "-d", "-u", "-A", "-m", "-T", "-P", "--header", "--retry", "--data"]];
    const { options } = argumentsOf(call.words.slice(1), valued);
    const to = options.find(({ name }) => name === option || name === long)?.value;
    if (to !== undefined && to.characters !== "-") fetched(call, to);
    else state.print(outputOf(call));
    return undefined;
  };
}

export const FILE_COMMANDS: ReadonlyMap<string, Performer> = new Map<string, Performer>([
  ["cat", cat],
  ["tee", tee],
  ["cp", copy(false)],
  ["mv", copy(true)],
  ["install", copy(false)],
  ["ln", copy(false)],
  ["rm", remove],
  ["sed", sed],
  ["grep", grep],
  ["egrep", grep],
  ["fgrep", grep],
  ["aws", aws],
  ["curl", download("-o", "--output")],
  ["wget", download("-O", "--output-document")],
]);
