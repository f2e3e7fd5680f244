/** Servers behind TLS and proxies, those that want to know who asks, and those that do not answer. */
import { readdirSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HttpClient } from "../../src/install/http.ts";
import { install } from "../../src/install/install.ts";
import { readNetrc } from "../../src/install/netrc.ts";
import { makeCertificate, makeDirectory, ProxySite, Site, tarball } from "./served.ts";

const certificate = makeCertificate("localhost", "registry.localhost.test");
const hasOpenssl = certificate !== undefined;
const plain = new Site();
const secure = new Site((listener) => createTlsServer(certificate!, listener));
const sites = hasOpenssl ? [plain, secure] : [plain];
const proxy = new ProxySite();
const { led } = proxy;
let proxyUrl = "";

beforeAll(async () => {
  await Promise.all([...sites, proxy].map((one) => one.open()));
  proxyUrl = proxy.url;
  const body = await tarball({ "main.tf": "# x" });
  for (const one of sites) one.answers.set("/x.tar.gz", { body });
});
afterAll(() => Promise.all([...sites, proxy].map((one) => one.close())));
beforeEach(() => {
  led.length = 0;
  for (const one of sites) one.asked.length = 0;
});

/** Who the certificate is from does not matter inside of `work`, as where the user's own authority made it. */
async function trusting<T>(work: () => Promise<T>): Promise<T> {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  try {
    return await work();
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
}

type Environment = Readonly<Record<string, string>>;

/** The messages about a root with one module. */
async function problems(source: string, environment: Environment = {}): Promise<string> {
  const root = makeDirectory({ "main.tf": `module "m" {\n  source = "${source}"\n}\n` });
  const { diagnostics } = await install({ workingDirectory: root, paths: ["."], exclude: [], environment });
  const left = readdirSync(join(root, ".terraform/modules")).filter((name) => name !== "modules.json");
  rmSync(root, { recursive: true, force: true });
  expect(left).toEqual(diagnostics.length === 0 ? ["m"] : []);
  return diagnostics.map(({ message }) => message).join("\n");
}

describe("a proxy", () => {
  const elsewhere = (): string => plain.url.replace("127.0.0.1", "modules.example");

  test("is used for http where HTTP_PROXY names one, with its user, in capitals or not", async () => {
    const named = proxyUrl.replace("//", "//u:p@");
    expect(await problems(`${elsewhere()}/x.tar.gz`, { HTTP_PROXY: named })).toBe("");
    expect(led).toEqual([`${new URL(elsewhere()).host} Basic ${Buffer.from("u:p").toString("base64")}`]);
    expect(await problems(`${elsewhere()}/x.tar.gz`, { http_proxy: proxyUrl.replace("http://", "") })).toBe("");
    expect(led).toHaveLength(2);
  });

  test("is not used for this machine, for what NO_PROXY names, and for https where only HTTP_PROXY is set", async () => {
    expect(await problems(`${plain.url}/x.tar.gz`, { HTTP_PROXY: proxyUrl })).toBe("");
    for (const exceptions of ["modules.example", "*", "a,.example"])
      expect(await problems(`${elsewhere()}/x.tar.gz`, { HTTP_PROXY: proxyUrl, NO_PROXY: exceptions })).toContain(
        "cannot be reached",
      );
    expect(await problems(`https://modules.example/x.tar.gz`, { HTTP_PROXY: proxyUrl })).toContain("cannot be reached");
    expect(led).toEqual([]);
  });

  test("of a kind that is not known is told, without its user", async () => {
    const said = await problems("https://modules.example/x.zip", { HTTPS_PROXY: "socks5://u:SECRET@h" });
    expect(said).toContain("HTTPS_PROXY names a proxy of a kind that is not supported, socks5://");
    expect(said).not.toContain("SECRET");
  });

  test.runIf(hasOpenssl)("is used for https where HTTPS_PROXY names one, and sees no more than the host", async () => {
    const source = secure.url.replace("127.0.0.1", "modules.example");
    expect(await trusting(() => problems(`${source}/x.tar.gz`, { HTTPS_PROXY: proxyUrl }))).toBe("");
    expect(led).toEqual([new URL(source).host]);
  });
});

describe.runIf(hasOpenssl)("a server with TLS", () => {
  test("is not believed where nobody vouches for it", async () => {
    expect(await problems(`${secure.url}/x.tar.gz`)).toMatch(/cannot be reached: .*self.signed/);
  });

  test("says by https where its registry is", async () => {
    const host = new URL(secure.url).host.replace("127.0.0.1", "registry.localhost.test");
    secure.answers.set("/.well-known/terraform.json", { body: JSON.stringify({ "modules.v1": "/api/modules" }) });
    secure.answers.set("/api/modules/a/b/aws/versions", {
      body: JSON.stringify({ modules: [{ versions: [{ version: "1.0.0" }] }] }),
    });
    secure.answers.set("/api/modules/a/b/aws/1.0.0/download", {
      status: 204,
      headers: { "x-terraform-get": "../../../../../../x.tar.gz" },
    });
    const environment = { HTTPS_PROXY: proxyUrl, [`TF_TOKEN_${host.replaceAll(".", "_")}`]: "T" };
    expect(await trusting(() => problems(`${host}/a/b/aws`, environment))).toBe("");
    expect(secure.asked.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/.well-known/terraform.json", "Bearer T"],
      ["/api/modules/a/b/aws/versions", "Bearer T"],
      ["/api/modules/a/b/aws/1.0.0/download", "Bearer T"],
      ["/x.tar.gz", undefined],
    ]);
  });

  test("has git told who asks, and nobody to whom it leads", async () => {
    const basic = `Basic ${Buffer.from("me:SECRET").toString("base64")}`;
    const elsewhere = secure.url.replace("127.0.0.1", "localhost");
    secure.answers.set("/x.git/info/refs", () => {
      // git says who it is when it is asked.
      const isKnown = secure.asked.at(-1)!.authorization !== undefined;
      return isKnown
        ? { status: 302, headers: { location: `${elsewhere}/y.git/info/refs` } }
        : { status: 401, headers: { "www-authenticate": "Basic" } };
    });
    const environment = { PATH: process.env.PATH!, GIT_SSL_NO_VERIFY: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
    const source = `git::${secure.url.replace("//", "//me:SECRET@")}/x.git`;
    expect(await problems(source, environment)).toMatch(/^(?!.*SECRET).*git cannot fetch/);
    expect(secure.asked.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/x.git/info/refs", undefined],
      ["/x.git/info/refs", basic],
      ["/y.git/info/refs", undefined],
    ]);
  });

  test("does not lead to what is not encrypted", async () => {
    secure.answers.set("/down.zip", { status: 302, headers: { location: `${plain.url}/x.zip` } });
    expect(await trusting(() => problems(`${secure.url}/down.zip`))).toContain("which is not encrypted");
    secure.answers.set("/page", { headers: { "x-terraform-get": `${plain.url}/x.tar.gz` } });
    expect(await trusting(() => problems(`${secure.url}/page`))).toContain("which is not encrypted");
    secure.answers.set("/.well-known/terraform.json", { body: JSON.stringify({ "modules.v1": plain.url }) });
    const host = new URL(secure.url).host.replace("127.0.0.1", "registry.localhost.test");
    const environment = { HTTPS_PROXY: proxyUrl };
    expect(await trusting(() => problems(`${host}/a/b/aws`, environment))).toContain("which is not encrypted");
    expect(plain.asked).toEqual([]);
  });

  test("is told who asks where the user's .netrc says it, and a redirect of it to another is not", async () => {
    const { host } = new URL(secure.url);
    const home = makeDirectory({ ".netrc": `machine ${host} login me password SECRET\ndefault login d password D\n` });
    const basic = `Basic ${Buffer.from("me:SECRET").toString("base64")}`;
    expect(await trusting(() => problems(`${secure.url}/x.tar.gz`, { HOME: home }))).toBe("");
    expect(secure.asked.map(({ authorization }) => authorization)).toEqual([basic]);
    secure.answers.set("/away.tar.gz", {
      status: 302,
      headers: { location: `${secure.url.replace("127.0.0.1", "localhost")}/x.tar.gz` },
    });
    expect(await trusting(() => problems(`${secure.url}/away.tar.gz`, { NETRC: join(home, ".netrc") }))).toBe("");
    expect(secure.asked.slice(1).map(({ authorization }) => authorization)).toEqual([basic, undefined]);
    await problems(`${plain.url}/x.tar.gz`, { NETRC: join(home, ".netrc") });
    expect(plain.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
    rmSync(home, { recursive: true });
  });
});

test("a .netrc is read as others read it", () => {
  const text = `
    # machine no login no password no
    machine A.example login a password p#1 # a comment
    machine b.example
      login b
      account c
      password machine
    macdef init
      machine in.macro login x password y

    machine a.example login second password no
    machine only.example login me
    default login d password d`;
  expect(Object.fromEntries(readNetrc(text))).toEqual({
    "a.example": { user: "a", password: "p#1" },
    "b.example": { user: "b", password: "machine" },
    "only.example": { user: "me", password: "" },
  });
  expect(readNetrc("machine").size).toBe(0);
});

describe("a server that leads to another", () => {
  const other = new Site();
  beforeAll(() => other.open());
  afterAll(() => other.close());

  test("has been told who asks, and the other is not, by whatever it leads there", async () => {
    const [there, source] = [`${other.url}/y.tar.gz`, `${plain.url.replace("//", "//me:SECRET@")}/x`];
    other.answers.set("/y.tar.gz", { body: await tarball({ "main.tf": "# y" }) });
    const basic = `Basic ${Buffer.from("me:SECRET").toString("base64")}`;
    for (const [path, status, headers] of [
      ["/moved.tar.gz", 301, { location: there }],
      ["/found.tar.gz", 307, { location: there }],
      ["/says", 200, { "x-terraform-get": there }],
    ] as const) {
      plain.answers.set(`/x${path}`, { status, headers });
      plain.asked.length = other.asked.length = 0;
      expect(await problems(`${source}${path}`), path).toBe("");
      expect(plain.asked.map(({ authorization }) => authorization)).toEqual([basic]);
      expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
    }
  });

  test("that leads back is left, and nobody learns who asks from it", async () => {
    plain.answers.set("/there.zip", { status: 302, headers: { location: `${other.url}/back.zip` } });
    other.answers.set("/back.zip", { status: 302, headers: { location: `${plain.url}/there.zip` } });
    other.asked.length = 0;
    expect(await problems(`${plain.url.replace("//", "//me:SECRET@")}/there.zip`)).toMatch(
      /^(?!.*SECRET).*redirects more than 10 times/,
    );
    expect([...plain.asked.slice(1), ...other.asked].map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 10 }, () => undefined),
    );
  });
});

describe("a server that fails", () => {
  /** Answers with these bytes, and is gone; nothing more is sent where `stays`. */
  async function answering(bytes: string, stays: boolean, work: (url: string) => Promise<void>): Promise<number> {
    let asked = 0;
    const server = createSocket((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => {
        asked++;
        if (stays) socket.write(bytes);
        else socket.end(bytes);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await new Promise((resolve) => server.close(resolve));
    return asked;
  }

  test("in the midst of its answer is asked again, and then told", async () => {
    const asked = await answering("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nhalf", false, async (url) => {
      expect(await problems(`${url}/x.tar.gz`)).toMatch(/cannot be reached/);
    });
    expect(asked).toBe(2);
  });

  test("with an answer that never ends is left in time", async () => {
    const answer = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nslow";
    await answering(answer, true, async (url) => {
      const request = { url: new URL(url), timeout: 200, retries: 0, most: 10_000 };
      await expect(new HttpClient({}).get(request)).rejects.toThrow("does not answer in time");
    });
  });

  test("with an answer that comes by a byte at a time is left in time", async () => {
    const drip = createSocket((socket) => {
      const each = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(each)).on("error", () => undefined);
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n");
    });
    await new Promise<void>((resolve) => drip.listen(0, "127.0.0.1", resolve));
    const url = new URL(`http://127.0.0.1:${(drip.address() as AddressInfo).port}`);
    const request = { url, timeout: 300, retries: 0, most: 10_000 };
    await expect(new HttpClient({}).get(request)).rejects.toThrow("does not answer in time");
    await new Promise((resolve) => drip.close(resolve));
  });

  test("with headers that never end is left", async () => {
    const endless = `HTTP/1.1 200 OK\r\n${Array.from({ length: 5000 }, (_, at) => `x-${at}: ${"y".repeat(100)}\r\n`).join("")}`;
    await answering(endless, true, async (url) => {
      const request = { url: new URL(url), timeout: 5000, retries: 0, most: 1000 };
      await expect(new HttpClient({}).get(request)).rejects.toThrow("cannot be reached");
    });
  });

  test("with a bomb in the encoding of its answer is left", async () => {
    plain.answers.set("/bomb", { headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(50_000_000)) });
    const request = { url: new URL(`${plain.url}/bomb`), timeout: 10_000, retries: 0, most: 1_048_576 };
    await expect(new HttpClient({}).get(request)).rejects.toThrow("is larger than 1 MiB");
  });

  test("with more than is wanted is left", async () => {
    const endless = `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(5000)}`;
    await answering(endless, true, async (url) => {
      const request = { url: new URL(url), timeout: 5000, retries: 0, most: 1000 };
      await expect(new HttpClient({}).get(request)).rejects.toThrow("is larger than");
    });
  });
});
