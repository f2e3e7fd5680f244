/** Places that do not give what a program is used to: what may not be read or written, no home, no input, no working directory. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildAction, buildProgram } from "../../scripts/build/bundles.mjs";
import { OUT_OF_FILES, WITHOUT_FILES } from "../../src/cli/out-of-files.ts";
import { buildInto, makeDirectory, type Run, removeDirectory } from "../built-program.ts";

const RULE = "dynamic-ports-blocked-by-target-security-group";
const FIXTURE = fileURLToPath(new URL(`../../fixtures/${RULE}/container-port-only/`, import.meta.url));
const OWN_RULE = readFileSync(new URL(`../../rules/${RULE}.yaml`, import.meta.url), "utf8").replace(RULE, "own-rule");

/** The system refuses nothing to root, so that somebody else runs the program then. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

let program: string;
let action: string;
let place: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, false);
  action = await buildInto(buildAction, false);
  for (const built of [program, action]) chmodSync(built, 0o755);
  canRun = started(process.execPath, [cli(), "--version"], {}, program).code === 0;
});
afterAll(() => [program, action].forEach(removeDirectory));

beforeEach((context) => {
  if (!canRun) context.skip("nobody else may run the program here");
  place = makeDirectory({
    ".gitignore": "ignored/\n",
    "reachlint.yaml": "fail-on: error\n",
    "base.json": '{ "version": "1", "findings": [] }\n',
    "rules/own-rule.yaml": OWN_RULE,
    "values.tfvars": "unused = 1\n",
    "plans/plan.json": '{ "format_version": "1.2", "planned_values": {} }\n',
    "parameters.json": "[]\n",
    "calls/main.tf": 'module "m" { source = "../app" }\n',
  });
  cpSync(FIXTURE, join(place, "app"), { recursive: true });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "all");
  return () => {
    spawnSync("chmod", ["-R", "u+rwX", place]);
    removeDirectory(place);
  };
});

function git(...words: readonly string[]): void {
  expect(spawnSync("git", words, { cwd: place, encoding: "utf8" })).toMatchObject({ status: 0 });
}

/** Whose the files are whom the program runs as. */
function handOver(): void {
  if (NOBODY.uid !== undefined) spawnSync("chown", ["-R", `${NOBODY.uid}:${NOBODY.gid}`, place]);
}

function started(command: string, words: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = place): Run {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
    ...NOBODY,
  });
  return { code: status, out: stdout, err: stderr };
}

const cli = (): string => join(program, "dist/cli.js");
const run = (...words: readonly string[]): Run => started(process.execPath, [cli(), ...words]);
/** As somebody writes it in a shell. */
const shell = (script: string): Run => started("sh", ["-c", script, process.execPath, cli()]);

/** Whether somebody else may read the program at all. */
let canRun = false;

/** What may not be read, with a command that needs it, the exit code, and what is said of it. */
const UNREADABLE: readonly (readonly [path: string, command: string, code: number, said: RegExp])[] = [
  ["app/main.tf", "scan app", 1, /app\/main\.tf the file cannot be read: the system does not let it be read/],
  ["app/main.tf", "explain app", 3, /^error: app\/main\.tf: the file cannot be read/],
  ["app/main.tf", "graph app", 3, /app\/main\.tf: the file cannot be read/],
  ["app/main.tf", "evaluate app", 3, /app\/main\.tf: the file cannot be read/],
  ["app/main.tf", "get app", 3, /app\/main\.tf: the file cannot be read/],
  ["app/main.tf", "get calls", 3, /app\/main\.tf: the file cannot be read/],
  ["app/main.tf", "baseline create app", 3, /app\/main\.tf: the file cannot be read/],
  ["app/main.tf", "diff HEAD", 3, /app\/main\.tf the file cannot be read/],
  ["app/template.yaml", "scan app", 1, /app\/template\.yaml the file cannot be read/],
  ["app/template.yaml", "scan app/template.yaml", 3, /app\/template\.yaml the file cannot be read/],
  ["app", "scan", 3, /the directory app cannot be read/],
  ["app", "get", 3, /the directory app cannot be read/],
  ["reachlint.yaml", "scan", 2, /^error: reachlint\.yaml cannot be read\nhint: check its permissions/],
  ["reachlint.yaml", "config", 2, /^error: reachlint\.yaml cannot be read/],
  ["rules/own-rule.yaml", "scan app --rules rules", 2, /^error: rules\/own-rule\.yaml cannot be read\nhint: check its/],
  ["rules/own-rule.yaml", "rules --rules rules", 2, /^error: rules\/own-rule\.yaml cannot be read/],
  ["rules", "scan app --rules rules", 2, /^error: the rules directory rules cannot be read/],
  ["values.tfvars", "scan app --var-file values.tfvars", 1, /values\.tfvars the variable file cannot be read/],
  ["parameters.json", "scan app --parameters-file parameters.json", 1, /the parameters file cannot be read/],
  ["plans/plan.json", "scan --plan plans/plan.json", 1, /plans\/plan\.json the file cannot be read/],
  ["base.json", "scan --baseline base.json", 2, /^error: base\.json cannot be read/],
  ["base.json", "baseline update --baseline base.json", 2, /^error: base\.json cannot be read/],
  [".gitignore", "scan app", 1, /4 blocked/],
  [".git", "scan app", 1, /4 blocked/],
  [".git", "diff HEAD", 2, /^error: /],
];

describe("what may not be read", () => {
  test.each(UNREADABLE)("%s, by %s", (path, command, code, said) => {
    handOver();
    chmodSync(join(place, path), 0);
    const { out, err, code: got } = run(...command.split(" "));
    expect(`${err}${out}`).toMatch(said);
    expect(got, `${err}${out}`).toBe(code);
    expect(`${err}${out}`).not.toMatch(/bug in reachlint|\n {4}at /);
  });
});

describe("a checkout that may not be written", () => {
  const COMMANDS = [
    [1, "scan app"],
    [0, "diff HEAD"],
    [0, "explain app"],
    [0, "graph app"],
    [0, "evaluate app"],
    [0, "rules"],
    [0, "config"],
  ] as const;

  beforeEach(() => {
    handOver();
    spawnSync("chmod", ["-R", "a-w", place]);
  });

  test.each(COMMANDS)("%i from %s", (code, command) => {
    const { code: got, err, out } = run(...command.split(" "));
    expect({ got, err }).toEqual({ got: code, err: "" });
    expect(out).not.toBe("");
  });

  test("cases of rules are run there", () => {
    spawnSync("chmod", ["-R", "u+w", place]);
    cpSync(FIXTURE, join(place, "cases", RULE, "one"), { recursive: true });
    handOver();
    spawnSync("chmod", ["-R", "a-w", place]);
    expect(run("test", "cases")).toMatchObject({ code: 0, err: "" });
  });

  test("a report goes to a place that is named, and where there is none it is said", () => {
    const elsewhere = makeDirectory();
    if (NOBODY.uid !== undefined) chownSync(elsewhere, NOBODY.uid, NOBODY.gid);
    expect(run("app", "--report", `json=${elsewhere}/out.json`).code).toBe(1);
    expect(readdirSync(elsewhere)).toEqual(["out.json"]);
    removeDirectory(elsewhere);
    for (const words of [
      ["app", "--report", "json=out.json"],
      ["app", "--report", "json=reports/out.json"],
      ["baseline", "create", "app"],
      ["init", "app"],
    ])
      expect(run(...words), words.join(" ")).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining(" cannot be written: EACCES"),
      });
  });

  test("modules cannot be installed there, and the scan is made all the same", () => {
    expect(run("get", "calls")).toMatchObject({
      code: 3,
      err: expect.stringMatching(
        /^error: calls\/\.terraform: calls\/\.terraform cannot be written: EACCES.*\n {2}→ install modules where/,
      ),
    });
    expect(run("calls", "--init")).toMatchObject({ code: 1, out: expect.stringContaining("2 blocked") });
  });

  test("what is installed already stays, and nothing is written for it", () => {
    spawnSync("chmod", ["-R", "u+w", place]);
    expect(run("get", "calls").code).toBe(0);
    spawnSync("chmod", ["-R", "a-w", place]);
    expect(run("get", "calls")).toEqual({ code: 0, out: "1 root: 0 modules installed, 1 kept\n", err: "" });
  });

  test("the Action needs its file elsewhere, or says so", () => {
    const env = {
      GITHUB_WORKSPACE: place,
      INPUT_PATHS: "app",
      INPUT_ANNOTATIONS: "true",
      "INPUT_SARIF-FILE": "out.sarif",
    };
    const { code, out } = started(process.execPath, [join(action, "dist/action.js")], env);
    expect(code).toBe(2);
    expect(out).toContain("::error title=reachlint::out.sarif cannot be written: EACCES");
    expect(out).toContain(RULE);
  });
});

describe("without what a session has", () => {
  const expected = (): Run => run("scan", "app");

  beforeEach(handOver);

  test.each([
    ["no environment at all", {}],
    ["a home that is not there", { HOME: "/nonexistent", TMPDIR: "/nonexistent" }],
    ["a home that may not be read", { HOME: "/root", TMPDIR: "/root" }],
  ])("%s", (_, env) => {
    const words = [cli(), "scan", "app"];
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: place, env, encoding: "utf8", ...NOBODY });
    expect({ status, stdout }).toEqual({ status: 1, stdout: expected().out });
    expect(started(process.execPath, [cli(), "get", "calls"], env).code).toBe(0);
    expect(started(process.execPath, [cli(), "app", "--report", "json=out.json"], env).code).toBe(1);
  });

  test("standard input, output and errors closed", () => {
    expect(shell('"$0" "$1" scan app <&-')).toEqual(expected());
    expect(shell('"$0" "$1" console app <&-')).toEqual({ code: 0, out: "", err: "" });
    const plan = shell('"$0" "$1" app --plan - <&-');
    expect(plan.out).toContain("<stdin>");
    expect(plan.out).not.toContain("bug in reachlint");
    expect(shell('"$0" "$1" scan app >&-')).toEqual({ code: 1, out: "", err: "" });
    expect(shell('"$0" "$1" scan app 2>&-')).toEqual(expected());
    expect(shell('"$0" "$1" scan app --report json=out.json <&- >&- 2>&-').code).toBe(1);
    expect(JSON.parse(readFileSync(join(place, "out.json"), "utf8")).schemaVersion).toBe(1);
  });

  test("a working directory that somebody removed", () => {
    mkdirSync(join(place, "gone"));
    handOver();
    const there = (words: string): Run => {
      mkdirSync(join(place, "gone"), { recursive: true });
      return shell(`cd gone && rmdir ../gone && "$0" "$1" ${words}`);
    };
    for (const words of ["scan", `scan '${place}/app'`, "rules", "config", "get", "init", "diff HEAD"])
      expect(there(words), words).toEqual({
        code: 2,
        out: "",
        err: "error: the working directory is not there any more\nhint: change to one that is\n",
      });
    expect(there("--version").code).toBe(0);
    expect(there("--help").code).toBe(0);
    expect(existsSync(join(place, "gone"))).toBe(false);
  });
});

/** How many Node opens at once, and with how few it does not begin itself, is another number in each version. */
test.each([28, 32, 40, 48, 56, 64])("with %i files open at once it works, or says what is wanting", (most) => {
  handOver();
  const { code, out, err } = shell(`ulimit -n ${most}; "$0" "$1" app`);
  const isOurs = err.startsWith("error: ");
  expect(out + err).not.toContain("this is a bug");
  if (isOurs) expect({ code, err }).toEqual({ code: WITHOUT_FILES, err: `${OUT_OF_FILES.join("\n")}\n` });
  else if (!err.includes("Node.js v")) expect({ code, out }).toEqual({ code: 1, out: run("app").out });
});

describe("where a file may not grow", () => {
  beforeEach(handOver);

  /** The system lets a file have so many blocks, of 512 or 1024 bytes, and tells of more as of a full disk. */
  const within = (script: string): Run => shell(`ulimit -f 2; ${script}`);

  test("a report is whole or not there, and what was there stays", () => {
    writeFileSync(join(place, "old.json"), "as it was");
    handOver();
    for (const name of ["old.json", "new.json", "html/new.html"]) {
      const format = name.endsWith("html") ? "html" : "json";
      const { code, err } = within(`"$0" "$1" app --report ${format}=${name}`);
      expect({ code, err }, name).toEqual({
        code: 2,
        err: expect.stringContaining(`${name} cannot be written: EFBIG`),
      });
    }
    expect(readFileSync(join(place, "old.json"), "utf8")).toBe("as it was");
    const there = readdirSync(place).filter((name) => /^new|^\.reachlint/.test(name));
    expect([...there, ...readdirSync(join(place, "html"))]).toEqual([]);
  });

  test("init leaves no half file", () => {
    rmSettings();
    expect(within('"$0" "$1" init app')).toMatchObject({ code: 2, err: expect.stringContaining("EFBIG") });
    expect(existsSync(join(place, "reachlint.yaml"))).toBe(false);
  });

  test("what the Action's runner reads afterwards is told of", () => {
    writeFileSync(join(place, "output"), "-".repeat(4096));
    handOver();
    const env = { GITHUB_WORKSPACE: place, INPUT_PATHS: "app", GITHUB_OUTPUT: join(place, "output") };
    const words = ["-c", 'ulimit -f 2; "$0" "$1"', process.execPath, join(action, "dist/action.js")];
    const { code, out } = started("sh", words, env);
    expect(code).toBe(2);
    expect(out).toMatch(/::error title=reachlint::.*output cannot be written: EFBIG/);
  });
});

function rmSettings(): void {
  spawnSync("rm", [join(place, "reachlint.yaml")]);
}
