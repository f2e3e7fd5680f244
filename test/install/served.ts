/** Servers on the loopback interface, as the tests of installing modules need them: a registry with archives, and git repositories. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer as createSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";

export type Texts = Readonly<Record<string, string>>;

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What is asked for, and with which headers. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
}

export class Site {
  readonly asked: Asked[] = [];
  readonly answers = new Map<string, Answer | (() => Answer)>();
  readonly #make: (listener: RequestListener) => Server;
  readonly #scheme: string;
  #server!: Server;
  #port = 0;

  /** `make`: a server with TLS, once it is opened. */
  constructor(make?: (listener: RequestListener) => Server) {
    this.#make = make ?? createServer;
    this.#scheme = make === undefined ? "http" : "https";
  }

  async open(): Promise<this> {
    this.#server = this.#make((request, response) => this.#answer(request, response));
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  /** A module of the registry at /v1/modules: its versions with what each download answers. */
  module(name: string, versions: Readonly<Record<string, Answer>>): void {
    const listed = Object.keys(versions).map((version) => ({ version }));
    this.answers.set(`/v1/modules/${name}/versions`, { body: JSON.stringify({ modules: [{ versions: listed }] }) });
    for (const [version, answer] of Object.entries(versions))
      this.answers.set(`/v1/modules/${name}/${version}/download`, answer);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "").replace(/\?.*$/, "");
    this.asked.push({ path, authorization: request.headers.authorization });
    const known = this.answers.get(path);
    const {
      status = 200,
      headers = {},
      body = "",
    } = (typeof known === "function" ? known() : known) ?? { status: 404 };
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  }
}

/** One that leads to a port of this machine, whatever name is asked for. */
export class ProxySite {
  /** What it was asked to lead to, with who asked. */
  readonly led: string[] = [];
  readonly #server = createServer((_, response) => response.writeHead(405).end());

  async open(): Promise<this> {
    this.#server.on("connect", ({ url = "", headers }, socket: Socket) => {
      const who = headers["proxy-authorization"];
      this.led.push(`${url}${who === undefined ? "" : ` ${who}`}`);
      const onward = connect(Number(url.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [socket, onward]) one.on("error", () => one.destroy());
    });
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}

/** For this machine by these names, signed by itself; undefined where openssl is not there. */
export function makeCertificate(
  ...names: readonly string[]
): { readonly key: Buffer; readonly cert: Buffer } | undefined {
  const directory = makeDirectory();
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = ["IP:127.0.0.1", ...names.map((name) => `DNS:${name}`)].join(",");
  const made = spawnSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"].concat([
      ...["-keyout", key, "-out", cert, "-subj", `/CN=${names[0]}`, "-addext", `subjectAltName=${subject}`],
    ]),
    { stdio: "ignore" },
  );
  const read = made.status === 0 ? { key: readFileSync(key), cert: readFileSync(cert) } : undefined;
  rmSync(directory, { recursive: true });
  return read;
}

export function makeDirectory(files: Texts = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "reachlint-install-")));
  writeFiles(directory, files);
  return directory;
}

export function writeFiles(directory: string, files: Texts): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** Of a tar with main.tf and modules/x/main.tf, as the programs of these names make it. */
export const MADE = {
  xz: Buffer.from(
    "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AHddADaYSXKFAtLo4UzUOk3Exai1bNFFdm9VAJSBM1tQsqXB47Kqv/vcizsYZ9G4hyTPTXcpYfK9R45lrb88rWk8PxHW+ZxKh67Hpe+DqcvvQoRSVlx/t/k9eMtuFaQDy2bWdn/YvHewo8RC+bfOedMCZIG++1q063wAAADfB0G0qBrKGgABkwGAUAAACwEi5LHEZ/sCAAAAAARZWg==",
    "base64",
  ),
  bz2: Buffer.from(
    "QlpoOTFBWSZTWSBhabQAAJJ/gMmQABBIAf+AAACAIGcnnkAIKCAAdBKUaDQQ8gE2iPUenqCUUDTQBoAAA+yJgeGKACwIiCDncFg0FJRowQQUDbxiOOiJR/xGglZMCEIMEGGx7hP6NTIhQ0bMDyRKU5E6fH6qltYrTUkKpfe4RA7F3JFOFCQIGFptAA==",
    "base64",
  ),
} as const;

/** A tar.gz with these files. */
export async function tarball(files: Texts): Promise<Buffer> {
  const directory = makeDirectory(files);
  const parts: Buffer[] = [];
  for await (const part of create({ gzip: true, cwd: directory, portable: true }, ["."])) parts.push(part as Buffer);
  rmSync(directory, { recursive: true });
  return Buffer.concat(parts);
}

/** Repositories below a directory, served by `git daemon`. */
export class GitSite {
  readonly #top = makeDirectory();
  #daemon: ChildProcess | undefined;
  #port = 0;

  async open(): Promise<this> {
    this.#port = await freePort();
    const options = [
      "--export-all",
      "--reuseaddr",
      "--listen=127.0.0.1",
      `--port=${this.#port}`,
      `--base-path=${this.#top}`,
    ];
    this.#daemon = spawn("git", ["daemon", ...options, this.#top], { stdio: "ignore", env: environment });
    while (!(await isOpen(this.#port))) await new Promise((resolve) => setTimeout(resolve, 50));
    return this;
  }

  close(): void {
    this.#daemon?.kill();
    rmSync(this.#top, { recursive: true, force: true });
  }

  url(name: string): string {
    return `git://127.0.0.1:${this.#port}/${name}`;
  }

  /** Runs git in a repository, which is made where it is not there. */
  git(name: string, ...args: readonly string[]): string {
    const directory = join(this.#top, name);
    mkdirSync(directory, { recursive: true });
    return execFileSync("git", args, { cwd: directory, encoding: "utf8", env: environment }).trim();
  }

  /** The same of a command that reads something, such as what it is to make. */
  make(name: string, input: string | Buffer, ...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: join(this.#top, name), encoding: "utf8", env: environment, input }).trim();
  }

  /** A commit of these files beside those that are there; its id. */
  commit(name: string, files: Texts): string {
    writeFiles(join(this.#top, name), files);
    if (!existsSync(join(this.#top, name, ".git"))) this.git(name, "init", "--quiet", "--initial-branch=main");
    this.git(name, "add", "--all");
    this.git(name, "commit", "--quiet", "--allow-empty", "--message=change");
    return this.git(name, "rev-parse", "HEAD");
  }
}

const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

async function freePort(): Promise<number> {
  const server = createSocket();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(socket.end() !== undefined));
    socket.on("error", () => resolve(false));
  });
}
