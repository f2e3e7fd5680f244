/** Files that a command is told to read, which may be anywhere. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../base/diagnostic.ts";

/** Larger ones do not fit into a text (https://nodejs.org/api/buffer.html#bufferconstantsmax_string_length). */
const MOST_BYTES = 500_000_000;

/** `hint`: what to do where it is too large. */
export function readInput(path: string, hint: string): string {
  const size = attempt(path, () => statSync(path).size);
  if (size > MOST_BYTES) throw new UsageError(`${path} is too large to be read`, hint);
  return attempt(path, () => readFileSync(path, "utf8"));
}

/** The path itself, or the files with this ending that are right in a directory. */
export function filesAt(path: string, ending: string): readonly string[] {
  if (!attempt(path, () => statSync(path).isDirectory())) return [path];
  const names = attempt(path, () => readdirSync(path)).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(path, name));
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path} cannot be read: ${code === "ENOENT" ? "it is not there" : message}`);
  }
}
