/**
 * Git as a reader of objects. Only fixed commands run that read (rev-parse, merge-base, cat-file, ls-tree, ls-files, config --get, hash-object), and so that nothing in
 * the repository or the environment makes them run something else: docs/decisions/0028-the-change-of-a-pull-request.md tells what is shut off.
 */
import { spawnSync } from "node:child_process";
import { devNull } from "node:os";
import { join } from "node:path";
import { UsageError } from "../base/diagnostic.ts";
import { findProgram } from "../discover/find-program.ts";

/** The variables of the process. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A work tree, and what its objects are read with. */
export interface Git {
  /** Real path of the directory that holds `.git`. */
  readonly top: string;
  /** What the command prints; undefined where it fails. `most`: how many bytes it may print. */
  readonly run: (args: readonly string[], input?: string, most?: number) => Buffer | undefined;
}

/** What the listing of a tree may take; a repository of a million files has 100 MiB. */
const MOST_BYTES = 512 * 1_048_576;

/** Whatever the configuration of the repository says. */
const SETTINGS = [
  "--no-pager",
  "--no-replace-objects",
  "--no-optional-locks",
  ...["core.fsmonitor=false", `core.hooksPath=${devNull}`, "protocol.allow=never"].flatMap((one) => ["-c", one]),
];

/** Throws a UsageError where git is not installed. */
export function openGit(top: string, environment: ProcessEnvironment): Git {
  const program = findProgram("git", environment.PATH, top);
  if (program === undefined)
    throw new UsageError("git is needed to read the base of the change", "install git, and put it on PATH");
  const env = environmentFor(top, environment.PATH);
  return {
    top,
    run: (args, input = "", most = MOST_BYTES) => {
      const { status, stdout, error } = spawnSync(program, [...SETTINGS, ...args], {
        cwd: top,
        env,
        input,
        maxBuffer: most,
      });
      return status === 0 && error === undefined ? stdout : undefined;
    },
  };
}

/**
 * Nothing else is handed on: a variable such as GIT_EXTERNAL_DIFF or GIT_CONFIG_COUNT would be a command. The repository is named, so that git
 * looks for no other, and reads neither the configuration of the user nor that of the machine. It fetches nothing: a clone that has only a
 * part of the objects would otherwise do so, with what its configuration says (GIT_ALLOW_PROTOCOL wins over it; older versions of git do not
 * know GIT_NO_LAZY_FETCH). https://git-scm.com/docs/git#_environment_variables
 */
function environmentFor(top: string, path = ""): NodeJS.ProcessEnv {
  return {
    PATH: path,
    LC_ALL: "C",
    GIT_DIR: join(top, ".git"),
    GIT_WORK_TREE: top,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}
