/** The directory of a module inside of its package, where `*` stands for a name: exactly one is meant. */
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import picomatch from "picomatch";
import { isInside } from "../discover/boundary.ts";
import { FetchError } from "./fetch-error.ts";

/** `top` is absolute and real; `inside` relative, without `..`. Rejects with a `FetchError` where there is none, or several. */
export async function findInside(top: string, inside: string): Promise<string> {
  let found: readonly string[] = [top];
  for (const name of inside.split("/").filter((one) => one !== "" && one !== "."))
    found = (await Promise.all(found.map((directory) => matching(directory, name)))).flat();
  const [first, second] = found;
  if (first === undefined || !(await isDirectoryIn(top, first)))
    throw new FetchError(`the package has no directory ${inside}`);
  if (second !== undefined) throw new FetchError(`${inside} stands for several directories of the package`);
  return first;
}

async function matching(directory: string, name: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(name)) return [join(directory, name)];
  const matches = picomatch(name, { dot: true, nobrace: true, noextglob: true });
  const names = await readdir(directory).catch(() => []);
  return names.filter((one) => matches(one)).map((one) => join(directory, one));
}

async function isDirectoryIn(top: string, path: string): Promise<boolean> {
  const real = await realpath(path).catch(() => undefined);
  return real !== undefined && isInside(top, real) && (await stat(real)).isDirectory();
}
