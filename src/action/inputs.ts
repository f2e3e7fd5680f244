/** The inputs of the step → what is asked of a scan, and what becomes of its result. */
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { SEVERITIES, UsageError } from "../base/diagnostic.ts";
import { type Asked, dayOf } from "../configuration/settings.ts";
import { isInside, slashes, staysInside } from "../discover/boundary.ts";
import { disk } from "../discover/file-system.ts";
import type { ProcessEnvironment } from "../git/run-git.ts";
import { FAIL_ON, FAIL_ON_PROBLEMS } from "../report/exit-code.ts";
import { portRange, STEPS, stepCount, terraformVariables } from "../request.ts";

export interface Inputs {
  readonly asked: Asked;
  /** Modules are installed first. */
  readonly init: boolean;
  /** A revision or `auto`; undefined where nothing is compared. */
  readonly diffBase: string | undefined;
  /** The reports to write, each with the output that then has its path. */
  readonly files: readonly ReportFile[];
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly comment: boolean;
  /** Empty where none is given. */
  readonly token: string;
}

export interface ReportFile {
  /** Called as the input is. */
  readonly output: string;
  readonly format: "sarif" | "html";
  /** From the workspace. */
  readonly path: string;
}

/** An empty input says nothing. Paths start from the input `working-directory`, and in the result from the workspace. */
export function readInputs(workspace: string, environment: ProcessEnvironment): Inputs {
  const input = (name: string): string => inputOf(environment, name);
  const flag = (name: string, otherwise: string): boolean =>
    choice(name, input(name) || otherwise, ["true", "false"]) === "true";
  const directory = directoryOf(workspace, input("working-directory"));
  const from = (path: string): string =>
    isAbsolute(path) || directory === "." ? path : slashes(join(directory, path));
  const read = (name: string, path: string): string => followed(workspace, name, from(path));
  // What has been called otherwise before is still read.
  const lines = (name: string): readonly string[] =>
    input(name)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const paths = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => lines(name).map((path) => read(name, path)));
  const text = (name: string): string | undefined => input(name) || undefined;
  const pairs = (name: string): readonly (readonly [string, string])[] => lines(name).map((line) => pair(name, line));
  const form = <T>(name: string, read: (written: string) => T | undefined, what: string): T | undefined => {
    const written = text(name);
    const value = written === undefined ? undefined : read(written);
    if (written !== undefined && value === undefined)
      throw new UsageError(`the input ${name} is ${written}`, `give it ${what}`);
    return value;
  };
  const comment = flag("comment", "false");
  if (comment && input("token") === "")
    throw new UsageError("the input comment needs a token", "give it the input token: ${{ github.token }}");
  const optional = (name: string): string | undefined => (input(name) === "" ? undefined : read(name, input(name)));
  const file = (name: string, format: ReportFile["format"], otherwise: string): readonly ReportFile[] => {
    const path = input(name) || otherwise;
    // Outputs have one line each.
    if (/[\r\n]/.test(path)) throw new UsageError(`the input ${name} has several lines`, "give it one path");
    return path === "" ? [] : [{ output: name, format, path: from(path) }];
  };
  return {
    asked: {
      paths: paths("paths", "path"),
      directory: directory === "." ? undefined : directory,
      configuration: optional("config"),
      failOn: input("fail-on") === "" ? undefined : choice("fail-on", input("fail-on"), FAIL_ON),
      failOnProblems:
        input("fail-on-problems") === ""
          ? undefined
          : choice("fail-on-problems", input("fail-on-problems"), FAIL_ON_PROBLEMS),
      baseline: optional("baseline"),
      assume: paths("assume"),
      options: {
        // A glob without a slash is a name at any depth.
        exclude: lines("exclude").map((glob) => (glob.replace(/\/$/, "").includes("/") ? from(glob) : glob)),
        assignments: [
          ...paths("var-files", "var-file").map((path) => ({ kind: "var-file" as const, path })),
          { kind: "each" },
          ...pairs("variables").map(([name, text]) => ({ kind: "var" as const, name, text })),
        ],
        environment: flag("tf-env", "false") ? terraformVariables(environment) : new Map(),
        workspace: text("workspace"),
        parameters: new Map(pairs("parameters")),
        parameterFiles: paths("parameters-files", "parameters-file"),
        each: [
          ...lines("each-var-files").map((glob) => ({ kind: "variables" as const, glob: from(glob) })),
          ...lines("each-parameters-files").map((glob) => ({ kind: "parameters" as const, glob: from(glob) })),
        ],
        plans: paths("plan"),
        facts: optional("facts"),
        index: paths("index"),
        region: text("region"),
        strict: flag("strict", "false"),
        ephemeral: form("ephemeral-range", portRange, "two ports, such as 32768-60999"),
        steps: form("evaluation-steps", stepCount, `a whole number from ${STEPS.least} to ${STEPS.most}`),
        cache: optional("cache"),
        rules: paths("rules"),
        disable: lines("disable"),
        severity: pairs("severity").map(([rule, level]) => [rule, choice("severity", level, SEVERITIES)]),
        today: dayOf(environment, new Date()),
      },
    },
    init: flag("init", "false"),
    diffBase: ["", "none"].includes(input("diff-base")) ? undefined : input("diff-base"),
    files: [...file("sarif-file", "sarif", "reachlint.sarif"), ...file("html-file", "html", "")],
    annotations: flag("annotations", "true"),
    summary: flag("summary", "true"),
    comment,
    token: input("token"),
  };
}

/** A file that a workflow names is the pull request's, which can make a link of it. A path that leads out as it is written is what the workflow means. */
function followed(workspace: string, name: string, path: string): string {
  const absolute = resolve(workspace, path);
  if (!isInside(resolve(workspace), absolute)) return path;
  const top = disk.realPath(workspace) ?? resolve(workspace);
  const written = join(top, relative(workspace, absolute));
  if (!staysInside(repositoryAround(top, written), written))
    throw new UsageError(`the input ${name} names ${path}, which a link leads out of the repository`);
  return path;
}

/** The checkout in which a path of the workspace is written, links not followed; else the workspace. */
function repositoryAround(top: string, written: string): string {
  for (let at = dirname(written); isInside(top, at); at = dirname(at))
    if (disk.realPath(at) === at && disk.target(join(at, ".git")) !== undefined) return at;
  return top;
}

/** In the workspace, links followed. */
function directoryOf(workspace: string, path: string): string {
  const absolute = resolve(workspace, path);
  const top = disk.realPath(workspace) ?? workspace;
  if (!isInside(resolve(workspace), absolute) || !staysInside(top, absolute))
    throw new UsageError(`the input working-directory, ${path}, leads out of the workspace`);
  return path === "" ? "." : slashes(join(path, "."));
}

/** Inputs arrive as `INPUT_` and their name in upper case (https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs). */
function inputOf(environment: ProcessEnvironment, name: string): string {
  return environment[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
}

function pair(name: string, line: string): readonly [string, string] {
  const at = line.indexOf("=");
  if (at < 1) throw new UsageError(`the input ${name} has the line ${line}`, "give it NAME=VALUE, one a line");
  return [line.slice(0, at), line.slice(at + 1)];
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found === undefined)
    throw new UsageError(`the input ${name} is ${value}`, `give it one of ${choices.join(", ")}`);
  return found;
}
