/** Packages are kept for the next time, and without the network what is at hand must do. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { install } from "../../src/install/install.ts";
import { makeDirectory, Site, tarball } from "./served.ts";

const site = new Site();
const cache = makeDirectory();

beforeAll(async () => {
  await site.open();
  site.answers.set("/x.tar.gz", { body: await tarball({ "main.tf": "# x" }) });
});
afterAll(async () => {
  await site.close();
  rmSync(cache, { recursive: true, force: true });
});

async function installed(offline: boolean): Promise<string> {
  const root = makeDirectory({ "main.tf": `module "m" {\n  source = "${site.url}/x.tar.gz"\n}\n` });
  const { diagnostics } = await install({
    workingDirectory: root,
    paths: ["."],
    exclude: [],
    environment: {},
    cache,
    offline,
  });
  const said = diagnostics.map(({ message }) => message).join();
  const text = said === "" ? readFileSync(join(root, ".terraform/modules/m/main.tf"), "utf8") : said;
  rmSync(root, { recursive: true, force: true });
  return text;
}

test("offline nothing is fetched, and what is in the cache is taken as long as it is what it was", async () => {
  expect(await installed(true)).toContain("nothing is fetched");
  expect(site.asked).toEqual([]);
  expect(await Promise.all([installed(false), installed(false)])).toEqual(["# x", "# x"]);
  const asked = site.asked.length;
  expect(await installed(true)).toBe("# x");
  expect(site.asked.length).toBe(asked);
  const [kept] = readdirSync(join(cache, "packages"));
  writeFileSync(join(cache, "packages", kept!, "main.tf"), "# changed");
  expect(await installed(true)).toContain("nothing is fetched");
});
