/** A repository that is checked out → its submodules, each at its commit and in its place (https://git-scm.com/docs/gitsubmodules). */
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isInside } from "../discover/boundary.ts";
import { FetchError } from "./fetch-error.ts";

/** Runs git in the repository; what it prints. */
export type RunGit = (...args: readonly string[]) => Promise<string>;

export interface SubmoduleToFetch {
  /** With its commit as `ref`. */
  readonly url: URL;
  /** Absolute and empty. */
  readonly directory: string;
}

/** Those that `git submodule update` would fetch. `directory`: the top of the repository, real. Rejects with a `FetchError`. */
export async function submodules(git: RunGit, directory: string): Promise<readonly SubmoduleToFetch[]> {
  // It checks the names, and makes relative addresses whole.
  await git("submodule", "--quiet", "init");
  const said = await git("config", "--null", "--local", "--get-regexp", String.raw`^submodule\..*\.(url|update)$`);
  const settings = new Map(said.split("\0").map((entry) => entry.split(/\n(.*)/s, 2) as [string, string]));
  const found: SubmoduleToFetch[] = [];
  for (const [key, address] of settings) {
    const name = /^submodule\.(.*)\.url$/s.exec(key)?.[1];
    if (name === undefined || settings.get(`submodule.${name}.update`) === "none") continue;
    const path = await git("config", "--null", "--file", ".gitmodules", "--get", `submodule.${name}.path`);
    const place = join(directory, path.slice(0, -1));
    const commit = /^160000 commit ([0-9a-f]+)\t/.exec(await git("ls-tree", "HEAD", "--", place))?.[1];
    if (commit === undefined || !isInside(directory, await realpath(place))) continue;
    const url = urlOf(address);
    if (url === undefined) throw new FetchError(`the submodule ${name} is at no address that is fetched`);
    url.searchParams.set("ref", commit);
    found.push({ url, directory: place });
  }
  return found;
}

/** Git takes `git@host:path` for ssh, and has helpers for what begins with `name::`. */
function urlOf(address: string): URL | undefined {
  const [, host, path] = /^((?:[\w.-]+@)?[\w.-]+):(?!:|\/\/)(.+)$/s.exec(address) ?? [];
  const whole = host === undefined ? address : `ssh://${host}/${path}`;
  return URL.canParse(whole) ? new URL(whole) : undefined;
}
