/**
 * User data of systems that no shell script sets up: Ignition's files and units (https://coreos.github.io/ignition/specs/), Bottlerocket's
 * settings in TOML (https://bottlerocket.dev/en/os/latest/#/api/settings/), and PowerShell of Windows, of which the last place that names the
 * cluster counts (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_windows_container_instance.html).
 */
import { parseTOML } from "toml-eslint-parser";
import type { UnknownValue, Value } from "../../base/value.ts";
import { parseJsonText } from "../../values/json-text.ts";
import { type FlatText, joinTexts, sliceText, unflatten } from "../../values/text-runs.ts";
import type { WrittenFile } from "./cloud-config.ts";
import { unpacked } from "./parts.ts";
import type { TextRange } from "./shell/shell.ts";
import { EMPTY, linesOf, literal, textOf, undone, unknownText } from "./text.ts";

/** Undefined where the text is no such thing. */
export function readIgnition(text: FlatText): readonly WrittenFile[] | undefined {
  const read = parseJsonText(unflatten(text));
  if (!read.ok || read.value.kind !== "map") return undefined;
  const files = elements(entry(read.value, "storage", "files")).flatMap(fileOf);
  const units = elements(entry(read.value, "systemd", "units")).flatMap(unitOf);
  return [...files, ...units];
}

function fileOf(file: Value): readonly WrittenFile[] {
  const path = textOf(entry(file, "path"));
  if (path === undefined) return [];
  const contents = (of: Value | undefined): FlatText | undefined => fromUrl(textOf(entry(of, "source")), of);
  const own = entry(file, "contents");
  return [
    ...(own === undefined ? [] : [{ path, content: contents(own), append: false }]),
    ...elements(entry(file, "append")).map((one) => ({ path, content: contents(one), append: true })),
  ];
}

/** A unit and the files beside it that change it. */
function unitOf(unit: Value): readonly WrittenFile[] {
  const name = textOf(entry(unit, "name"));
  if (name === undefined) return [];
  const at = (path: string): FlatText => literal(`/etc/systemd/system/${path}`);
  const content = textOf(entry(unit, "contents"));
  const dropins = elements(entry(unit, "dropins")).flatMap((one): readonly WrittenFile[] => {
    const own = textOf(entry(one, "name"));
    if (own === undefined) return [];
    const path = at(`${name.characters}.d/${own.characters}`);
    return [{ path, content: textOf(entry(one, "contents")) ?? EMPTY, append: false }];
  });
  return [...(content === undefined ? [] : [{ path: at(name.characters), content, append: false }]), ...dropins];
}

/** What a `data:` URL holds; undefined for any other. */
function fromUrl(url: FlatText | undefined, of: Value | undefined): FlatText | undefined {
  if (url === undefined || url.characters === "") return EMPTY;
  const match = /^data:([^,]*),/.exec(url.characters);
  if (match === null) return undefined;
  const written = url.characters.slice(match[0].length);
  const compressed = textOf(entry(of, "compression"))?.characters === "gzip";
  if (!/;base64$/.test(match[1]!)) return compressed ? undefined : unquoted(url, match[0].length);
  if (url.holes.size > 0) return undefined;
  const plain = compressed ? unpacked(written) : Buffer.from(written, "base64").toString("utf8");
  return plain === undefined ? undefined : literal(plain, url.origin);
}

/** The text from `start` on with what is written as `%20` undone. */
function unquoted(url: FlatText, start: number): FlatText {
  const pieces: FlatText[] = [];
  let from = start;
  for (const match of url.characters.matchAll(/(?:%[0-9a-fA-F]{2})+/g)) {
    if (match.index < from) continue;
    const bytes = Buffer.from(match[0].replaceAll("%", ""), "hex");
    pieces.push(sliceText(url, from, match.index), literal(bytes.toString("utf8"), url.origin));
    from = match.index + match[0].length;
  }
  return joinTexts([...pieces, sliceText(url, from, url.characters.length)]);
}

function entry(value: Value | undefined, ...names: readonly string[]): Value | undefined {
  let at = value;
  for (const name of names) at = at?.kind === "map" ? at.entries.get(name) : undefined;
  return at;
}

function elements(value: Value | undefined): readonly Value[] {
  return value?.kind === "list" ? value.elements : [];
}

/** What Bottlerocket is told. */
interface Settings {
  readonly cluster: FlatText | undefined;
  readonly ports: FlatText | undefined;
}

type Table = ReturnType<typeof parseTOML>["body"][0];
type KeyValue = Extract<Table["body"][number], { type: "TOMLKeyValue" }>;

/** Undefined where the text is no TOML. */
export function readBottlerocket(text: FlatText): Settings | undefined {
  let top: Table;
  try {
    [top] = parseTOML(text.characters).body;
  } catch (error) {
    // A text that is no TOML is a SyntaxError (`ParseError`); one that nests too deeply exhausts the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
  const found = new Map<string, FlatText>();
  const visit = (node: Table["body"][number], before: readonly string[]): void => {
    if (node.type === "TOMLTable") for (const one of node.body) visit(one, node.resolvedKey.map(String));
    else visitValue(node, before);
  };
  const visitValue = ({ key, value }: KeyValue, before: readonly string[]): void => {
    const path = [...before, ...key.keys.map((one) => (one.type === "TOMLBare" ? one.name : one.value))];
    if (value.type === "TOMLInlineTable") for (const one of value.body) visitValue(one, path);
    if (value.type !== "TOMLValue" || value.kind !== "string") return;
    found.set(JSON.stringify(path), undone(text, value.range[0] + 1, value.range[1] - 1, value.value));
  };
  for (const node of top.body) visit(node, []);
  const at = (...path: readonly string[]): FlatText | undefined => found.get(JSON.stringify(path));
  return {
    cluster: at("settings", "ecs", "cluster"),
    ports: at("settings", "kernel", "sysctl", "net.ipv4.ip_local_port_range"),
  };
}

/** A name with holes and variables. */
const NAME = String.raw`(?:\$\{\w+\}|[$\w.\-\uFFFC])+`;
const QUOTED = `["']?(${NAME})`;

const SPELLINGS: readonly RegExp[] = [
  new RegExp(String.raw`-Cluster(?:[ \t]+|:[ \t]*)${QUOTED}`, "di"),
  new RegExp(String.raw`SetEnvironmentVariable\(\s*["']ECS_CLUSTER["']\s*,\s*${QUOTED}`, "di"),
  new RegExp(String.raw`\$env:ECS_CLUSTER[ \t]*=[ \t]*${QUOTED}`, "di"),
  new RegExp(String.raw`^\s*set[ \t]+"?ECS_CLUSTER=(${NAME})`, "di"),
];
const ASSIGNMENT = new RegExp(String.raw`^\s*\$(\w+)[ \t]*=[ \t]*${QUOTED}`, "d");

const LONGEST_LINE = 4096;

export function clusterInPowerShell(
  text: FlatText,
  unset: (place: TextRange, name: string) => UnknownValue,
): FlatText | undefined {
  const variables = new Map<string, FlatText>();
  let cluster: FlatText | undefined;
  for (const { start, end } of linesOf(text)) {
    const line = text.characters.slice(start, Math.min(end, start + LONGEST_LINE));
    if (/^\s*#/.test(line)) continue;
    const assignment = ASSIGNMENT.exec(line);
    if (assignment !== null) variables.set(assignment[1]!.toLowerCase(), named(...assignment.indices![2]!, start));
    for (const spelling of SPELLINGS) {
      if (spelling === SPELLINGS[0] && !/Initialize-ECSAgent/i.test(line)) continue;
      const found = spelling.exec(line)?.indices?.[1];
      if (found !== undefined) cluster = named(...found, start);
    }
  }
  return cluster;

  /** The name at a place of a line, with its variables replaced by what they were last set to. */
  function named(from: number, to: number, line: number): FlatText {
    const pieces: FlatText[] = [];
    let at = line + from;
    for (const match of text.characters.slice(at, line + to).matchAll(/\$\{?(\w+)\}?/g)) {
      const pos = line + from + match.index;
      const end = pos + match[0].length;
      pieces.push(sliceText(text, at, pos));
      pieces.push(variables.get(match[1]!.toLowerCase()) ?? unknownText(unset({ pos, end }, match[0])));
      at = end;
    }
    return joinTexts([...pieces, sliceText(text, at, line + to)]);
  }
}

/** Whether a script of Windows calls `cfn-init` for a resource: its logical id. */
const CFN_INIT = /cfn-init(?:\.exe)?"?\s[^\n]{0,2000}?(?:--resource|-r)[ \t=]+["']?([A-Za-z0-9]+)/gi;

export function initialisedIn(text: FlatText): readonly string[] {
  return [...text.characters.matchAll(CFN_INIT)].map((match) => match[1]!);
}
