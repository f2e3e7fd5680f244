/** What runs containers on this machine. */
import { spawnSync } from "node:child_process";

/** `engine` is the command of one that has `image`, or could get it; else `why` says what is missing. */
export function engineWith(image: string): { readonly engine?: string; readonly why?: string } {
  const engine = ["docker", "podman"].find((name) => succeeds(name, ["info"]));
  if (engine === undefined) return { why: "no container engine" };
  const isThere = succeeds(engine, ["image", "inspect", image]) || succeeds(engine, ["pull", "-q", image]);
  return isThere ? { engine } : { why: `${engine} cannot get ${image}` };
}

function succeeds(command: string, words: readonly string[]): boolean {
  return spawnSync(command, words, { timeout: 120_000 }).status === 0;
}
