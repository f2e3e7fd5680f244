/** The read-only door to the scanned tree; discover/ implements it on the file system, tests in memory. */

export type FileRead =
  | { readonly ok: true; readonly text: string; readonly bytes: Uint8Array }
  | {
      readonly ok: false;
      /** `outside`: the path, or a symbolic link on the way, leaves the scanned tree. */
      readonly because: "missing" | "outside" | "unreadable" | "too-large" | "directory";
    };

/** All paths are relative to the working directory with forward slashes (`infra/prod/main.tf`); `..` inside them is resolved. */
export interface Files {
  /** `text` is the UTF-8 text without a byte order mark; `bytes` the file as it is. */
  read(path: string): FileRead;
  /** Names in a directory, sorted; undefined where there is none. A directory's name ends with `/`. */
  list(path: string): readonly string[] | undefined;
}
