/** How a checkout is called by others, and whether its files are as in its commit. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkoutAround } from "../../src/git/checkout.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { change, GIT_ENVIRONMENT, git, makeRepository } from "./repository.ts";

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeDirectory));

function repository(): string {
  const top = makeRepository({ "a/main.tf": "locals {}\n", "b.tf": "locals {}\n" });
  made.push(top);
  return top;
}

test.each([
  ["https://github.com/acme/network.git", "github.com/acme/network"],
  ["https://user:hunter2@GitHub.com/acme/network", "github.com/acme/network"],
  ["https://x-access-token:hunter2@git.acme.example:8443/team/sub/network.git/", "git.acme.example/team/sub/network"],
  ["git@github.com:acme/network.git", "github.com/acme/network"],
  ["ssh://git@github.com:22/acme/network.git", "github.com/acme/network"],
  ["../network", undefined],
  ["/srv/git/network.git", undefined],
  ["file:///srv/git/network.git", undefined],
  ["https://github.com/acme/net\u001b[2Jwork", undefined],
])("the repository with the address %j", (address, name) => {
  const top = repository();
  git(top, "remote", "add", "origin", address);
  const checkout = checkoutAround(top, ["a"], GIT_ENVIRONMENT);
  expect(checkout.name).toBe(name ?? top.split("/").at(-1));
  expect(checkout.commit).toBe(git(top, "rev-parse", "HEAD"));
});

test("a file that is not as in the commit, or not in it, is told apart from those that are", () => {
  const top = repository();
  const { isModified } = checkoutAround(top, ["."], GIT_ENVIRONMENT);
  expect(isModified(["a/main.tf", "b.tf"])).toBe(false);
  change(top, { "b.tf": "locals { a = 1 }\n", "c.tf": "" });
  expect(isModified(["a/main.tf"])).toBe(false);
  expect(isModified(["a/main.tf", "b.tf"])).toBe(true);
  expect(isModified(["c.tf"])).toBe(true);
});

test("a filter that the repository configures is not run", () => {
  const top = repository();
  const mark = join(top, "ran");
  git(top, "config", "filter.x.clean", `touch ${mark}`);
  git(top, "config", "core.fsmonitor", `touch ${mark}`);
  writeFileSync(join(top, ".gitattributes"), "* filter=x\n");
  writeFileSync(join(top, "b.tf"), "locals { a = 2 }\n");
  expect(checkoutAround(top, ["."], GIT_ENVIRONMENT).isModified(["b.tf"])).toBe(true);
  expect(() => readFileSync(mark)).toThrow();
});

test("a directory that is no repository is called as it is", () => {
  const top = makeDirectory({ "main.tf": "" });
  made.push(top);
  const { name, commit, isModified } = checkoutAround(top, ["."], GIT_ENVIRONMENT);
  expect([name, commit, isModified(["main.tf"])]).toEqual([top.split("/").at(-1), undefined, false]);
});

test("paths of two repositories are refused", () => {
  const [one, other] = [repository(), repository()];
  expect(() => checkoutAround("/", [one, other], GIT_ENVIRONMENT)).toThrow(/an index tells of one repository/);
});
