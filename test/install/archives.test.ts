/** Archives of every kind that Terraform knows, and those that want to be more than that. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Header, Pax } from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ArchiveBounds, type ArchiveKind, archiveKind, unpack } from "../../src/install/archive.ts";
import { MADE, makeDirectory } from "./served.ts";

let directory = "";
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What is wrong with it; empty where it could be unpacked. */
async function problem(bytes: Buffer, kind: ArchiveKind = "gz", bounds?: ArchiveBounds): Promise<string> {
  return unpack(bytes, kind, directory, bounds).then(
    () => "",
    (error: Error) => error.message,
  );
}

function files(): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1))
    .sort();
}

interface Entry {
  readonly path: string;
  readonly text?: string;
  readonly type?: "File" | "Directory" | "SymbolicLink";
  readonly linkpath?: string;
  /** Said of the entry before it comes. */
  readonly pax?: { readonly path?: string; readonly linkpath?: string };
}

/** A tar, not compressed. */
function tar(entries: Iterable<Entry>): Buffer {
  const blocks: Buffer[] = [];
  for (const { path, text = "", type = "File", linkpath, pax } of entries) {
    if (pax !== undefined) blocks.push(new Pax(pax).encode());
    const header = new Header({ path, type, mode: 0o644, size: text.length, ...(linkpath && { linkpath }) });
    header.encode();
    blocks.push(header.block!, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, "\0")));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

test("are known by their ending, unless the address says what they are", () => {
  const kinds = ["x.zip", "x.tar.gz", "x.tgz", "x.tar.xz", "x.txz", "x.tar.bz2", "x.tar.tbz2", "x.tar", "x.bz2", "x"];
  expect(kinds.map((path) => archiveKind(path, null))).toEqual([
    "zip",
    "gz",
    "gz",
    "xz",
    "xz",
    "bz2",
    "bz2",
    undefined,
    undefined,
    undefined,
  ]);
  expect(archiveKind("x", "tar.xz")).toBe("xz");
  expect(archiveKind("x.zip", "false")).toBeUndefined();
  expect(archiveKind("x", "rar")).toBe("unsupported");
});

describe("of xz and bzip2", () => {
  for (const kind of ["xz", "bz2"] as const) {
    test(`${kind}: hold what was packed`, async () => {
      expect(await problem(MADE[kind], kind)).toBe("");
      expect(files()).toEqual(["main.tf", "modules/x/main.tf"]);
      expect(readFileSync(join(directory, "modules/x/main.tf"), "utf8")).toBe("# x\n");
    });

    test(`${kind}: that are cut off, damaged or something else are refused`, async () => {
      const whole = MADE[kind];
      const damaged = Buffer.from(whole);
      damaged[Math.floor(whole.length / 2)]! ^= 0xff;
      for (const bytes of [whole.subarray(0, -20), whole.subarray(0, 3), damaged, Buffer.from("no"), Buffer.alloc(0)])
        expect(await problem(bytes, kind)).toMatch(/^the archive /);
    });
  }
});

describe("that are bombs", () => {
  const FEW: ArchiveBounds = { bytes: 1_048_576, entries: 50 };

  test("by their ratio are left when they are too large", async () => {
    const big = tar([{ path: "big", text: "x".repeat(2_000_000) }]);
    expect(await problem(gzipSync(big), "gz", FEW)).toBe("the archive holds more than 1 MiB");
    for (const [program, kind] of [
      ["xz", "xz"],
      ["bzip2", "bz2"],
    ] as const)
      if (spawnSync(program, ["--version"]).status === 0) {
        rmSync(join(directory, "big"), { force: true });
        const made = execFileSync(program, ["--stdout"], { input: big });
        expect(await problem(made, kind, FEW)).toBe("the archive holds more than 1 MiB");
      }
  });

  test("by a gzip in a gzip are refused", async () => {
    const inner = gzipSync(tar([{ path: "a", text: "x" }]));
    expect(await problem(gzipSync(inner))).toBe("the archive is compressed twice");
    const parts = [inner.subarray(0, 1), inner.subarray(1)].map((one) => gzipSync(one));
    expect(await problem(Buffer.concat(parts))).toBe("the archive is compressed twice");
  });

  test("by their number are left when there are too many", async () => {
    const many = Array.from({ length: 51 }, (): Entry => ({ path: "d/", type: "Directory" }));
    expect(await problem(gzipSync(tar(many)), "gz", FEW)).toContain("more than 50 files and directories");
  });

  test("by directories in directories are left when there are too many", async () => {
    const deep: Entry = { path: "x", pax: { path: `${"a/".repeat(60)}f` } };
    expect(await problem(gzipSync(tar([deep])), "gz", FEW)).toContain("more than 50 files and directories");
  });
});

describe("that lead out", () => {
  for (const [how, entry] of [
    ["by the name of a pax header", { path: "x", pax: { path: "../evil" } }],
    ["by an absolute name of a pax header", { path: "x", pax: { path: "/evil" } }],
    ["by the link of a pax header", { path: "x", type: "SymbolicLink", linkpath: "y", pax: { linkpath: "../../e" } }],
    ["by a backslash", { path: "..\\evil" }],
  ] as const satisfies readonly (readonly [string, Entry])[])
    test(`${how} are refused`, async () => {
      expect(await problem(gzipSync(tar([entry])))).toContain("leads out");
      expect(files()).toEqual([]);
    });

  test("a name that is too long for a pax header of its size is not cut", async () => {
    const long = { path: "short", text: "x", pax: { path: `${"a/".repeat(600_000)}f` } };
    expect(await problem(gzipSync(tar([long])))).toMatch(/^the archive /);
  });
});

test("with the same name twice are refused, and names that differ in case are two files where the disk has both", async () => {
  expect(
    await problem(
      gzipSync(
        tar([
          { path: "a.tf", text: "1" },
          { path: "a.tf", text: "2" },
        ]),
      ),
    ),
  ).toContain("EEXIST");
  expect(readFileSync(join(directory, "a.tf"), "utf8")).toBe("1");
  const twins = await problem(
    gzipSync(
      tar([
        { path: "B.tf", text: "1" },
        { path: "b.tf", text: "2" },
      ]),
    ),
  );
  if (twins === "") expect(files()).toEqual(["B.tf", "a.tf", "b.tf"]);
  else expect(twins).toContain("EEXIST");
});
