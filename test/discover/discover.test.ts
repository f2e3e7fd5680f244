/** Discovery on real directories: what is found, what is passed over, and what may be read. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pathsFrom } from "../../src/discover/boundary.ts";
import { type DiscoverRequest, type Discovery, discover } from "../../src/discover/discover.ts";
import { disk, type FileSystem } from "../../src/discover/file-system.ts";
import { cpuTime } from "../cpu-time.ts";

let top: string;

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "discover-")));
});

afterEach(() => {
  rmSync(top, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  }
}

function find(paths: readonly string[], more: Partial<DiscoverRequest> = {}): Discovery {
  return discover({ workingDirectory: top, paths, exclude: [], namedFiles: [], ...more });
}

describe("what is found", () => {
  test("directories of Terraform, and files that may be templates, sorted", () => {
    write({
      "b/main.tf": "",
      "a/x.tf.json": "{}",
      "a/y.tofu": "",
      "c/t.yml": "",
      "c/s.Template": "",
      "c/readme.md": "",
    });
    const found = find(["."]);
    expect(found.terraform).toEqual(["a", "b"]);
    expect(found.documents).toEqual(["c/s.Template", "c/t.yml"]);
    expect(found.terraformFiles).toEqual(["a/x.tf.json", "a/y.tofu", "b/main.tf"]);
    expect(found.diagnostics).toEqual([]);
  });

  test("configurations of Terragrunt are among the files of Terraform, in JSON too", () => {
    write({
      "a/terragrunt.hcl": "",
      "b/terragrunt.hcl.json": "{}",
      "c/terragrunt.stack.hcl": "",
      "d/x.hcl.json": "{}",
    });
    expect(find(["."]).terraform).toEqual(["a", "b", "c"]);
  });

  test("a link to itself hides nothing beside it", () => {
    write({ "main.tf": "" });
    symlinkSync("loop", join(top, "loop"));
    expect(find(["."])).toMatchObject({ terraform: ["."], diagnostics: [] });
  });

  test.runIf(process.platform === "linux")("a directory whose name is no UTF-8 is told to be unreadable", () => {
    write({ "main.tf": "" });
    mkdirSync(Buffer.concat([Buffer.from(`${top}/a`), Buffer.from([0xff])]));
    const found = find(["."]);
    expect(found.terraform).toEqual(["."]);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(["unreadable-directory"]);
  });

  test("a .gitignore that is a link, no file or huge is passed over", () => {
    write({
      "a/main.tf": "",
      "b/main.tf": "",
      "c/main.tf": "",
      "c/.gitignore": "#\n".repeat(600_000),
      rules: "main.tf",
    });
    symlinkSync("../rules", join(top, "a/.gitignore"));
    symlinkSync("/dev/zero", join(top, "b/.gitignore"));
    expect(find(["a", "b", "c"]).terraform).toEqual(["a", "b", "c"]);
  });

  test("so is one of more lines than anybody writes, alone or with those around it", () => {
    const lines = (count: number): string => `main.tf\n${"**/a*b*c/**/x\n".repeat(count)}`;
    write({
      ".git/HEAD": "",
      "a/main.tf": "",
      "a/.gitignore": lines(20_000),
      "b/main.tf": "",
      "b/.gitignore": lines(10),
      "c/x.txt": "",
      "c/.gitignore": lines(1_500).replace("main.tf", "none"),
      "c/d/main.tf": "",
      "c/d/.gitignore": lines(1_500),
    });
    expect(find(["."]).terraform).toEqual(["a", "c/d"]);
  });

  test("a line of more wildcards than anybody writes is passed over, and the others hold", () => {
    const [deep, long] = ["a/".repeat(50), "a".repeat(200)];
    write({
      ".git/HEAD": "",
      [`${deep}main.tf`]: "",
      [`${long}/main.tf`]: "",
      "build/main.tf": "",
      "x/y/z/main.tf": "",
      ".gitignore": `${"a/**/".repeat(12)}b\n${"*a".repeat(12)}b\nbuild/\n**/y/**\n`,
    });
    const took = cpuTime(() => expect(find(["."]).terraform).toEqual([deep.slice(0, -1), long]));
    expect(took).toBeLessThan(2000);
  });

  test("what the user names is marked as named", () => {
    write({ "main.tf": "", "live/main.tf": "", "stack.yaml": "", "live/other.json": "" });
    expect(find(["."])).toMatchObject({ namedTerraform: ["."], namedDocuments: [] });
    expect(find(["live", "stack.yaml"])).toMatchObject({
      terraform: ["live"],
      namedTerraform: ["live"],
      documents: ["live/other.json", "stack.yaml"],
      namedDocuments: ["stack.yaml"],
    });
    expect(find(["live/main.tf"])).toMatchObject({ terraform: ["live"], namedTerraform: ["live"], documents: [] });
  });

  test("paths above the working directory keep their dots", () => {
    write({ "app/here.txt": "", "infra/main.tf": "" });
    expect(find(["../infra"], { workingDirectory: join(top, "app") }).terraform).toEqual(["../infra"]);
  });

  test("only the outermost cloud assembly counts", () => {
    write({
      "cdk.out/manifest.json": "{}",
      "cdk.out/app.template.json": "{}",
      "cdk.out/assembly-Stage/manifest.json": "{}",
      "cdk.out/assembly-Stage/cdk.out": "{}",
      "web/manifest.json": "{}",
    });
    expect(find(["."]).assemblies).toEqual(["cdk.out/manifest.json"]);
  });

  test("a directory that two paths lead to is walked once", () => {
    write({ "a/main.tf": "" });
    expect(find([".", "a", "a/../a"])).toMatchObject({
      terraform: ["a"],
      namedTerraform: ["a"],
      terraformFiles: ["a/main.tf"],
    });
  });
});

describe("what is passed over", () => {
  test("folders of tools", () => {
    write({ ".git/x.yaml": "", "node_modules/m/t.yaml": "", ".terraform/modules/m/main.tf": "", ".infra/main.tf": "" });
    expect(find(["."])).toMatchObject({ terraform: [".infra"], documents: [] });
  });

  test(".gitignore files, inner ones and negations included, from the top of the repository down", () => {
    write({
      ".git/HEAD": "",
      ".gitignore": "build/\n*.generated.yaml\n",
      "build/main.tf": "",
      "infra/a.generated.yaml": "",
      "infra/kept/.gitignore": "!b.generated.yaml\n/c.yaml\n",
      "infra/kept/b.generated.yaml": "",
      "infra/kept/c.yaml": "",
      "infra/kept/d.yaml": "",
    });
    const kept = ["infra/kept/b.generated.yaml", "infra/kept/d.yaml"];
    expect(find(["."])).toMatchObject({ terraform: [], documents: kept });
    expect(find(["infra"])).toMatchObject({ documents: kept });
  });

  test("but not what the user names", () => {
    write({ ".git/HEAD": "", ".gitignore": "build/\n", "build/main.tf": "", "build/deep/main.tf": "" });
    expect(find(["build"]).terraform).toEqual(["build", "build/deep"]);
    expect(find(["build/main.tf"]).terraform).toEqual(["build"]);
  });

  test("--exclude: paths, and names at any depth", () => {
    write({ "a/main.tf": "", "b/c/main.tf": "", "b/test/main.tf": "", "test/x.yaml": "", "y.yaml": "" });
    expect(find(["."], { exclude: ["test", "b/c/**", "y.*"] })).toMatchObject({ terraform: ["a"], documents: [] });
    expect(find(["."], { exclude: ["./b/"] })).toMatchObject({ terraform: ["a"] });
  });

  test("directories behind symbolic links; linked files count", () => {
    write({ "a/main.tf": "", "shared/provider.tf": "" });
    symlinkSync("../shared/provider.tf", join(top, "a/provider.tf"));
    symlinkSync("../a", join(top, "shared/a"));
    symlinkSync("nowhere", join(top, "a/broken.tf"));
    expect(find(["."])).toMatchObject({
      terraform: ["a", "shared"],
      terraformFiles: ["a/main.tf", "a/provider.tf", "shared/provider.tf"],
    });
  });
});

describe("what cannot be analysed", () => {
  test("a path where nothing is", () => {
    expect(find(["nowhere"]).diagnostics).toMatchObject([
      { code: "path-not-found", path: "nowhere", notAnalysed: true },
    ]);
  });

  test("a file of another kind", () => {
    write({ "readme.md": "" });
    expect(find(["readme.md"]).diagnostics).toMatchObject([{ code: "not-a-source", notAnalysed: true }]);
  });
});

describe("what may be read", () => {
  test("the enclosing repository, and nothing outside of it", () => {
    write({ "repo/.git/HEAD": "", "repo/live/main.tf": "", "repo/modules/m/main.tf": "\uFEFFx", "secret.txt": "s" });
    symlinkSync("../../secret.txt", join(top, "repo/live/link.txt"));
    symlinkSync("../..", join(top, "repo/live/up"));
    const { files } = find(["repo/live"]);
    expect(files.read("repo/live/../modules/m/main.tf")).toMatchObject({ ok: true, text: "x" });
    expect(files.read("secret.txt")).toEqual({ ok: false, because: "outside" });
    expect(files.read("repo/live/link.txt")).toEqual({ ok: false, because: "outside" });
    expect(files.read("repo/live/up/secret.txt")).toEqual({ ok: false, because: "outside" });
    expect(files.read("repo/none/x")).toEqual({ ok: false, because: "missing" });
    expect(files.read("none/x")).toEqual({ ok: false, because: "outside" });
    expect(files.read("repo/live")).toEqual({ ok: false, because: "directory" });
    expect(files.list("repo/live/up")).toBeUndefined();
    expect(files.list("repo")).toEqual([".git/", "live/", "modules/"]);
  });

  test("without a repository: the directory itself", () => {
    write({ "live/main.tf": "", "modules/m/main.tf": "x" });
    expect(find(["live"]).files.read("modules/m/main.tf")).toEqual({ ok: false, because: "outside" });
    expect(find(["."]).files.read("modules/m/main.tf")).toMatchObject({ ok: true, text: "x" });
  });

  test("a file that a flag names, wherever it is", () => {
    write({ "repo/.git/HEAD": "", "repo/main.tf": "", "prod.tfvars": "a = 1" });
    const { files } = find(["repo"], { namedFiles: ["prod.tfvars"] });
    expect(files.read("prod.tfvars")).toMatchObject({ ok: true, text: "a = 1" });
  });
});

describe("what is around", () => {
  test("is every document of the repository that nothing ignores, by the scan's names", () => {
    write({
      ".git/HEAD": "",
      ".gitignore": "out/\n",
      "a/t.yaml": "",
      "b/s.json": "",
      "b/x.tf": "",
      "out/o.yaml": "",
      "c/d.yaml": "",
    });
    const { around } = find(["a/t.yaml"], { exclude: ["c"] });
    expect(around.documents()).toEqual(["a/t.yaml", "b/s.json"]);
  });
  test("is the directory itself where there is no repository", () => {
    write({ "a/t.yaml": "", "b/s.yaml": "" });
    expect(find(["a/t.yaml"]).around.documents()).toEqual(["a/t.yaml"]);
  });
  test("may be a template by its size and its first bytes", () => {
    write({
      ".git/HEAD": "",
      "a.yaml": "# x\nResources:\n",
      "b.json": '{ "AWSTemplateFormatVersion": "2010-09-09" }',
      "c.yaml": "services: {}\n",
      "d.yaml": `Resources:\n${"#".repeat(1_048_577)}`,
      "e.yaml": `${"#\n".repeat(2048)}Resources:\n`,
      "f.yaml": "",
    });
    const { around } = find(["a.yaml"]);
    expect(around.templates([...around.documents(), "missing.yaml"])).toEqual({
      paths: ["a.yaml", "b.json"],
      complete: true,
    });
  });
});

describe("what a directory is called wherever the scan is started", () => {
  const TREE = {
    "one/.git/HEAD": "",
    "one/a/x.tf": "",
    "one/a/deep/b/y.tf": "",
    "one/vendored/.git": "gitdir: ../elsewhere",
    "one/vendored/a/x.tf": "",
    "two/.git/HEAD": "",
    "two/a/x.tf": "",
    "two/t.yaml": "",
    "none/c/x.tf": "",
  };
  const NAMES = {
    "one/a": "one//a",
    "one/a/deep/b": "a/deep/b",
    "one/vendored/a": "one/vendored//a",
    "two/a": "two//a",
    "two/t.yaml": "t.yaml",
    "none/c": "none/c",
  };
  const namesOf = (found: Discovery): Record<string, string> =>
    Object.fromEntries(Object.keys(NAMES).map((path) => [path, found.identityOf(path)]));

  test("is its path within its repository, with the repository where another one has the same", () => {
    write(TREE);
    expect(namesOf(find(["."]))).toEqual(NAMES);
  });
  test("does not depend on who found it: walked to, named, or through a link", () => {
    write(TREE);
    const named = ["one/a", "one/a/deep/b", "one/vendored/a", "two/a", "two", "none/c", "two/t.yaml"];
    // Without a repository around it a directory that is named is the whole scan.
    expect(namesOf(find(named))).toEqual({ ...NAMES, "none/c": "." });
    symlinkSync(".", join(top, "link"));
    const found = find(["link"]);
    expect(Object.keys(NAMES).map((path) => found.identityOf(join("link", path)))).toEqual(Object.values(NAMES));
  });
  test("is another one below a .git that leads somewhere, and not below one that leads nowhere", () => {
    write({ "a/x.tf": "", "b/x.tf": "" });
    symlinkSync("nowhere", join(top, "a/.git"));
    mkdirSync(join(top, "elsewhere"));
    symlinkSync("../elsewhere", join(top, "b/.git"));
    const { identityOf } = find(["."]);
    expect([identityOf("a"), identityOf("b")]).toEqual(["a", "."]);
  });
});

test("paths from one directory are those of node:path, whatever they look like", () => {
  const part = fc.constantFrom("a", "b.tf", ".", "..", "", "...", "c d");
  const path = fc.array(part, { maxLength: 5 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.constantFrom("/", "/w", "/w/x"), fc.array(path, { maxLength: 6 }), (directory, paths) => {
      const pathOf = pathsFrom(directory);
      for (const one of [...paths, ...paths.map((path) => `/${path}`)])
        expect(pathOf(one)).toBe(resolve(directory, one));
    }),
  );
});

describe("how often the disk is asked", () => {
  /** The disk, and how often it was asked for anything of a path. */
  function counting(): { readonly system: FileSystem; readonly asked: Map<string, number> } {
    const asked = new Map<string, number>();
    const count = <A extends [string, ...unknown[]], T>(ask: (...given: A) => T): ((...given: A) => T) => {
      return (...given) => {
        asked.set(given[0], (asked.get(given[0]) ?? 0) + 1);
        return ask(...given);
      };
    };
    const { realPath, entry, target, list, read } = disk;
    const system = {
      realPath: count(realPath),
      entry: count(entry),
      target: count(target),
      list: count(list),
      read: count(read),
    };
    return { system, asked };
  }

  test("is the same for each directory, however deep it lies, and nothing is asked of what a listing does not have", () => {
    const deep = "d/".repeat(20);
    write({ ".git/HEAD": "", [`${deep}x.tf`]: "" });
    const { system, asked } = counting();
    const found = find(["."], { system });
    expect(found.identityOf(deep.slice(0, -1))).toBe(deep.slice(0, -1));
    for (const name of ["missing", "missing/more", "missing/more/still"])
      expect(found.files.read(`${deep}${name}/x`)).toEqual({ ok: false, because: "missing" });
    // To search it, to list it, and to say where it is in the end.
    for (let path = join(top, "d"); asked.has(path); path = join(path, "d"))
      expect(asked.get(path), path).toBeLessThanOrEqual(3);
    const inside = [...asked.keys()].filter((path) => path.startsWith(join(top, "d")));
    expect(inside.filter((path) => /\.git(?:ignore)?$|cdk\.out$|more/.test(path))).toEqual([]);
  });
});
