/** The Action on pull requests: in the checkout that actions/checkout makes, with the variables and the event that GitHub's runner gives. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildAction } from "../../scripts/build/bundles.mjs";
import { RULE, TERRAFORM } from "../adoption-samples.ts";
import { buildInto, makeDirectory, removeDirectory } from "../built-program.ts";
import { type Change, commit, GIT_ENVIRONMENT, git, makeRepository } from "../git/repository.ts";
import { GitSite } from "../install/served.ts";

const OPEN = TERRAFORM.replace(/from_port( +)= 80\n( +)to_port( +)= 80\n/, "from_port = 32768\n    to_port = 65535\n");
/** The first line of what is narrowed. */
const LINE = TERRAFORM.slice(0, TERRAFORM.search(/from_port += 80\n/)).split("\n").length;

let action: string;
const made: string[] = [];
beforeAll(async () => {
  action = await buildInto(buildAction, false);
});
afterAll(() => removeDirectory(action));
afterEach(() => made.splice(0).forEach(removeDirectory));

function keep(directory: string): string {
  made.push(directory);
  return directory;
}

interface PullRequest {
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The merge of a branch with main, as it is checked out; main has gone on since the branch began. */
function pullRequest(before: Change, brings: Change, depth = 2): PullRequest {
  const remote = keep(makeRepository(before));
  git(remote, "config", "uploadpack.allowAnySHA1InWant", "true");
  git(remote, "checkout", "--quiet", "-b", "work");
  const head = commit(remote, brings);
  git(remote, "checkout", "--quiet", "main");
  const base = commit(remote, { "elsewhere.md": "meanwhile" });
  git(remote, "checkout", "--quiet", "-b", "merge");
  git(remote, "merge", "--quiet", "--no-ff", "-m", "x", "work");
  const workspace = keep(makeDirectory());
  git(workspace, "init", "--quiet");
  git(workspace, "remote", "add", "origin", pathToFileURL(remote).href);
  git(workspace, "fetch", "--quiet", "--no-tags", `--depth=${depth}`, "origin", "+merge:refs/remotes/pull/1/merge");
  git(workspace, "checkout", "--quiet", "refs/remotes/pull/1/merge");
  const payload = { pull_request: { number: 7, base: { sha: base, ref: "main" }, head: { sha: head } } };
  const event = join(keep(makeDirectory({ "event.json": JSON.stringify(payload) })), "event.json");
  return {
    workspace,
    environment: {
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: event,
      GITHUB_BASE_REF: "main",
      GITHUB_HEAD_REF: "work",
      GITHUB_SHA: git(workspace, "rev-parse", "HEAD"),
      GITHUB_REPOSITORY: "someone/infrastructure",
      GITHUB_WORKSPACE: workspace,
    },
  };
}

interface Step {
  readonly code: number | null;
  readonly out: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

async function step(
  { workspace, environment }: PullRequest,
  inputs: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Step> {
  const runner = keep(makeDirectory({ output: "", "summary.md": "" }));
  const given = Object.entries({ "diff-base": "auto", ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const child = spawn(process.execPath, [join(action, "dist/action.js")], {
    cwd: workspace,
    env: {
      PATH: GIT_ENVIRONMENT.PATH,
      GITHUB_OUTPUT: join(runner, "output"),
      GITHUB_STEP_SUMMARY: join(runner, "summary.md"),
      ...environment,
      ...Object.fromEntries(given),
      ...more,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const code = await new Promise<number | null>((done) => child.on("close", done));
  const lines = readFileSync(join(runner, "output"), "utf8").split("\n").filter(Boolean);
  return {
    code,
    out,
    outputs: Object.fromEntries(lines.map((line) => line.split("=", 2))),
    summary: readFileSync(join(runner, "summary.md"), "utf8"),
  };
}

const roots = (number: number, text: string): Change =>
  Object.fromEntries(Array.from({ length: number }, (_, at) => [`infra/${at}/main.tf`, text]));

test("that narrows a range: exactly that finding, on the changed line", async () => {
  const request = pullRequest({ "infra/main.tf": OPEN, ...roots(3, TERRAFORM) }, { "infra/main.tf": TERRAFORM });
  const { code, out, outputs, summary } = await step(request);
  expect(code).toBe(1);
  const errors = out.split("\n").filter((line) => line.startsWith("::error "));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(`file=infra/main.tf,line=${LINE},endLine=${LINE + 1},title=${RULE}::`);
  expect(out).toContain("::notice title=reachlint::3 findings that the base has too, which do not count\n");
  expect(outputs).toEqual({
    "sarif-file": "reachlint.sarif",
    findings: "4",
    "new-findings": "1",
    blocked: "8",
    undetermined: "0",
    "exit-code": "1",
  });
  expect(summary).toContain("reachlint: 1 finding, 3 as before");
  expect(summary).toContain("reachable → blocked on 32768\\-65535");
  const { results } = JSON.parse(readFileSync(join(request.workspace, "reachlint.sarif"), "utf8")).runs[0];
  expect(results.map((one: { baselineState: string }) => one.baselineState)).toEqual([
    "new",
    "unchanged",
    "unchanged",
    "unchanged",
  ]);
});

test("that touches only README.md, where there are 13 old findings: succeeds without an error", async () => {
  const request = pullRequest({ "README.md": "", ...roots(13, TERRAFORM) }, { "README.md": "# About\n" });
  const { code, out, outputs, summary } = await step(request);
  expect({ code, out }).toEqual({
    code: 0,
    out: "::notice title=reachlint::13 findings that the base has too, which do not count\n",
  });
  expect(outputs).toMatchObject({ findings: "13", "new-findings": "0", "exit-code": "0" });
  expect(summary).toContain("reachlint: nothing new, 13 as before");
});

describe("with modules from elsewhere, which init installs", () => {
  const gits = new GitSite();
  beforeAll(async () => {
    await gits.open();
    gits.commit("shop", { "main.tf": OPEN });
    gits.git("shop", "tag", "v1");
    gits.commit("shop", { "main.tf": TERRAFORM });
    gits.git("shop", "tag", "v2");
  });
  afterAll(() => gits.close());
  const calls = (version: string): Change => ({
    "infra/main.tf": `module "shop" {\n  source = "git::${gits.url("shop")}?ref=${version}"\n}\n`,
    ".gitignore": ".terraform\n",
  });

  test("what is found in a module that is called as before is old", async () => {
    const { code, out } = await step(pullRequest(calls("v2"), { "README.md": "# About\n" }), { init: "true" });
    expect({ code, out }).toEqual({
      code: 0,
      out: "::notice title=reachlint::1 finding that the base has too, which does not count\n",
    });
  });

  test("a version that narrows a range fails, though only that version is installed", async () => {
    const { code, out } = await step(pullRequest(calls("v1"), calls("v2")), { init: "true" });
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^::error file=infra/\\.terraform/modules/shop/main\\.tf,.*title=${RULE}::`, "m"));
    expect(out).toMatch(/^::notice file=infra\/main\.tf,title=base-not-read::.*module\.shop counts as new/m);
  });
});

test("of a fork that wants something else run, written or believed", async () => {
  const nasty = "a%0A::error::x\n::stop-commands::y";
  const trap = "#!/bin/sh\ntouch sprung\n";
  const request = pullRequest(
    { "infra/main.tf": OPEN },
    {
      "infra/main.tf": TERRAFORM,
      [`infra/${nasty}/main.tf`]: TERRAFORM.replace('family = "web"\n', 'family = "::add-mask::x\\n::error::y"\n'),
      ".gitattributes": "* filter=bad diff=bad\n",
      ".gitconfig": "[core]\n\tfsmonitor = ./bin/git\n",
      "bin/git": trap,
      ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% sprung\n\tupdate = !touch sprung\n',
    },
  );
  const { workspace } = request;
  git(workspace, "update-index", "--refresh");
  const outside = keep(makeDirectory({ victim: "kept" }));
  const { code, out, summary } = await step(
    request,
    { "diff-base": "auto" },
    { PATH: [join(workspace, "bin"), GIT_ENVIRONMENT.PATH].join(delimiter), HOME: workspace },
  );
  expect(code).toBe(1);
  const commands = out
    .split("\n")
    .filter(Boolean)
    .map((line) => /^::(\w[\w-]*)/.exec(line)?.[1]);
  expect(commands).toEqual(["error", "error"]);
  expect(out).not.toMatch(/^::(?:stop-commands|add-mask)/m);
  expect(summary).not.toMatch(/^::/m);
  expect(() => readFileSync(join(workspace, "sprung"))).toThrow();
  symlinkSync(join(outside, "victim"), join(workspace, "link.sarif"));
  expect((await step(request, { "sarif-file": "link.sarif" })).code).toBe(2);
  expect(readFileSync(join(outside, "victim"), "utf8")).toBe("kept");
});

test("in a checkout of one commit it says how to get the base, and compares nothing with everything", async () => {
  const request = pullRequest({ "infra/main.tf": TERRAFORM }, { "README.md": "" }, 1);
  const { code, out } = await step(request);
  expect(code).toBe(2);
  expect(out).toMatch(
    /^::error title=reachlint::the base of the pull request, [0-9a-f]{40}, is not in the clone; git fetch --no-tags --depth=1 origin [0-9a-f]{40}; .*fetch-depth: 2\n$/,
  );
  const command = /git (fetch [^;]*)/.exec(out)![1]!;
  git(request.workspace, ...command.split(" "));
  expect((await step(request)).code).toBe(0);
  expect((await step(request, { "diff-base": "none" })).code).toBe(1);
});

test("a push compares nothing", async () => {
  const { workspace, environment } = pullRequest({ "infra/main.tf": TERRAFORM }, {});
  const event = join(keep(makeDirectory({ "event.json": JSON.stringify({ ref: "refs/heads/main" }) })), "event.json");
  const push = { ...environment, GITHUB_EVENT_NAME: "push", GITHUB_BASE_REF: "", GITHUB_EVENT_PATH: event };
  const { code, outputs } = await step({ workspace, environment: push });
  expect(code).toBe(1);
  expect(outputs).toMatchObject({ findings: "1", "new-findings": "1" });
});

test("the inputs: from a directory, with values, rules left to say nothing, and quiet", async () => {
  const text = OPEN.replace("from_port = 32768", "from_port = var.first");
  const values = { "stacks/infra/main.tf": `${text}\nvariable "first" {}\n`, "stacks/ci.tfvars": "first = 32768\n" };
  const request = pullRequest(
    { ...values, "stacks/reachlint.yaml": "paths: [infra]\n" },
    {
      "stacks/ci.tfvars": "first = 80\n",
      "stacks/infra/main.tf": `${text.replace("65535", "443")}\nvariable "first" {}\n`,
    },
  );
  const inputs = { "working-directory": "stacks", "var-files": "ci.tfvars", annotations: "false", summary: "false" };
  const { code, out, outputs, summary } = await step(request, inputs);
  expect({ code, out, summary }).toEqual({ code: 1, out: "", summary: "" });
  expect(outputs).toMatchObject({ "sarif-file": "stacks/reachlint.sarif", "new-findings": "1" });
  const { results } = JSON.parse(readFileSync(join(request.workspace, "stacks/reachlint.sarif"), "utf8")).runs[0];
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe("stacks/ci.tfvars");
  expect(await step(request, { "working-directory": ".." })).toMatchObject({
    code: 2,
    out: expect.stringContaining("leads out of the workspace"),
  });
  mkdirSync(join(request.workspace, "out"));
  writeFileSync(join(request.workspace, "out/plan.json"), "{}");
  expect((await step(request, { plan: "out/missing.json" })).out).toContain("out/missing.json");
});

describe("the comment", () => {
  interface Asked {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly authorization: string | undefined;
    readonly body: string;
  }
  let server: Server;
  let asked: Asked[];
  let comments: { id: number; body: string; user: { type: string } }[];
  let status: number;

  beforeAll(async () => {
    server = createServer(async (request: IncomingMessage, response) => {
      let body = "";
      for await (const part of request) body += part;
      const { method, url, headers } = request;
      asked.push({ method, url, authorization: headers.authorization, body });
      const page = Number(/[?&]page=(\d+)/.exec(url ?? "")?.[1] ?? 1);
      const answer = method === "GET" ? comments.slice(100 * (page - 1), 100 * page) : {};
      if (status === 302) response.setHeader("location", "http://127.0.0.1:1/");
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => new Promise((done) => server.close(done)));

  function begin(): void {
    asked = [];
    comments = [];
    status = 200;
  }

  const request = (): PullRequest => pullRequest({ "infra/main.tf": OPEN }, { "infra/main.tf": TERRAFORM });
  const commented = (one: PullRequest, token = "ghs_secret", more = {}): Promise<Step> =>
    step(
      one,
      { comment: "true", token },
      { GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, GITHUB_JOB: "scan", ...more },
    );

  test("is made once and then kept up to date, and is not that of somebody else", async () => {
    begin();
    const one = request();
    expect((await commented(one)).code).toBe(1);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /repos/someone/infrastructure/issues/7/comments?per_page=100&page=1",
      "POST /repos/someone/infrastructure/issues/7/comments",
    ]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer ghs_secret"]));
    const { body } = JSON.parse(asked[1]!.body);
    expect(body).toMatch(/^<!-- reachlint [0-9a-f]{16} -->\n### ❌ reachlint: 1 finding\n/);

    asked = [];
    comments = Array.from({ length: 120 }, (_, at) => ({ id: at, body: "hello", user: { type: "User" } }));
    comments.push({ id: 500, body, user: { type: "User" } }, { id: 501, body, user: { type: "Bot" } });
    await commented(one);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /repos/someone/infrastructure/issues/7/comments?per_page=100&page=1",
      "GET /repos/someone/infrastructure/issues/7/comments?per_page=100&page=2",
      "PATCH /repos/someone/infrastructure/issues/comments/501",
    ]);
    asked = [];
    await commented(one, "ghs_secret", { GITHUB_JOB: "another" });
    expect(asked.at(-1)!.method).toBe("POST");
  });

  test("is not made where there is nothing to say, and not without a token", async () => {
    begin();
    const one = pullRequest({ "infra/main.tf": TERRAFORM }, { "README.md": "" });
    expect((await commented(one)).code).toBe(0);
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
    begin();
    expect(await commented(one, "")).toMatchObject({ code: 2, out: expect.stringContaining("needs a token") });
    await step(one, { token: "ghs_secret" });
    expect(asked).toEqual([]);
  });

  test.each([403, 404, 500, 302])(
    "that GitHub refuses with %i is a warning, which does not tell the token",
    async (refusal) => {
      begin();
      status = refusal;
      const { code, out } = await commented(request());
      expect(code).toBe(1);
      expect(out).toMatch(/^::warning title=reachlint::the comment is not written/m);
      expect(out).not.toContain("ghs_secret");
    },
  );
});
