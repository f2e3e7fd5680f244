/** Runs scripts of our own under a real bash, with /etc in a folder of their own and programs that change the system left out. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AGENT_CONFIG } from "../../../src/normalize/user-data/shell/state.ts";

/** Whether there is a bash to compare with. */
export function hasBash(): boolean {
  try {
    return execFileSync("bash", ["-c", "echo $BASH_VERSION"], { encoding: "utf8" }).trim() !== "";
  } catch {
    return false;
  }
}

/** Programs that succeed and do nothing, and `sudo`, which runs the rest of its words. */
const STUBS = `${["yum", "systemctl", "service", "start", "aws", "curl", "logger"].map((name) => `${name}() { :; }`).join("\n")}
sudo() { "$@"; }`;

/**
 * The content of the agent's configuration file after the script has run. The directory `/probe/N` is there or not as the bit N of
 * `bits` says.
 */
export function configAfter(script: string, bits: number): string {
  const root = mkdtempSync(join(tmpdir(), "reachlint-user-data-"));
  try {
    mkdirSync(join(root, "etc/ecs"), { recursive: true });
    mkdirSync(join(root, "tmp"));
    for (let probe = 0; probe < 4; probe++)
      if ((bits >> probe) % 2 === 1) mkdirSync(join(root, "probe", String(probe)), { recursive: true });
    const moved = script.replace(/\/(?=tmp\/|etc\/ecs|probe\/)/g, `${root}/`).replaceAll(`.${root}/`, "./");
    try {
      execFileSync("bash", ["-c", `${STUBS}\n${moved}`], { cwd: root, stdio: "ignore", timeout: 10_000 });
    } catch {
      // A script that ends in failure has still written what it has written.
    }
    const file = join(root, AGENT_CONFIG);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What the agent takes from the file: the last line of the name counts. */
export function clusterIn(config: string): string | undefined {
  let cluster: string | undefined;
  for (const line of config.split("\n")) {
    const [name, ...rest] = line.trim().split("=");
    if (name === "ECS_CLUSTER" && rest.length > 0) cluster = rest.join("=").replace(/^(["'])(.+)\1$/, "$2");
  }
  return cluster === "" ? undefined : cluster;
}
