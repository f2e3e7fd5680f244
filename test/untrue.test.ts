/** Nothing in the sources is dead or untrue: exports that nobody imports, files in comments that do not exist, two comments on one thing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

const PROJECT = join(import.meta.dirname, "..");
/** What the library offers is for others to import. */
const LIBRARY = "src/index.ts";

const read = (folder: string): readonly (readonly [path: string, text: string])[] =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => /\.(?:ts|mjs)$/.test(path))
    .sort()
    .map((path) => [path, readFileSync(join(PROJECT, path), "utf8")] as const);

const sources = read("src").filter(([path]) => !path.endsWith(".generated.ts"));
const everything = ["src", "test", "scripts", "bench"].flatMap(read);

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g;

/** `file.ts#name` for each name that is imported or passed on, in whatever way. */
function importsIn(text: string): readonly string[] {
  const found: string[] = [];
  const add = (names: string, from: string): void => {
    for (const name of names.split(",")) {
      const imported = /^\s*(?:type\s+)?(\w+)/.exec(name)?.[1];
      if (imported !== undefined) found.push(`${basename(from)}#${imported}`);
    }
  };
  for (const [, names, from] of text.matchAll(/(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/g))
    add(names!, from!);
  for (const [, names, from] of text.matchAll(/\{([^{}]*)\}\s*=\s*await import\(\s*"([^"]+)"/g))
    add(names!.replaceAll(":", " "), from!);
  for (const [, from, name] of text.matchAll(/import\("([^"]+)"\)\)?\.(\w+)/g)) add(name!, from!);
  for (const [, space, from] of text.matchAll(/import \* as (\w+) from "([^"]+)"/g))
    for (const [, name] of text.matchAll(new RegExp(`\\b${space}\\.(\\w+)`, "g"))) add(name!, from!);
  return found;
}

interface Export {
  readonly path: string;
  readonly kind: string;
  readonly name: string;
}

function exportsIn([path, text]: readonly [string, string]): readonly Export[] {
  const declared = /^export (?:async )?(?:abstract )?(function|const|class|interface|type|enum)\*? (\w+)/gm;
  return [...text.matchAll(declared)].map(([, kind, name]) => ({ path, kind: kind!, name: name! }));
}

const isType = ({ kind }: Export): boolean => kind === "interface" || kind === "type";

describe("exports", () => {
  const imported = new Set(everything.flatMap(([, text]) => importsIn(text)));
  const exported = sources.filter(([path]) => path !== LIBRARY).flatMap(exportsIn);
  const unused = exported.filter(({ path, name }) => !imported.has(`${basename(path)}#${name}`));

  test("of functions, classes and constants are imported somewhere", () => {
    expect(exported.length).toBeGreaterThan(500);
    expect(unused.filter((one) => !isType(one)).map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
  });

  test("of types are imported, or part of what else the file exports", () => {
    const dead = unused.filter(isType).filter(({ path, name }) => {
      const [, text] = sources.find(([one]) => one === path)!;
      return [...text.replace(COMMENT, "").matchAll(new RegExp(`\\b${name}\\b`, "g"))].length < 2;
    });
    expect(dead.map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
  });
});

describe("comments", () => {
  const paths = new Set(everything.map(([path]) => path));
  const names = new Set([...paths].map((path) => basename(path)));
  const comments = everything.flatMap(([path, text]) =>
    [...text.matchAll(COMMENT)].map(([comment]) => ({ path, comment })),
  );

  /** Our own files: TypeScript, our scripts, and what is named with a folder of the project. Not: addresses, and files of users. */
  function missing(path: string, comment: string): readonly string[] {
    const named = comment
      .replaceAll(/https?:\/\/\S*/g, "")
      .matchAll(/(?<![\w@/.-])[\w./-]*[\w-]\.(?:ts|mjs|md|json|ya?ml)\b/g);
    return [...named].flatMap(([name]) => {
      const isOurs =
        !name.startsWith("/") &&
        (/\.(?:ts|mjs)$/.test(name) ||
          /^(?:\.\.\/)*(?:docs|rules|schemas|fixtures|scripts|src|test|bench)\/./.test(name));
      const stands = [PROJECT, join(PROJECT, "src"), join(PROJECT, dirname(path))].some((from) =>
        existsSync(join(from, name)),
      );
      return !isOurs || stands || (!name.includes("/") && names.has(name)) ? [] : [`${path}: ${name}`];
    });
  }

  test("name files that there are", () => {
    expect(comments.length).toBeGreaterThan(1000);
    expect(comments.flatMap(({ path, comment }) => (path.startsWith("test/") ? [] : missing(path, comment)))).toEqual(
      [],
    );
    expect(
      missing("src/check/rule.ts", "/** `nowhere.ts` and rule.ts, docs/none.md, main.tf, package.json */"),
    ).toEqual(["src/check/rule.ts: nowhere.ts", "src/check/rule.ts: docs/none.md"]);
  });

  test("name what there is in code: functions as `name()`, and names of several words", () => {
    const code = everything.map(([, text]) => text.replace(COMMENT, "")).join("\n");
    const words = new Set(code.match(/[\w$]+/g));
    const ours = comments.filter(({ path }) => path.startsWith("src/"));
    const untrue = ours.flatMap(({ path, comment }) =>
      [...comment.matchAll(/`([a-z][\w$]*)(\(\))?`/g)].flatMap(([, name, call]) =>
        (call !== undefined || /[a-z][A-Z]/.test(name!)) && !words.has(name!) ? [`${path}: ${name}`] : [],
      ),
    );
    expect(untrue).toEqual([]);
  });

  test("of one declaration are one", () => {
    const twice = everything.filter(([, text]) =>
      /^[ \t]*\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n[ \t]*\/\*\*/m.test(text.slice(text.indexOf("*/") + 2)),
    );
    expect(twice.map(([path]) => path)).toEqual([]);
  });
});
