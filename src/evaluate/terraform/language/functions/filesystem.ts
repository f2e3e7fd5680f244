/** The filesystem functions (https://developer.hashicorp.com/terraform/language/functions#filesystem-functions). */

import { SourceFile } from "../../../../base/source-file.ts";
import { BOOL, DYNAMIC, STRING } from "../../../../base/type.ts";
import type { StringValue, Value } from "../../../../base/value.ts";
import { derived } from "../../../../values/derived.ts";
import { convert } from "../types/convert.ts";
import { set } from "../types/equality.ts";
import { concatenated } from "../types/text.ts";
import { quote } from "../types/type-words.ts";
import { bool, type Failure, isFailure, type Result, string } from "../types/values.ts";
import { utf8Text } from "./encoding.ts";
import {
  cleaned,
  currentDirectory,
  filesMatching,
  notRead,
  outside,
  placeOf,
  readBytes,
  sourceOf,
} from "./file-access.ts";
import {
  badArgument,
  type FunctionContext,
  type FunctionSpec,
  failed,
  type Parameter,
  textOf,
} from "./function-spec.ts";

const PATH: Parameter = { name: "path", type: STRING, needs: "nothing" };
const STRINGS = { kind: "set", element: STRING } as const;

function missing(path: string): Failure {
  return badArgument(
    0,
    `no file exists at ${quote(path)}; this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource`,
  );
}

/** The text of a file; it knows the file that it came from. */
function readText(name: string, path: Value, context: FunctionContext): Result {
  const bytes = readBytes(name, path, STRING, context, () => missing(path.kind === "string" ? path.value : ""));
  if (!(bytes instanceof Uint8Array)) return bytes;
  const text = utf8Text(bytes);
  const shown = path.kind === "string" ? path.value : "";
  if (text === undefined) {
    return failed(
      `contents of ${quote(shown)} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead`,
    );
  }
  const place = placeOf(name, path, STRING, context);
  return place.kind === "inside" ? located(text, place.path, context) : string(text);
}

function located(text: string, path: string, context: FunctionContext): StringValue {
  const value = string(text);
  const file = sourceOf(context.files, path, text);
  if (value.value !== file.text) return value;
  return { ...value, origin: { kind: "literal", span: { file, start: 0, end: text.length } } };
}

const file: FunctionSpec = {
  parameters: [PATH],
  type: STRING,
  run: ([path], context) => readText("file", path!, context),
};

const filebase64: FunctionSpec = {
  parameters: [PATH],
  type: STRING,
  run([path], context) {
    const bytes = readBytes("filebase64", path!, STRING, context, () => missing(textOf(path)));
    if (!(bytes instanceof Uint8Array)) return bytes;
    const encoded = string(Buffer.from(bytes).toString("base64"));
    const text = utf8Text(bytes);
    return text === undefined ? encoded : { ...encoded, plain: string(text) };
  },
};

const fileexists: FunctionSpec = {
  parameters: [PATH],
  type: BOOL,
  run([path], context) {
    const place = placeOf("fileexists", path!, BOOL, context);
    if (place.kind === "open") return place.unknown;
    const read = context.files.read(place.path);
    if (read.ok || read.because === "too-large" || read.because === "unreadable") return bool(true);
    if (read.because === "missing") return bool(false);
    if (read.because === "directory") return badArgument(1, `${quote(place.shown)} is a directory, not a file`);
    return notRead("fileexists", place, read.because, BOOL, context);
  },
};

const fileset: FunctionSpec = {
  parameters: [PATH, { name: "pattern", type: STRING }],
  type: STRINGS,
  run(args, context) {
    const place = placeOf("fileset", args[0]!, STRINGS, context);
    if (place.kind === "open") return place.unknown;
    const pattern = textOf(args[1]);
    const found = filesMatching(context.files, place.path, pattern);
    if (found === "outside")
      return outside(
        "fileset",
        `${place.path}/${pattern}`,
        STRINGS,
        context,
        "external",
        "is outside the scanned tree",
      );
    if (found === "bad-pattern")
      return failed(`failed to glob pattern ${quote(cleaned(`${place.shown}/${pattern}`))}: syntax error in pattern`);
    if (found === "too-many") return derived("fileset", args, STRINGS, { notNull: true });
    return set(found.map(string), STRING);
  },
};

const templatefile: FunctionSpec = {
  parameters: [PATH, { name: "vars", type: DYNAMIC, needs: "nothing" }],
  type: DYNAMIC,
  run(args, context) {
    const text = readText("templatefile", args[0]!, context);
    if (isFailure(text) || text.kind !== "string") return text;
    const source = text.origin?.span.file ?? new SourceFile(textOf(args[0]), text.value);
    return render(source, args[1]!, context);
  },
};

const templatestring: FunctionSpec = {
  parameters: [
    { name: "template", type: STRING },
    { name: "vars", type: DYNAMIC, needs: "nothing" },
  ],
  type: STRING,
  run(args, context) {
    const source = new SourceFile("<templatestring argument>", textOf(args[0]));
    const result = render(source, args[1]!, context);
    if (isFailure(result)) return result;
    const text = convert(result, STRING);
    return isFailure(text) ? failed(`invalid template result: ${text.failure}`) : text;
  },
};

function render(source: SourceFile, vars: Value, context: FunctionContext): Result {
  const isOpen = vars.kind === "unknown" && ["map", "object", "dynamic"].includes(vars.type.kind);
  if (vars.kind !== "map" && !isOpen) return badArgument(1, "invalid vars value: must be a map");
  const names = vars.kind === "map" ? [...vars.entries.keys()] : [];
  const wrong = names.find((name) => !/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name));
  if (wrong !== undefined) {
    return badArgument(
      1,
      `invalid template variable name ${quote(wrong)}: must start with a letter, followed by zero or more letters, digits, and underscores`,
    );
  }
  const parsed = context.parse.hclTemplate(source);
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

/** A function of a path's text alone. */
function ofPath(name: string, run: (path: string) => string): FunctionSpec {
  return {
    parameters: [PATH],
    type: STRING,
    run(args) {
      const [path] = args;
      return path!.kind === "string" ? string(run(path!.value)) : derived(name, args, STRING, { notNull: true });
    },
  };
}

const abspath: FunctionSpec = {
  parameters: [PATH],
  type: STRING,
  run(args, context) {
    const [path] = args;
    if (path!.kind !== "string") {
      const place = placeOf("abspath", path!, STRING, context);
      return place.kind === "inside" ? path! : place.unknown;
    }
    const clean = cleaned(path!.value);
    if (clean.startsWith("/")) return string(clean);
    return clean === "." ? currentDirectory(context) : concatenated([currentDirectory(context), string(`/${clean}`)]);
  },
};

const pathexpand: FunctionSpec = {
  parameters: [PATH],
  type: STRING,
  run(args, context) {
    const [path] = args;
    if (path!.kind !== "string") return derived("pathexpand", args, STRING, { notNull: true });
    if (!/^~/.test(path!.value)) return path!;
    if (!/^~(?:\/|$)/.test(path!.value)) return failed("cannot expand user-specific home dir");
    return outside("pathexpand", path!.value, STRING, context, "external", "depends on the home directory");
  },
};

function base(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

export const FILESYSTEM_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  file,
  filebase64,
  fileexists,
  fileset,
  templatefile,
  templatestring,
  abspath,
  pathexpand,
  basename: ofPath("basename", base),
  dirname: ofPath("dirname", (path) => cleaned(path.slice(0, path.lastIndexOf("/") + 1))),
};
