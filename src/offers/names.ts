/** What the roots of a repository are called where its index is read. */

/**
 * What resources and references call a root: no root of a scan is called so. `path`: of its directory in the repository. `workspace`: that of
 * which it is the deployment; two of one root are two roots.
 */
export function idIn(repository: string, path: string, workspace?: string): string {
  return `index:${repository}//${path}${workspace === undefined ? "" : `@${workspace}`}`;
}

/** Stands for the directory of the repository in the paths of its files, `github.com/acme/network@3f2a1b0c9d8e`. */
export function nameWithCommit(repository: string, commit: string | undefined, isModified: boolean): string {
  const at = commit === undefined ? "" : `@${commit.slice(0, SHOWN)}${isModified ? "+changes" : ""}`;
  return `${repository}${at}`;
}

/** So many digits tell a commit from others of its repository. */
const SHOWN = 12;

/** What people read, in which symbols are not named by their roots: where it stands says that. */
export function withoutIds(text: string): string {
  return text.replaceAll(/index:\S+?\/\/[^\s:]*:/g, "");
}
