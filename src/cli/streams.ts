/** Texts → the process's standard output and error, whole and in order; a reader that went away is not an error. */
import { type Diagnostic, UsageError } from "../base/diagnostic.ts";
import { plain } from "../report/escape.ts";
import { whereText } from "../report/location.ts";

// Every write learns of an error by its callback; without a listener the stream would also throw it.
process.stdout.on("error", () => {});

/**
 * Writes a text, whole or in pieces, and waits until the stream has taken all of it. Rejects (see `isBrokenPipe`) where the reader has gone, and
 * with a `UsageError` where there is no room.
 */
export async function writeOutput(text: string | Iterable<string>): Promise<void> {
  for (const piece of typeof text === "string" ? [text] : text) await writeText(piece);
}

async function writeText(text: string): Promise<void> {
  let at = 0;
  do {
    // No pair of surrogates is parted: it is one character of UTF-8.
    const end = at + PIECE + (isHighSurrogate(text.charCodeAt(at + PIECE - 1)) ? 1 : 0);
    await writePiece(text.slice(at, end));
    at = end;
  } while (at < text.length);
}

/** Characters that are encoded at a time: a stream holds what it is given as bytes until that is taken, and a report can be hundreds of MB. */
const PIECE = 4 * 1024 * 1024;

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function writePiece(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(isBrokenPipe(error) ? error : noRoom(error)) : resolve()));
  });
}

function noRoom({ message }: Error): UsageError {
  return new UsageError(`standard output cannot be written: ${message}`);
}

/** One line each on standard error. */
export function writeError(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(""));
}

/** Tells on standard error what there is to say of the input, for commands whose output is no report; whether some of it was not read. */
export function tellDiagnostics(diagnostics: readonly Diagnostic[]): boolean {
  for (const one of diagnostics) {
    const where = whereText(one);
    writeError(`${one.severity}: ${plain(where === undefined ? one.message : `${where}: ${one.message}`)}`);
  }
  return diagnostics.some(({ notAnalysed }) => notAnalysed === true);
}

export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

export const COLOR = ["auto", "always", "never"] as const;
export type Color = (typeof COLOR)[number];

/** Whether standard output gets colours: the flag decides, then NO_COLOR and FORCE_COLOR, then whether it is a terminal. */
export function wantsColor(flag: Color): boolean {
  if (flag !== "auto") return flag === "always";
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return process.stdout.isTTY === true && TERM !== "dumb";
}

/** Columns to write for: what is known, or what reads well in a log. */
export function outputWidth(): number {
  return knownWidth() ?? 120;
}

/** What COLUMNS says, else the terminal's columns; undefined where neither is there. */
export function knownWidth(): number | undefined {
  const said = /^[1-9][0-9]{1,4}$/.test(process.env.COLUMNS ?? "") ? Number(process.env.COLUMNS) : undefined;
  return said === undefined ? process.stdout.columns : Math.max(said, NARROWEST);
}

/** Narrower than this, folding would leave nothing to read. */
const NARROWEST = 60;
