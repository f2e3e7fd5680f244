/** What has begun and is not whole yet: an interrupt undoes it before it ends the program. */
import { mkdtempSync, rmSync } from "node:fs";

/** By which people, shells and machines end a program that is at work, each with the exit code that tells of it. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof CODES;

const SIGNALS = Object.keys(CODES) as readonly Signal[];

/** Of what is not whole, in the order in which it was begun. */
const undos = new Set<() => void>();

/** Does the work; a signal that comes in its midst does `undo` and then what it would have done. */
export async function interruptible<T>(undo: () => void, work: () => T | Promise<T>): Promise<T> {
  if (undos.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  undos.add(undo);
  try {
    return await work();
  } finally {
    // What has come meanwhile is seen in a whole turn of the loop, and not by who stops to listen before.
    await turn();
    await turn();
    undos.delete(undo);
    if (undos.size === 0) for (const signal of SIGNALS) process.off(signal, end);
  }
}

/** Gives the work a directory whose path begins so, which is gone after it. */
export function inPassing<T>(prefix: string, work: (directory: string) => T | Promise<T>): Promise<T> {
  let directory: string | undefined;
  const remove = (): void => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  return interruptible(remove, async () => {
    directory = mkdtempSync(prefix);
    try {
      return await work(directory);
    } finally {
      remove();
    }
  });
}

/**
 * The first process of a container is sent no signal that it does not ask for (pid_namespaces(7)). Others are better off without: while they compute
 * they are ended at once, and with a listener only afterwards.
 */
export function listenAsFirstProcess(): void {
  if (process.pid === 1) for (const signal of SIGNALS) process.on(signal, end);
}

/** Ends a program that was started with a group of its own (`detached`), and what it has started: no interrupt reaches them there. */
export function endGroup(pid: number): void {
  process.kill(-pid, "SIGKILL");
}

function end(signal: Signal): void {
  for (const undo of [...undos].reverse()) {
    try {
      undo();
    } catch {
      // The others are undone all the same.
    }
  }
  for (const one of SIGNALS) process.removeAllListeners(one);
  // Whoever started it sees that it was the signal, a shell which then does not go on with its script.
  process.kill(process.pid, signal);
  process.exit(CODES[signal]);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
