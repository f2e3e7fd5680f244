/** Repositories that are made to run something when git looks at them, and revisions that are options: nothing runs, and git says what it holds. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { CommittedFiles } from "../../src/git/committed-files.ts";
import { localFiles } from "../../src/git/local-files.ts";
import { commitOf, mergeBaseOf, parentsOf } from "../../src/git/revision.ts";
import { openGit, type ProcessEnvironment } from "../../src/git/run-git.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { change, commit, GIT_ENVIRONMENT, git, makeRepository } from "./repository.ts";

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeDirectory));

function keep(directory: string): string {
  made.push(directory);
  return directory;
}

/** Everything that reading a base does; what the base says of a file. */
function readBase(
  top: string,
  revision: string,
  path: string,
  environment: ProcessEnvironment = GIT_ENVIRONMENT,
): string {
  const opened = openGit(top, environment);
  const id = commitOf(opened, revision);
  if (id === undefined) throw new Error(`there is no ${revision}`);
  parentsOf(opened, id);
  mergeBaseOf(opened, id, id);
  const local = localFiles(opened, [join(top, "named.tfvars")]);
  const files = new CommittedFiles({ git: opened, commit: id, local, environment });
  return new TextDecoder().decode(files.read(join(top, path)));
}

/** A program that leaves a mark when it runs. */
function trap(): { readonly program: string; readonly sprung: () => boolean } {
  const directory = keep(makeDirectory());
  const mark = join(directory, "mark");
  const program = join(directory, "trap");
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${mark}'\n`);
  chmodSync(program, 0o755);
  return { program, sprung: () => existsSync(mark) };
}

describe("the configuration of a repository", () => {
  test("runs no monitor, hook, filter, pager, diff, alias or transport", () => {
    const { program, sprung } = trap();
    const top = keep(makeRepository({ "main.tf": "base", ".gitattributes": "* filter=bad diff=bad ident\n" }));
    mkdirSync(join(top, "hooks"));
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction", "pre-commit"])
      symlinkSync(program, join(top, "hooks", hook));
    for (const [key, value] of Object.entries({
      "core.fsmonitor": program,
      "core.hooksPath": join(top, "hooks"),
      "core.pager": program,
      "core.sshCommand": program,
      "core.gitProxy": program,
      "core.askPass": program,
      "core.alternateRefsCommand": program,
      "core.editor": program,
      "core.worktree": "/",
      "core.untrackedCache": "true",
      "filter.bad.smudge": program,
      "filter.bad.clean": program,
      "filter.bad.process": program,
      "filter.bad.required": "true",
      "diff.bad.textconv": program,
      "diff.bad.command": program,
      "diff.external": program,
      "gpg.program": program,
      "uploadpack.packObjectsHook": program,
      "pager.ls-tree": program,
      "alias.ls-tree": `!${program}`,
      "alias.cat-file": `!${program}`,
    }))
      git(top, "config", key, value);
    change(top, { "main.tf": "changed", "ignored.tfvars": "x = 1\n" });
    expect(readBase(top, "HEAD", "main.tf")).toBe("base");
    expect(readBase(top, "main", "main.tf")).toBe("base");
    expect(sprung()).toBe(false);
    // The trap works: git itself walks into it.
    expect(() => git(top, "--work-tree", top, "add", "main.tf")).toThrow();
    expect(sprung()).toBe(true);
  });

  test("fetches nothing that is missing", () => {
    const { program, sprung } = trap();
    const top = keep(makeRepository({ "main.tf": "base" }));
    const blob = git(top, "rev-parse", "HEAD:main.tf");
    git(top, "config", "remote.origin.url", `ext::${program} %S`);
    git(top, "config", "remote.origin.promisor", "true");
    git(top, "config", "protocol.ext.allow", "always");
    git(top, "config", "extensions.partialClone", "origin");
    git(top, "config", "core.repositoryFormatVersion", "1");
    const object = join(top, ".git/objects", blob.slice(0, 2), blob.slice(2));
    renameSync(object, join(top, "object"));
    expect(() => readBase(top, "HEAD", "main.tf")).toThrow("cannot be read");
    expect(sprung()).toBe(false);
    expect(() => git(top, "cat-file", "blob", blob)).toThrow();
    expect(sprung()).toBe(true);
  });
});

test("the environment hands nothing on", () => {
  const { program, sprung } = trap();
  const top = keep(makeRepository({ "main.tf": "base" }));
  const other = keep(makeRepository({ "main.tf": "other" }));
  const environment = {
    ...GIT_ENVIRONMENT,
    GIT_DIR: join(other, ".git"),
    GIT_WORK_TREE: other,
    GIT_OBJECT_DIRECTORY: join(other, ".git/objects"),
    GIT_EXTERNAL_DIFF: program,
    GIT_PAGER: program,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: program,
    GIT_EXEC_PATH: keep(makeDirectory()),
    HOME: other,
  };
  expect(readBase(top, "HEAD", "main.tf", environment)).toBe("base");
  expect(sprung()).toBe(false);
});

test("no git comes out of the tree, by whatever path", () => {
  const { program, sprung } = trap();
  const top = keep(makeRepository({ "main.tf": "base", "bin/readme.md": "" }));
  symlinkSync(program, join(top, "bin/git"));
  const outside = keep(makeDirectory());
  symlinkSync(join(top, "bin"), join(outside, "bin"));
  const path = [join(top, "bin"), "bin", GIT_ENVIRONMENT.PATH].join(delimiter);
  expect(readBase(top, "HEAD", "main.tf", { PATH: path })).toBe("base");
  expect(sprung()).toBe(false);
  writeFileSync(join(top, "bin/real"), readFileSync(program), { mode: 0o755 });
  symlinkSync(join(top, "bin/real"), join(outside, "git"));
  expect(() => readBase(top, "HEAD", "main.tf", { PATH: outside })).toThrow("git is needed");
  expect(() => readBase(top, "HEAD", "main.tf", {})).toThrow("git is needed");
});

test("an object is what its name says, whatever replaces it", () => {
  const top = keep(makeRepository({ "main.tf": "base" }));
  const before = git(top, "rev-parse", "HEAD:main.tf");
  const first = git(top, "rev-parse", "HEAD");
  const second = commit(top, { "main.tf": "other" });
  git(top, "replace", before, git(top, "rev-parse", "HEAD:main.tf"));
  git(top, "replace", first, second);
  expect(git(top, "cat-file", "blob", before)).toBe("other");
  expect(readBase(top, first, "main.tf")).toBe("base");
});

describe("a revision", () => {
  const options = ["--output=x", "-x", "--exec-path", "--", "", "main\n--all", "main\0"];
  test.each(options)("%j is refused", (revision) => {
    const opened = openGit(keep(makeRepository({ "main.tf": "" })), GIT_ENVIRONMENT);
    expect(() => commitOf(opened, revision)).toThrow("is no revision");
  });

  test.each(["nothing", "HEAD:main.tf", "main..main", "^main", "main other", ":/a change --x", "$(touch x)"])(
    "%j is none, or one commit",
    (revision) => {
      const top = keep(makeRepository({ "main.tf": "" }));
      expect(commitOf(openGit(top, GIT_ENVIRONMENT), revision)).toBeUndefined();
      expect(existsSync(join(top, "x"))).toBe(false);
    },
  );

  test("may be anything that git takes for a commit, a branch with the name of an option's too", () => {
    const top = keep(makeRepository({ "main.tf": "" }));
    const [first, second] = [git(top, "rev-parse", "HEAD"), commit(top, { "main.tf": "x" })];
    git(top, "tag", "--annotate", "v1", "--message", "x", first);
    git(top, "update-ref", "refs/heads/--all", first);
    const opened = openGit(top, GIT_ENVIRONMENT);
    for (const name of ["main~1", "v1", "HEAD^", first, first.slice(0, 10), "refs/heads/--all"])
      expect(commitOf(opened, name)).toBe(first);
    expect(commitOf(opened, "main")).toBe(second);
    expect(parentsOf(opened, second)).toEqual([first]);
    expect(mergeBaseOf(opened, first, second)).toBe(first);
  });
});

test("a tree with names that lead elsewhere is read without them", () => {
  const top = keep(makeRepository({ "main.tf": "base" }));
  const blob = git(top, "rev-parse", "HEAD:main.tf");
  const tree = (name: string): Buffer => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, "hex")]);
  const listing = join(keep(makeDirectory()), "tree");
  const entries = [".git", "..", "main.tf"].sort().map(tree);
  writeFileSync(listing, Buffer.concat(entries));
  const id = git(top, "hash-object", "-t", "tree", "-w", "--literally", listing);
  const made = git(top, "commit-tree", id, "-m", "x");
  const opened = openGit(top, GIT_ENVIRONMENT);
  const local = localFiles(opened, []);
  const files = new CommittedFiles({ git: opened, commit: made, local, environment: GIT_ENVIRONMENT });
  expect(files.list(top)).toEqual([
    { name: ".git", kind: "directory" },
    { name: "main.tf", kind: "file" },
  ]);
  expect(files.target(join(top, ".."))?.kind).toBe("directory");
});
