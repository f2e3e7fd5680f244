/** Archives of every kind that Terraform knows, and those that want to be more than that. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import { Header, Pax } from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ArchiveBounds, type ArchiveKind, archiveKind, unpack } from "../../src/install/archive.ts";
import { MADE, makeDirectory } from "./served.ts";
import { type ZipEntry, zip } from "./zip.ts";

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

const FEW: ArchiveBounds = { bytes: 1_048_576, entries: 50 };

describe("that are bombs", () => {
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

  /** A block's header says how large a dictionary is wanted, 28 for 64 MiB, of which no program makes more by itself, and 40 for 4 GiB (https://tukaani.org/xz/xz-file-format.txt). */
  test("by the memory that xz is to take for its dictionary are refused", async () => {
    for (const dictionary of [30, 37, 40, 41]) {
      const bytes = Buffer.from(MADE.xz);
      const length = (bytes[12]! + 1) * 4 - 4;
      expect([...bytes.subarray(14, 16)]).toEqual([0x21, 1]);
      bytes[16] = dictionary;
      bytes.writeUInt32LE(crc32(bytes.subarray(12, 12 + length)), 12 + length);
      expect(await problem(bytes, "xz", FEW)).toMatch(/^the archive cannot be read/);
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

describe("of zip", () => {
  test("hold what was packed, with links and what may be executed", async () => {
    const entries: readonly ZipEntry[] = [
      { name: "modules/" },
      { name: "modules/x/main.tf", text: "# x" },
      { name: "stored.txt", text: "s", method: 0 },
      { name: "run.sh", text: "#!/bin/sh", mode: 0o100755 },
      { name: "link.tf", text: "modules/x/main.tf", mode: 0o120777 },
    ];
    expect(await problem(zip(entries), "zip")).toBe("");
    expect(files()).toEqual(["link.tf", "modules/x/main.tf", "run.sh", "stored.txt"]);
    expect(readFileSync(join(directory, "link.tf"), "utf8")).toBe("# x");
    expect(statSync(join(directory, "run.sh")).mode & 0o777).toBe(0o755);
  });

  const big = "x".repeat(2_000_000);
  for (const [how, entries, said] of [
    ["is a bomb by its ratio", [{ name: "a", text: big }], "holds more than 1 MiB"],
    ["says of a bomb that it is small", [{ name: "a", text: big, said: 10 }], "cannot be read"],
    ["says of a small file that it is huge", [{ name: "a", text: "x", said: 0xfffffff0 }], "cannot be read"],
    ["is a bomb by many files", [1, 2, 3].map((one) => ({ name: `${one}`, text: big.slice(0, 500_000) })), "1 MiB"],
    ["is a bomb by a link", [{ name: "l", text: big, mode: 0o120777 }], "holds more than 1 MiB"],
    ["has too many files", Array.from({ length: 51 }, (_, at) => ({ name: `${at}` })), "more than 50 files"],
    ["has too many directories in directories", [{ name: `${"a/".repeat(60)}f` }], "more than 50 files"],
    ["has a path that leads out", [{ name: "../evil", text: "x" }], ""],
    ["has a path that leads out in its midst", [{ name: "a/../../evil", text: "x" }], ""],
    ["has an absolute path", [{ name: "/evil", text: "x" }], ""],
    ["has a path with a drive", [{ name: "c:/evil", text: "x" }], ""],
    ["has a path with a backslash", [{ name: "..\\evil", text: "x" }], ""],
    ["has a link that leads out", [{ name: "l", text: "../../x", mode: 0o120777 }], "leads out"],
    ["has an absolute link", [{ name: "l", text: "/etc/passwd", mode: 0o120777 }], "leads out"],
    [
      "has a file behind a link",
      [
        { name: "l", text: "d", mode: 0o120777 },
        { name: "l/f", text: "x" },
      ],
      "",
    ],
    [
      "has a name twice",
      [
        { name: "a", text: "1" },
        { name: "a", text: "2" },
      ],
      "EEXIST",
    ],
    [
      "has a directory by the name of a file",
      [
        { name: "a", text: "1" },
        { name: "a/b", text: "2" },
      ],
      "",
    ],
    ["has a pipe", [{ name: "p", mode: 0o010644 }], "neither file nor directory"],
    ["is encrypted", [{ name: "a", text: "x", flags: 0x801 }], ""],
    ["is compressed in a way that is not known", [{ name: "a", text: "x", method: 99 }], ""],
  ] as const satisfies readonly (readonly [string, readonly ZipEntry[], string])[])
    test(`one that ${how} is refused`, async () => {
      const top = directory;
      const bytes = zip(entries);
      expect(await problem(bytes, "zip", FEW)).toMatch(/^the archive /);
      rmSync(top, { recursive: true });
      mkdirSync(top);
      expect(await problem(bytes, "zip", FEW)).toContain(said);
      expect(existsSync(join(top, "../evil"))).toBe(false);
    });

  test("that is cut off, or of which the index counts more than there are, is refused", async () => {
    const whole = zip([{ name: "a", text: "x".repeat(100) }]);
    const more = Buffer.from(whole);
    more.writeUInt16LE(9, more.length - 12);
    const elsewhere = Buffer.from(whole);
    elsewhere.writeUInt32LE(0xfffffff0, elsewhere.length - 6);
    for (const bytes of [whole.subarray(0, -1), whole.subarray(0, 30), more, elsewhere, Buffer.alloc(0)])
      expect(await problem(bytes, "zip")).toMatch(/^the archive cannot be read/);
  });
});

describe("of tar", () => {
  /** What its header says is not what comes. */
  const saying = (size: number, text: string): Buffer => {
    const header = new Header({ path: "a", type: "File", mode: 0o644, size });
    header.encode();
    return Buffer.concat([header.block!, Buffer.from(text)]);
  };

  test("one that says that a file is huge, and ends, is refused", async () => {
    for (const size of [5000, 8 ** 11 - 1, 2 ** 40])
      expect(await problem(gzipSync(saying(size, "x".repeat(512))), "gz", FEW), `${size}`).toMatch(/^the archive /);
  });

  test("one that says in an extended header that a file is huge is refused", async () => {
    for (const size of ["99999999999999", "-1", "1e9"]) {
      const record = ` size=${size}\n`;
      const pax = `${record.length + 2}${record}`;
      const header = new Header({ path: "p", type: "ExtendedHeader", size: pax.length });
      header.encode();
      const whole = [header.block!, Buffer.from(pax.padEnd(512, "\0")), tar([{ path: "a.tf", text: "x" }])];
      const said = await problem(gzipSync(Buffer.concat(whole)), "gz", FEW);
      if (said === "") expect(files()).toEqual(["a.tf"]);
      else expect(said).toMatch(/^the archive /);
    }
  });

  test("one without its end is taken, as other programs do, and one with something behind it too", async () => {
    const whole = tar([{ path: "a.tf", text: "x" }]);
    expect(await problem(gzipSync(whole.subarray(0, 1024)))).toBe("");
    expect(files()).toEqual(["a.tf"]);
    expect(await problem(gzipSync(Buffer.concat([tar([{ path: "b.tf", text: "x" }]), Buffer.alloc(4096)])))).toBe("");
  });

  test("a directory by the name of a file, and a file by the name of a directory, are refused", async () => {
    const [file, inside] = [
      { path: "a", text: "1" },
      { path: "a/b", text: "2" },
    ];
    expect(await problem(gzipSync(tar([file, inside])))).toMatch(/^the archive /);
    rmSync(join(directory, "a"), { recursive: true });
    expect(await problem(gzipSync(tar([inside, file])))).toMatch(/^the archive /);
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
