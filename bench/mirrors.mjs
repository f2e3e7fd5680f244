/** Git repositories on disk that stand in for GitHub and for Terraform's registry, on the loopback interface: what fetches modules finds them there. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const VERSION = /^v?(\d+\.\d+\.\d+(?:[-+].*)?)$/;
const HOSTS = ["https://github.com/", "http://github.com/", "ssh://git@github.com/", "git@github.com:"];

/**
 * `folders` hold repositories called `OWNER+NAME`, or that in a directory `repo` of it. A module `OWNER/NAME/PROVIDER` is the repository
 * OWNER/terraform-PROVIDER-NAME with its tags. `environment` is what Terraform, reachlint and git need to find them.
 */
export async function openMirrors(folders) {
  const top = mkdtempSync(join(tmpdir(), "reachlint-mirrors-"));
  const repositories = new Map();
  for (const folder of folders)
    for (const name of readdirSync(folder).filter((one) => one.includes("+"))) {
      const git = gitDirectory(join(folder, name));
      if (git !== undefined)
        repositories.set(name.replace("+", "/").toLowerCase(), { name: name.replace("+", "/"), git });
    }
  mkdirSync(join(top, "git"));
  for (const { name, git } of repositories.values())
    for (const link of [name, `${name}.git`]) {
      mkdirSync(dirname(join(top, "git", link)), { recursive: true });
      symlinkSync(git, join(top, "git", link));
    }
  const registry = createServer((request, response) => answer(request.url ?? "", response, repositories));
  await new Promise((resolve) => registry.listen(0, "127.0.0.1", resolve));
  const service = `http://127.0.0.1:${registry.address().port}/v1/modules/`;
  const port = await freePort();
  const env = { ...process.env, GIT_CONFIG_GLOBAL: join(top, "gitconfig"), GIT_CONFIG_NOSYSTEM: "1" };
  writeFileSync(
    join(top, "gitconfig"),
    `[safe]\n\tdirectory = *\n[url "git://127.0.0.1:${port}/"]\n${HOSTS.map((one) => `\tinsteadOf = ${one}\n`).join("")}`,
  );
  writeFileSync(
    join(top, "terraformrc"),
    `disable_checkpoint = true\nhost "registry.terraform.io" {\n  services = { "modules.v1" = "${service}" }\n}\n`,
  );
  const options = [
    "--export-all",
    "--reuseaddr",
    "--listen=127.0.0.1",
    `--port=${port}`,
    `--base-path=${join(top, "git")}`,
  ];
  const daemon = spawn("git", ["daemon", ...options], { stdio: "ignore", env });
  while (!(await isOpen(port))) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    environment: { ...env, HOME: top, TF_CLI_CONFIG_FILE: join(top, "terraformrc") },
    close: async () => {
      daemon.kill();
      registry.closeAllConnections();
      await new Promise((resolve) => registry.close(resolve));
      rmSync(top, { recursive: true, force: true });
    },
  };
}

function answer(url, response, repositories) {
  const [namespace, name, provider, version] = url.split("/").slice(3);
  const repository = repositories.get(`${namespace}/terraform-${provider}-${name}`.toLowerCase());
  const tags = repository === undefined ? new Map() : tagsOf(repository.git);
  if (version === "versions" && tags.size > 0)
    return respond(response, 200, { modules: [{ versions: [...tags.keys()].map((one) => ({ version: one })) }] });
  const tag = tags.get(decodeURIComponent(version ?? ""));
  if (tag === undefined) return respond(response, 404, {});
  response.setHeader("x-terraform-get", `git::https://github.com/${repository.name}?ref=${tag}`);
  respond(response, 204);
}

function respond(response, status, body) {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** By version. */
function tagsOf(git) {
  const tags = execFileSync("git", ["--git-dir", git, "tag"], { encoding: "utf8" }).split("\n");
  return new Map(tags.flatMap((tag) => (VERSION.test(tag) ? [[VERSION.exec(tag)[1], tag]] : [])));
}

function gitDirectory(directory) {
  return [join(directory, "repo", ".git"), join(directory, "repo"), join(directory, ".git"), directory].find((one) =>
    existsSync(join(one, "HEAD")),
  );
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(socket.end() !== undefined));
    socket.on("error", () => resolve(false));
  });
}
