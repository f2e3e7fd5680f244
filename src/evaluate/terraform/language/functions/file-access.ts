/** A path argument, or a pattern of paths, into the files of the scan that it means, and why there may be none. */
import { RE2JS } from "re2js";
import { remembered } from "../../../../base/collections.ts";
import { type Files, resolvePath, type WhyNotRead } from "../../../../base/files.ts";
import { SourceFile, type Span } from "../../../../base/source-file.ts";
import { type CauseKind, STRING, type UnknownValue, type Value } from "../../../../base/value.ts";
import { makeUnknown } from "../../../../values/unknown.ts";
import type { Failure } from "../types/values.ts";
import { A_CONSTANT } from "../unknowns.ts";
import type { FunctionContext } from "./function-spec.ts";

/** The symbol of the directory in which Terraform runs (`path.cwd`), which is that of the root module; before it, the root's id. */
const CURRENT_DIRECTORY = /(?:^|:)path\.cwd$/;

export function currentDirectory({ span }: FunctionContext): UnknownValue {
  const cause = { kind: "external", text: "the absolute path depends on the machine", hint: A_CONSTANT, span } as const;
  return makeUnknown({ type: STRING, cause, symbol: "path.cwd", notNull: true });
}

/** The symbol of the directory from which the paths of a scan start. */
const SCAN_DIRECTORY = "the directory of the scan";

/** A path of the scan as an absolute one, of which the machine decides the beginning. */
export function absolutePath(path: string, span: Span): Value {
  const cause = { kind: "external", text: "the absolute path depends on the machine", hint: A_CONSTANT, span } as const;
  const start = makeUnknown({ type: STRING, cause, symbol: SCAN_DIRECTORY, notNull: true });
  return below(path, start);
}

/** A path that goes on from a directory of which only the machine knows where it is. */
export function below(path: string, start: UnknownValue): Value {
  return path === "." ? start : { kind: "text", parts: [start, `/${path}`] };
}

/** The directory from which a path goes on that is only known below it; undefined where all of it is written. */
export function startOf(path: Value): UnknownValue | undefined {
  const first = path.kind === "text" ? path.parts[0] : path;
  return typeof first === "object" && first.kind === "unknown" ? first : undefined;
}

/** The text of a path that is known, or known below the current directory or that of the scan; undefined where it is not. */
export function knownPath(path: Value): string | undefined {
  if (path.kind === "string") return path.value;
  const parts = path.kind === "unknown" ? [path] : path.kind === "text" ? path.parts : [];
  const [first, second = "", ...more] = parts;
  if (typeof first !== "object" || !(CURRENT_DIRECTORY.test(first.symbol) || first.symbol === SCAN_DIRECTORY))
    return undefined;
  if (typeof second !== "string" || more.length > 0) return undefined;
  return second === "" || second.startsWith("/") ? `.${second}` : undefined;
}

/** Whether it is an absolute path that starts at the directory of the scan. */
export function isFromScan(path: Value): boolean {
  return startOf(path)?.symbol === SCAN_DIRECTORY;
}

/** Where a known path leads, relative to the working directory, and `directory` where it is a relative one. */
export function pathFrom(path: Value, directory: string): string | undefined {
  const text = knownPath(path);
  return text === undefined ? undefined : resolvePath(isFromScan(path) ? "." : directory, text);
}

/** Relative to the working directory, and as messages show it. */
interface Place {
  readonly path: string;
  readonly shown: string;
}

/** Where a path leads that a function was given: relative ones start at the root module. Unknown where it is not in the scan. */
export function placeOf(path: Value, context: FunctionContext): Place | UnknownValue {
  const text = knownPath(path);
  if (text === undefined) return context.unknown([path]);
  if (text.startsWith("/") || /^~(?:\/|$)/.test(text)) return outside(text, context);
  return { path: pathFrom(path, context.rootDirectory)!, shown: cleaned(text) };
}

/** As Go's filepath.Clean: an absolute path has no parent. */
export function cleaned(path: string): string {
  const plain = resolvePath(".", path);
  return plain.startsWith("/..") ? resolvePath(".", plain.replace(/^\/(?:\.\.(?:\/|$))+/, "/")) : plain;
}

/** An unknown because the file is not one of the scan. */
export function outside(
  path: string,
  context: FunctionContext,
  what = "is outside of what is scanned",
  kind: CauseKind = "external",
): UnknownValue {
  const { from: _, ...unknown } = context.unknown([{ kind: "string", value: path }]);
  const hint = "scan a directory that contains it";
  return { ...unknown, cause: { kind, text: `${path} ${what}`, hint, span: context.span } };
}

/** What reading a file gave, when it gave none. */
export function notRead(place: Place, because: WhyNotRead, context: FunctionContext): UnknownValue | Failure {
  if (because === "directory")
    return { failure: `failed to read file: read ${place.shown}: is a directory`, argument: 0 };
  if (because === "outside") return outside(place.path, context);
  const what = because === "too-large" ? "is too large to be read" : "cannot be read";
  return outside(place.path, context, what, "missing-source");
}

/** A file and its bytes, or the value or failure that stands in for what would be made of them. */
export function readBytes(
  path: Value,
  context: FunctionContext,
  missing: (shown: string) => Failure,
): (Place & { readonly bytes: Uint8Array }) | UnknownValue | Failure {
  const place = placeOf(path, context);
  if ("kind" in place) return place;
  const read = context.files.read(place.path);
  if (read.ok) return { ...place, bytes: read.bytes };
  return read.because === "missing" ? missing(place.shown) : notRead(place, read.because, context);
}

const sources = new WeakMap<Files, Map<string, SourceFile>>();

/** The file as a source of spans: the same object for every reading of the same path. */
export function sourceOf(files: Files, path: string, text: string): SourceFile {
  const known = remembered(sources, files, () => new Map<string, SourceFile>());
  return remembered(known, path, () => new SourceFile(path, text));
}

/** So many directories are looked into. */
const MAX_DIRECTORIES = 20_000;
/** For the budget: what it takes to list a directory, and to hold a name against a pattern. */
const WEIGHT_OF_A_DIRECTORY = 200;
const WEIGHT_OF_A_NAME = 20;
/** Of each directory around it beyond these: a link to its own directory makes paths that are followed again from the top. */
const WEIGHT_OF_A_STEP_DOWN = 200;
const USUAL_DEPTH = 12;

/**
 * The regular files below a directory whose relative path matches, in no particular order: `*` and `?` inside a name, `[a-z]`, `{a,b}`,
 * and `**` for any number of directories. A pattern may begin with `../`.
 */
export function filesMatching(
  files: Files,
  directory: string,
  pattern: string,
  pay: FunctionContext["pay"],
): readonly string[] | UnknownValue | "outside" | "bad-pattern" | "too-many" {
  const segments = pattern.split("/").filter((segment) => segment !== "" && segment !== ".");
  const above: string[] = [];
  while (segments[0] === "..") above.push(segments.shift()!);
  const patterns = expandBraces(segments.join("/"));
  if (patterns === undefined) return "too-many";
  const matchers = patterns.map((one) => one.split("/").map(matcherOf));
  if (matchers.some((one) => one.includes(undefined))) return "bad-pattern";
  const start = [directory, ...above].join("/");
  const probe = files.read(start);
  if (!probe.ok && probe.because === "outside") return "outside";
  const found = new Set<string>();
  let budget = MAX_DIRECTORIES;
  let refused: UnknownValue | undefined;
  const visit = (path: string, prefix: string, remaining: readonly Matcher[]): boolean => {
    const [first, ...rest] = remaining;
    if (first === undefined || budget-- <= 0) return budget > 0;
    if (first === "anywhere" && rest.length > 0 && !visit(path, prefix, rest)) return false;
    const names = files.list(path) ?? [];
    const deeper = Math.max(0, prefix.split("/").length - USUAL_DEPTH);
    refused = pay(WEIGHT_OF_A_DIRECTORY + WEIGHT_OF_A_NAME * names.length + WEIGHT_OF_A_STEP_DOWN * deeper);
    if (refused !== undefined) return false;
    for (const name of names) {
      const plain = name.replace(/\/$/, "");
      if (first !== "anywhere" && !first.matches(plain)) continue;
      const below = first === "anywhere" ? remaining : rest;
      if (plain === name && rest.length === 0) found.add(prefix + plain);
      else if (plain !== name && below.length > 0 && !visit(`${path}/${plain}`, `${prefix}${name}`, below))
        return false;
    }
    return true;
  };
  const prefix = above.map((one) => `${one}/`).join("");
  const complete = matchers.every((one) =>
    visit(
      start,
      prefix,
      one.filter((matcher) => matcher !== undefined),
    ),
  );
  return refused ?? (complete ? [...found] : "too-many");
}

type Matcher = RE2JS | "anywhere";

/** A name's pattern as a regular expression that takes linear time; undefined where it is malformed. */
function matcherOf(segment: string): Matcher | undefined {
  if (segment === "**") return "anywhere";
  let source = "";
  for (let at = 0; at < segment.length; at++) {
    const character = segment[at]!;
    if (character === "*") source += source.endsWith("[^/]*") ? "" : "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "\\") source += escaped(segment[++at] ?? "");
    else if (character === "[") {
      const end = segment.indexOf("]", at + 2);
      if (end < 0) return undefined;
      source += `[${segment.slice(at + 1, end).replace(/[[\]]/g, "\\$&")}]`;
      at = end;
    } else source += escaped(character);
  }
  try {
    return RE2JS.compile(source, RE2JS.DOTALL);
  } catch {
    return undefined;
  }
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

const MAX_EXPANSIONS = 256;

/** The patterns without `{a,b}` that a pattern stands for; undefined where there are more than 256. */
function expandBraces(pattern: string): readonly string[] | undefined {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((one) => {
      const match = /\{([^{}]*)\}/.exec(one);
      if (match === null) return [one];
      const [before, after] = [one.slice(0, match.index), one.slice(match.index + match[0].length)];
      return match[1]!.split(",").map((option) => before + option + after);
    });
    if (next.length > MAX_EXPANSIONS) return undefined;
    if (next.length === open.length && next.every((one, at) => one === open[at])) return next;
    open = next;
  }
}
