/**
 * A git repository → its files at a revision, without its history. Git is a program, and what it is told comes from a configuration that nobody has
 * reviewed: docs/decisions/0031-installing-modules.md tells what is shut off.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { lstat, readdir, realpath, rm, unlink } from "node:fs/promises";
import { devNull, platform } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isInside } from "../discover/boundary.ts";
import { findProgram } from "../discover/find-program.ts";
import { endGroup, interruptible } from "../discover/interrupt.ts";
import { BOUNDS } from "./archive.ts";
import type { InstallEnvironment } from "./cli-configuration.ts";
import { MEBIBYTE } from "./decompress.ts";
import { FetchError } from "./fetch-error.ts";
import { shown } from "./http.ts";
import { type RunGit, submodules } from "./submodules.ts";

export interface CloneRequest {
  /** As in the configuration, with its query. */
  readonly url: URL;
  /** Absolute; it is there, and empty. */
  readonly directory: string;
  /** The tree that is scanned: git is not taken from it. */
  readonly tree: string;
  readonly environment: InstallEnvironment;
}

const PROTOCOLS: readonly string[] = ["https", "ssh", "git"];

/** Nothing takes longer, in milliseconds. */
const TIMEOUT = 600_000;

/** More of what git prints is not read. */
const MOST_TEXT = 64 * 1_048_576;

/** What a revision may be called: no option, no range, no refspec (https://git-scm.com/docs/git-check-ref-format). */
const REVISION = /^(?![-+])[^\s:?*[\\^~\p{Cc}]{1,255}$/u;

/** Rejects with a `FetchError`. */
export async function clone(request: CloneRequest): Promise<void> {
  await checkOut(request, { bytes: 0, entries: 0 });
  await removeHistory(request.directory);
  await removeLinksOut(request.directory);
}

/** With its submodules. `before`: what was checked out around it, which counts for the same bounds. */
async function checkOut(request: CloneRequest, before: Held): Promise<Held> {
  const { url, directory, tree, environment } = request;
  if (!PROTOCOLS.includes(url.protocol.slice(0, -1)))
    throw new FetchError(`git fetches no ${url.protocol.slice(0, -1)} here`, "use https, ssh or git");
  if (url.searchParams.has("sshkey"))
    throw new FetchError("a key in an address is not taken", "give the key to the ssh agent");
  const revision = url.searchParams.get("ref") ?? undefined;
  if (revision !== undefined && revision !== "" && (!REVISION.test(revision) || revision.includes("..")))
    throw new FetchError(`${JSON.stringify(revision)} is no revision of a repository`);
  const program = findProgram("git", environment.PATH, tree);
  if (program === undefined) throw new FetchError("git is needed to fetch it", "install git, and put it on PATH");
  const plain = (...args: readonly string[]): Promise<string> =>
    run(program, args, directory, environmentFor(environment), url);
  const off = await filtersOff(plain);
  const git: RunGit = (...args) => plain(...off, ...args);
  await git("init", "--quiet", "--template=", ".");
  await git("remote", "add", "--", "origin", remoteOf(url));
  const commit = await fetched(git, revision === "" ? undefined : revision);
  let held = await withContent(git, commit, before);
  await git("checkout", "--quiet", "--force", "--detach", commit, "--");
  if (!(await exists(join(directory, ".gitmodules")))) return held;
  for (const one of await submodules(git, directory)) held = await checkOut({ ...request, ...one }, held);
  return held;
}

/** What a checkout comes to. */
interface Held {
  readonly bytes: number;
  readonly entries: number;
}

/** Counted before anything is written: a few kilobytes of history can stand for a million files, or for one large file a thousand times. */
async function withContent(git: RunGit, commit: string, before: Held): Promise<Held> {
  const listed = (await git("ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit)).split("\0").slice(0, -1);
  const sizes = listed.map((entry) => Number(/^\S+ blob \S+ +(\d+)/.exec(entry)?.[1] ?? 0));
  const held = {
    bytes: sizes.reduce((sum, size) => sum + size, before.bytes),
    entries: before.entries + listed.length,
  };
  if (held.entries > BOUNDS.entries)
    throw new FetchError(`the repository holds more than ${BOUNDS.entries} files and directories`);
  if (held.bytes > BOUNDS.bytes) throw new FetchError(`the repository holds more than ${BOUNDS.bytes / MEBIBYTE} MiB`);
  return held;
}

/** A repository says which of the user's filters is to rewrite a file: none does, here and in submodules (https://git-scm.com/docs/gitattributes#_filter). */
async function filtersOff(git: RunGit): Promise<readonly string[]> {
  const names = await git(
    "config",
    "--name-only",
    "--null",
    "--get-regexp",
    String.raw`^filter\..*\.(smudge|process|required)$`,
  ).catch(
    // Exit code 1 where there is none.
    () => "",
  );
  return names
    .split("\0")
    .filter((name) => name !== "")
    .flatMap((name) => ["-c", `${name}=${name.endsWith(".required") ? "false" : ""}`]);
}

/**
 * One commit where the server can name it, else all. `tags/v1` and `origin/main` are names too, and a tag wins over a branch, as in `git checkout` after a
 * clone (https://git-scm.com/docs/gitrevisions).
 */
async function fetched(git: RunGit, revision: string | undefined): Promise<string> {
  const shallow = async (ref: string): Promise<string> => {
    await git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", ref);
    return "FETCH_HEAD^{commit}";
  };
  if (revision === undefined) return shallow("HEAD");
  // Most servers give one commit by its id.
  if (/^[0-9a-f]{40}$/.test(revision)) {
    const commit = await shallow(revision).catch(() => undefined);
    if (commit !== undefined) return commit;
  }
  const meant = [
    revision,
    `refs/${revision}`,
    `refs/tags/${revision}`,
    `refs/heads/${revision.replace(/^origin\//, "")}`,
  ];
  const names = await git("ls-remote", "--quiet", "origin", ...meant);
  const refs = new Set(names.split("\n").map((line) => line.split("\t")[1]));
  for (const ref of meant) if (refs.has(ref)) return shallow(ref);
  if (!/^[0-9a-f]{7,64}$/i.test(revision))
    throw new FetchError(`the repository has no tag, branch or commit ${revision}`);
  await git("fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*");
  try {
    return (await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`)).trim();
  } catch {
    throw new FetchError(`the repository has no tag, branch or commit ${revision}`);
  }
}

/** The address without what is said to us. */
function remoteOf(url: URL): string {
  const bare = new URL(url);
  for (const name of ["ref", "depth", "archive", "checksum"]) bare.searchParams.delete(name);
  return bare.href;
}

const SETTINGS = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "core.askPass=",
  "core.autocrlf=false",
  "advice.detachedHead=false",
  "fetch.fsckObjects=true",
  "protocol.ext.allow=never",
  "protocol.file.allow=never",
].flatMap((one) => ["-c", one]);

/** Of the environment all but what would lead git to another repository: keys, proxies and helpers are the user's. */
function environmentFor(environment: InstallEnvironment): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) =>
      !/^(?:TF_|GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_|COMMON_DIR|NAMESPACE|TEMPLATE_DIR|EXTERNAL_DIFF|ASKPASS|TRACE)|SSH_ASKPASS|DISPLAY)/.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C",
    GIT_ALLOW_PROTOCOL: PROTOCOLS.join(":"),
    GIT_TERMINAL_PROMPT: "0",
    GCM_INTERACTIVE: "never",
    GIT_LFS_SKIP_SMUDGE: "1",
  };
}

/** Without a terminal of its own (`detached`), so that neither git nor ssh can ask. */
function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv, url: URL): Promise<string> {
  const isDetached = platform() !== "win32";
  const child = spawn(program, ["--no-pager", ...SETTINGS, ...args], {
    cwd,
    env,
    detached: isDetached,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT,
    windowsHide: true,
  });
  const end = (): void => {
    if (isDetached && child.pid !== undefined) endGroup(child.pid);
    else child.kill();
  };
  return interruptible(end, () => output(child, url));
}

/** What it prints. Rejects with a `FetchError` where it fails. */
function output(child: ChildProcessByStdio<null, Readable, Readable>, url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = "";
    let error = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      if (out.length <= MOST_TEXT) return;
      error = "fatal: it says more than is read";
      child.kill();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      error = (error + text).slice(-4096);
    });
    child.on("error", (failed) => reject(new FetchError(`git cannot be run: ${failed.message}`)));
    child.on("close", (code) => (code === 0 ? resolve(out) : reject(new FetchError(complaint(error, url)))));
  });
}

/** The last line that says what is wrong; git itself leaves passwords out, and here the user of the address goes too. */
function complaint(error: string, url: URL): string {
  const lines = error.split("\n").filter((line) => /^(?:fatal|error|remote|ssh|git@|Permission|Host key)/i.test(line));
  const said = (lines.find((line) => line.startsWith("fatal:")) ?? lines.at(-1) ?? "it gives no reason").replace(
    /^fatal: /,
    "",
  );
  // By git's own protocol it takes a user for a part of the host.
  return `git cannot fetch ${shown(url)}: ${said.replace(/(?:(?<=\/\/)[^/@\s]*|(?<![^/@\s])[^/@\s:]*:[^/@\s]*)@/g, "").slice(0, 300)}`;
}

/** `.git` of the repository, and those of its submodules. */
async function removeHistory(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.name.toLowerCase() === ".git") await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory()) await removeHistory(path);
  }
}

/** A link that leads out of the repository, or nowhere, is none that a module needs. */
async function removeLinksOut(top: string, directory = top): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await removeLinksOut(top, path);
    if (!entry.isSymbolicLink()) continue;
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined || !isInside(top, real)) await unlink(path);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() === true;
}
