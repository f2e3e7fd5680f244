/** Directories of a repository that are repositories of their own (https://git-scm.com/docs/gitmodules). */
import { directoryOf, type Files, resolvePath } from "../../../base/files.ts";

export interface Submodule {
  readonly path: string;
  /** The command that checks it out, from the working directory. */
  readonly command: string;
}

/** The submodule in which a directory would lie, where it is not checked out: an empty directory, or none. */
export function absentSubmodule(directory: string, files: Files): Submodule | undefined {
  for (let inside = directory; inside !== "." && inside !== "/"; inside = directoryOf(inside)) {
    const top = directoryOf(inside);
    const read = files.read(resolvePath(top, ".gitmodules"));
    if (!read.ok) continue;
    const found = pathsIn(read.text)
      .map((path) => ({ own: path, path: resolvePath(top, path) }))
      .find(({ path }) => directory === path || directory.startsWith(`${path}/`));
    if (found !== undefined) return isEmpty(found.path, files) ? submodule(found.path, found.own, top) : undefined;
  }
  return undefined;
}

/** The values of `path` in the form of git's configuration, each on a line of its own, maybe in quotes. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*path[ \t]*=[ \t]*"?([^"\r\n]*?)"?[ \t]*$/gm)].flatMap(([, path = ""]) =>
    path === "" ? [] : [path],
  );
}

function isEmpty(path: string, files: Files): boolean {
  return (files.list(path) ?? []).length === 0;
}

/** What a shell would take for something else is left out: git checks out all submodules then. */
function submodule(path: string, own: string, top: string): Submodule {
  const isPlain = (text: string): boolean => /^[\w.][\w./@+-]*$/.test(text);
  const where = top === "." || !isPlain(top) ? "" : ` -C ${top}`;
  return { path, command: `git${where} submodule update --init${isPlain(own) ? ` ${own}` : ""}` };
}
