/** The read-only door to the scanned tree, which discover/ implements on the file system and tests in memory; and the paths in it. */

export type FileRead =
  | { readonly ok: true; readonly text: string; readonly bytes: Uint8Array }
  | {
      readonly ok: false;
      /** `outside`: the path, or a symbolic link on the way, leaves the scanned tree. */
      readonly because: WhyNotRead;
    };

export type WhyNotRead = "missing" | "outside" | "unreadable" | "too-large" | "directory" | "special";

/** Why a file was not read, as a clause that speaks of it. */
export function whyNotRead(because: WhyNotRead): string {
  return WHY_NOT_READ[because];
}

const WHY_NOT_READ: Readonly<Record<WhyNotRead, string>> = {
  missing: "it is not there",
  outside: "it is outside of what the scan may read",
  unreadable: "the system does not let it be read",
  "too-large": "it is larger than any file that is read",
  directory: "it is a directory",
  special: "it is a pipe or a device, and only regular files are read",
};

/** What to do about a file of values that was not read. */
export function howItIsRead(because: WhyNotRead): string {
  if (because === "missing") return "correct its path, or leave it out";
  return because === "special"
    ? "write what comes from there into a file, and name that"
    : "make it readable, or leave it out";
}

/** All paths are relative to the working directory with forward slashes (`infra/prod/main.tf`); `..` inside them is resolved. */
export interface Files {
  /** `text` is the UTF-8 text without a byte order mark; `bytes` the file as it is. */
  read(path: string): FileRead;
  /** Names in a directory, sorted; undefined where there is none. A directory's name ends with `/`. */
  list(path: string): readonly string[] | undefined;
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "." : path.slice(0, slash);
}

/** Whether no segment of a path with forward slashes is empty, `.` or `..`. */
export function isResolved(path: string): boolean {
  return !UNRESOLVED.test(path);
}

const UNRESOLVED = /\/\.{0,2}(?:\/|$)|^\.{1,2}(?:\/|$)/;

/** `path` as seen from `directory`, without `.` and, as far as they can be resolved, without `..`. */
export function resolvePath(directory: string, path: string): string {
  const all = path.startsWith("/") ? path : `${directory}/${path}`;
  if (isResolved(all)) return all;
  const segments: string[] = [];
  for (const segment of all.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else segments.push(segment);
  }
  const resolved = (all.startsWith("/") ? "/" : "") + segments.join("/");
  return resolved === "" ? "." : resolved;
}

/** The path that leads from one directory to another, `.` where they are the same. */
export function relativePath(from: string, to: string): string {
  const start = from === "." ? [] : from.split("/");
  const end = to === "." ? [] : to.split("/");
  let common = 0;
  while (common < start.length && common < end.length && start[common] === end[common]) common++;
  const path = [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/");
  return path === "" ? "." : path;
}
