/** Paths of files → how a user names them in a shell: by one glob that fits them and no others, in quotes where that is needed. */
import { pathTest } from "../base/glob.ts";

/** Undefined where no glob with one `*` in the name of a file or directory at a time fits exactly these. */
export function smallestGlob(paths: readonly string[], all: readonly string[]): string | undefined {
  const split = paths.map((path) => path.split("/"));
  const [first = []] = split;
  if (split.some((one) => one.length !== first.length)) return undefined;
  const wide = first
    .map((_, at) =>
      common(
        split.map((one) => one[at]!),
        true,
      ),
    )
    .join("/");
  const narrow = first
    .map((_, at) =>
      common(
        split.map((one) => one[at]!),
        false,
      ),
    )
    .join("/");
  return [wide, narrow].find((glob) => all.filter(pathTest(glob)).length === paths.length);
}

/** What names have in common; `short`: only their end after the last dot. */
function common(names: readonly string[], short: boolean): string {
  const [first = ""] = names;
  if (names.every((name) => name === first)) return first;
  const start = short ? "" : first.slice(0, lengthOfCommon(names));
  const turned = names.map((name) => [...name.slice(start.length)].reverse().join(""));
  const end = [...turned[0]!.slice(0, lengthOfCommon(turned))].reverse().join("");
  return `${start}*${short ? end.slice(end.search(/\.|$/)) : end}`;
}

function lengthOfCommon([first = "", ...others]: readonly string[]): number {
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) length += 1;
  return length;
}

/** A path as an argument of a shell: nothing in it is read as anything else, and it is no flag. */
export function quoted(path: string): string {
  const safe = path.startsWith("-") ? `./${path}` : path;
  return /^[\w./@:+,=-][\w./@:+,=#-]*$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
