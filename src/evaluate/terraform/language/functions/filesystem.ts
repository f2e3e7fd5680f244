/** The filesystem functions (https://developer.hashicorp.com/terraform/language/functions#filesystem-functions). */

import { remembered } from "../../../../base/collections.ts";
import { resolvePath } from "../../../../base/files.ts";
import { SourceFile } from "../../../../base/source-file.ts";
import { endWithout } from "../../../../base/text-ends.ts";
import { BOOL, DYNAMIC, STRING, type StringValue, type UnknownValue, type Value } from "../../../../base/value.ts";
import { placed } from "../../../../values/placed.ts";
import { weightOfLength } from "../budget.ts";
import { convert } from "../types/convert.ts";
import { set } from "../types/equality.ts";
import { concatenated } from "../types/text.ts";
import { quote } from "../types/type-words.ts";
import { bool, type Failure, isFailure, type Result, string } from "../types/values.ts";
import { utf8Text } from "./encoding.ts";
import {
  below,
  cleaned,
  currentDirectory,
  filesMatching,
  knownPath,
  notRead,
  outside,
  placeOf,
  readBytes,
  sourceOf,
  startOf,
} from "./file-access.ts";
import type { FunctionContext, FunctionSpec, Functions } from "./function-spec.ts";
import { badArgument, define, failed, PARTLY, param, textOf } from "./function-spec.ts";

const PATH = param("path", STRING, PARTLY);
const STRINGS = { kind: "set", element: STRING } as const;

export const FILESYSTEM_FUNCTIONS: Functions = {
  file: define([PATH], STRING, ([path], context) => readText(path, context)),
  filebase64: define([PATH], STRING, ([path], context) => {
    const read = readBytes(path, context, () => missing(path));
    if (!("bytes" in read)) return read;
    const refused = context.pay(weightOfLength(read.bytes.length));
    if (refused !== undefined) return refused;
    const encoded = string(Buffer.from(read.bytes).toString("base64"));
    const text = utf8Text(read.bytes);
    return text === undefined ? encoded : { ...encoded, plain: string(text) };
  }),
  fileexists: define([PATH], BOOL, ([path], context) => {
    const place = placeOf(path, context);
    if ("kind" in place) return place;
    const read = context.files.read(place.path);
    if (read.ok || read.because === "too-large" || read.because === "unreadable") return bool(true);
    if (read.because === "missing") return bool(false);
    if (read.because === "directory") return badArgument(1, `${quote(place.shown)} is a directory, not a file`);
    return notRead(place, read.because, context);
  }),
  fileset: define([PATH, param("pattern", STRING)], STRINGS, (args, context) => {
    const place = placeOf(args[0], context);
    if ("kind" in place) return place;
    const pattern = textOf(args[1]);
    const found = filesMatching(context.files, place.path, pattern, context.pay);
    if (found === "outside") return outside(`${place.path}/${pattern}`, context);
    if (found === "bad-pattern")
      return failed(`failed to glob pattern ${quote(cleaned(`${place.shown}/${pattern}`))}: syntax error in pattern`);
    if (found === "too-many") return context.unknown(args);
    if ("kind" in found) return found;
    return set(found.map(string), STRING);
  }),
  templatefile: define([PATH, param("vars", DYNAMIC, PARTLY)], DYNAMIC, (args, context) => {
    const text = readText(args[0], context);
    if (isFailure(text) || text.kind !== "string") return text;
    return render(text, args[1]!, context);
  }),
  templatestring: define([param("template", STRING), param("vars", DYNAMIC, PARTLY)], STRING, (args, context) => {
    const result = render(args[0] as StringValue, args[1]!, context);
    if (isFailure(result)) return result;
    const text = convert(result, STRING);
    return isFailure(text) ? failed(`invalid template result: ${text.failure}`) : text;
  }),
  abspath: define([PATH], STRING, (args, context) => {
    const [path] = args;
    if (path.kind !== "string") return knownPath(path) === undefined ? context.unknown(args) : path;
    const clean = cleaned(path.value);
    if (clean.startsWith("/")) return string(clean);
    return clean === "." ? currentDirectory(context) : concatenated([currentDirectory(context), string(`/${clean}`)]);
  }),
  pathexpand: define([PATH], STRING, (args, context) => {
    const path = knownPath(args[0]);
    if (path === undefined) return context.unknown(args);
    if (!path.startsWith("~")) return args[0];
    if (!/^~(?:\/|$)/.test(path)) return failed("cannot expand user-specific home dir");
    return outside(path, context, "depends on the home directory");
  }),
  basename: ofPath(base),
  dirname: ofPath((path) => cleaned(path.slice(0, path.lastIndexOf("/") + 1)), below),
};

function missing(path: Value): Failure {
  return badArgument(
    0,
    `no file exists at ${quote(knownPath(path) ?? "")}; this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource`,
  );
}

/** The text of a file; it knows the file that it came from. */
function readText(path: Value, context: FunctionContext): Result {
  const read = readBytes(path, context, () => missing(path));
  if (!("bytes" in read)) return read;
  const refused = context.pay(weightOfLength(read.bytes.length));
  if (refused !== undefined) return refused;
  const text = utf8Text(read.bytes);
  if (text !== undefined) return located(text, read.path, context);
  return failed(
    `contents of ${quote(knownPath(path) ?? "")} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead`,
  );
}

function located(text: string, path: string, context: FunctionContext): StringValue {
  const file = sourceOf(context.files, path, text);
  return remembered(texts, file, () => ({
    ...string(text),
    origin: { kind: "literal", span: { file, start: 0, end: file.text.length } },
  }));
}

/** One for each file: what is made of it can be found once. */
const texts = new WeakMap<SourceFile, StringValue>();

/** A character takes so many times as long to parse as to look at. */
const LENGTHS_TO_PARSE = 32;

function render(template: StringValue, vars: Value, context: FunctionContext): Result {
  const mayBeMap = vars.kind === "unknown" && ["map", "object", "dynamic"].includes(vars.type.kind);
  if (vars.kind !== "map" && !mayBeMap) return badArgument(1, "invalid vars value: must be a map");
  const names = vars.kind === "map" ? [...vars.entries.keys()] : [];
  const wrong = names.find((name) => !/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name));
  if (wrong !== undefined) {
    return badArgument(
      1,
      `invalid template variable name ${quote(wrong)}: must start with a letter, followed by zero or more letters, digits, and underscores`,
    );
  }
  const refused = context.pay(weightOfLength(LENGTHS_TO_PARSE * template.value.length));
  if (refused !== undefined) return refused;
  const { origin = { kind: "call", span: context.span } } = template;
  const source = new SourceFile(origin.span.file.path, template.value);
  const parsed = placed(context.parse.hclTemplate(source), source, { ...template, origin });
  const problem = parsed.diagnostics.find((one) => one.severity === "error");
  if (problem !== undefined) return failed(problem.message.replace(/\.$/, ""));
  const result = context.renderTemplate(parsed.output, vars);
  if (isFailure(result)) return failed(result.failure.replace(/\.$/, ""));
  if (result.kind === "null") {
    return failed(
      "Template result is null; The result of the template is null, which is not a valid result for a templatestring call",
    );
  }
  return result;
}

/** A function of a path's text alone. `placed`: makes of its result an absolute path again, where it is given one of which only the end is known. */
function ofPath(
  run: (path: string) => string,
  placed: (path: string, start: UnknownValue) => Value = (name) => string(name),
): FunctionSpec {
  return define([PATH], STRING, (args, { unknown }) => {
    const path = knownPath(args[0]);
    if (path === undefined) return unknown(args);
    const start = startOf(args[0]);
    if (start === undefined) return string(run(path));
    // What the directory from which the path starts and those above it are called is not known.
    return /^(?:\.\.\/)*\.\.?$/.test(resolvePath(".", path)) ? unknown(args) : placed(run(path), start);
  });
}

function base(path: string): string {
  if (path === "") return ".";
  const trimmed = path.slice(0, endWithout(/\//, path));
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}
