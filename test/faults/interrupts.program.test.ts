/** A program that is interrupted leaves nothing half done: no half report, no directory of its own, no program that it has started. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildAction, buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory } from "../built-program.ts";

const RULE = "dynamic-ports-blocked-by-target-security-group";
const FIXTURE = fileURLToPath(new URL(`../../fixtures/${RULE}/container-port-only/main.tf`, import.meta.url));
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Writes a part of each file, sends the signal to itself, and then does not go on. */
const TRAP = `
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const { writeFile } = fs;
fs.writeFile = async (path, text) => {
  const [piece] = typeof text === "string" ? [text] : text;
  await writeFile(path, piece.slice(0, 10));
  process.kill(process.pid, process.env.SIGNAL);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
};
syncBuiltinESMExports();
`;

let program: string;
let action: string;
let trap: string;
let place: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  action = await buildInto(buildAction, false);
  trap = makeDirectory({ "trap.mjs": TRAP });
});
afterAll(() => [program, action, trap].forEach(removeDirectory));

beforeEach(() => {
  place = makeDirectory({ "main.tf": readFileSync(FIXTURE, "utf8"), ".git/HEAD": "ref: refs/heads/main\n" });
});
afterEach(() => removeDirectory(place));

const cli = (): string => join(program, "dist/cli.js");

/** The code that a shell tells of it. */
function codeOf(signal: keyof typeof CODES, words: readonly string[], env: NodeJS.ProcessEnv = {}): number | null {
  const command = [process.execPath, "--import", join(trap, "trap.mjs"), ...words];
  const { status } = spawnSync("sh", ["-c", '"$@"; exit $?', "sh", ...command], {
    cwd: place,
    env: { PATH: process.env.PATH, SIGNAL: signal, ...env },
  });
  return status;
}

describe.each(Object.entries(CODES) as readonly (readonly [keyof typeof CODES, number])[])("%s", (signal, code) => {
  test("while a report is written", () => {
    expect(codeOf(signal, [cli(), "--report", "json=out/new.json"])).toBe(code);
    expect(readdirSync(join(place, "out"))).toEqual([]);
    writeFileSync(join(place, "old.json"), "as it was");
    expect(codeOf(signal, [cli(), "--report", "json=old.json"])).toBe(code);
    expect(readFileSync(join(place, "old.json"), "utf8")).toBe("as it was");
    expect(readdirSync(place).sort()).toEqual([".git", "main.tf", "old.json", "out"]);
  });

  test("while a baseline is written", () => {
    expect(codeOf(signal, [cli(), "baseline", "create"])).toBe(code);
    expect(readdirSync(place).sort()).toEqual([".git", "main.tf"]);
  });

  test("while the Action writes its file", () => {
    const env = { GITHUB_WORKSPACE: place, INPUT_PATHS: "main.tf", "INPUT_SARIF-FILE": "reachlint.sarif" };
    expect(codeOf(signal, [join(action, "dist/action.js")], env)).toBe(code);
    expect(readdirSync(place).sort()).toEqual([".git", "main.tf"]);
  });
});

/** How it ended. */
function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
}

test("at whatever moment, a report is whole or not there", async () => {
  const words = [cli(), "--report", "json=out/new.json", "--report", "html=out/new.html"];
  const began = performance.now();
  expect(spawnSync(process.execPath, words, { cwd: place }).status).toBe(1);
  const whole = performance.now() - began;
  const reports = new Map(
    readdirSync(join(place, "out")).map((name) => [name, readFileSync(join(place, "out", name))]),
  );
  expect([...reports.keys()].sort()).toEqual(["new.html", "new.json"]);
  const moments = 12;
  for (let moment = 1; moment <= moments; moment++) {
    removeDirectory(join(place, "out"));
    const child = spawn(process.execPath, words, { cwd: place, stdio: "ignore" });
    const end = ended(child);
    const timer = setTimeout(() => child.kill("SIGINT"), (whole * moment) / moments);
    const { code, signal } = await end;
    clearTimeout(timer);
    expect(code === 1 || signal === "SIGINT", `${code} ${signal}`).toBe(true);
    for (const name of existsSync(join(place, "out")) ? readdirSync(join(place, "out")) : [])
      expect(readFileSync(join(place, "out", name)).equals(reports.get(name)!), name).toBe(true);
  }
});

test("while a module is fetched: git is ended too, and what was begun is gone", async () => {
  const tools = makeDirectory({ git: `#!/bin/sh\necho $$ >"$0.pid"\nsleep 600\n` });
  chmodSync(join(tools, "git"), 0o755);
  writeFileSync(join(place, "modules.tf"), 'module "m" { source = "git::https://127.0.0.1:9/x.git" }\n');
  const env = { PATH: `${tools}:${process.env.PATH}` };
  const child = spawn(process.execPath, [cli(), "get"], { cwd: place, env, stdio: "ignore" });
  const end = ended(child);
  const pid = Number(
    await until(() => (existsSync(join(tools, "git.pid")) ? readFileSync(join(tools, "git.pid"), "utf8") : "")),
  );
  expect(readdirSync(join(place, ".terraform/modules"))).toHaveLength(1);
  child.kill("SIGTERM");
  expect(await end).toEqual({ code: null, signal: "SIGTERM" });
  expect(readdirSync(join(place, ".terraform/modules"))).toEqual([]);
  await until(() => (existsSync(`/proc/${pid}`) && !isZombie(pid) ? "" : "gone"));
  removeDirectory(tools);
});

test("what is replaced is no module any more before there is something else", () => {
  const manifest = join(place, ".terraform/modules/modules.json");
  const tools = makeDirectory({ git: "#!/bin/sh\nkill -TERM $PPID\nsleep 600\n" });
  chmodSync(join(tools, "git"), 0o755);
  writeFileSync(join(place, "modules.tf"), 'module "m" { source = "git::https://127.0.0.1:9/x.git?ref=v2" }\n');
  const old = { Key: "m", Source: "git::https://127.0.0.1:9/x.git?ref=v1", Dir: ".terraform/modules/m" };
  const before = makeDirectory({
    "modules.json": JSON.stringify({ Modules: [old] }),
    "m/main.tf": 'output "version" { value = 1 }\n',
  });
  spawnSync("mkdir", ["-p", join(place, ".terraform")]);
  spawnSync("cp", ["-R", before, join(place, ".terraform/modules")]);
  const env = { PATH: `${tools}:${process.env.PATH}` };
  expect(spawnSync(process.execPath, [cli(), "get"], { cwd: place, env }).signal).toBe("SIGTERM");
  expect(JSON.parse(readFileSync(manifest, "utf8"))).toEqual({ Modules: [{ Key: "", Source: "", Dir: "." }] });
  expect(readdirSync(join(place, ".terraform/modules"))).toEqual(["modules.json"]);
  for (const one of [tools, before]) removeDirectory(one);
});

/** What a container's first process is for the kernel. */
const AS_FIRST = ["unshare", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), "--pid", "--fork"] as const;
const canBeFirst = spawnSync(AS_FIRST[0], [...AS_FIRST.slice(1), "true"]).status === 0;

test.skipIf(!canBeFirst).each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "as the first process of a container it hears of %s (skipped: no process may be one here)",
  async (signal, code) => {
    const [command, ...words] = [...AS_FIRST, process.execPath, cli(), "console"];
    const child = spawn(command, words, { cwd: place, stdio: ["pipe", "pipe", "ignore"] });
    const end = ended(child);
    child.stdin.write("1 + 1\n");
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const inner = readdirSync("/proc").find((pid) => /^\d+$/.test(pid) && parentOf(pid) === child.pid);
    process.kill(Number(inner), signal);
    expect(await end).toEqual({ code, signal: null });
  },
);

/** The first answer that is not empty. */
async function until(ask: () => string): Promise<string> {
  for (;;) {
    const answer = ask();
    if (answer !== "") return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function statusOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s*(\d+)/m.exec(statusOf(pid))?.[1]);
}

/** One that has ended, and of which nobody has asked yet how. */
function isZombie(pid: number): boolean {
  return /^State:\s*Z/m.test(statusOf(pid));
}
