/** Holds the sources to docs/architecture.md: who may import whom, what each stage may touch, and how files look. */
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { type Import, readSources, type Source, sourceOf, target } from "../scripts/imports.mjs";

/** The stages in the direction of the pipeline. A stage may take types from those before it, and nothing from those after. */
const PIPELINE = [
  "discover",
  "parse",
  "evaluate",
  "normalize",
  "reach",
  "worlds",
  "check",
  "accept",
  "compare",
  "report",
];

/** The folders whose values (functions, classes) a folder may import, besides its own. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  base: [],
  // A text inside a value is read by the same reader as the text of a file.
  values: ["base", "parse"],
  sets: [],
  graph: ["base", "sets"],
  catalogue: ["graph"],
  discover: ["base"],
  // Beside the pipeline: another place where discovery finds files.
  git: ["base", "discover"],
  // Beside the pipeline as well: it reads which modules a configuration calls, and a scan never loads it.
  install: ["base", "discover", "parse", "evaluate"],
  // Beside the pipeline: where inputs of roots have values that no root reads by itself.
  inputs: ["base", "discover", "parse", "evaluate"],
  // Beside the pipeline as well: files in which the roots of other repositories are, as they were evaluated there.
  offers: ["base", "parse", "values", "evaluate"],
  parse: ["base"],
  evaluate: ["base", "values", "sets", "catalogue"],
  normalize: ["base", "values", "sets", "graph", "catalogue"],
  reach: ["base", "values", "sets", "graph"],
  worlds: ["base", "sets", "graph", "reach"],
  check: ["base", "sets", "graph"],
  // What accepts findings in a template or a file of settings is read by forms of located trees.
  accept: ["base", "parse"],
  // Findings of two scans are the same by the key of a baseline.
  compare: ["base", "sets", "graph", "accept"],
  report: ["base", "sets", "graph"],
};

/** The packages and built-in modules that a folder may use. What is not listed here may use none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  discover: ["node:fs", "node:path", "ignore", "picomatch"],
  git: ["node:child_process", "node:os", "node:path"],
  install: [
    "node:child_process",
    "node:crypto",
    "node:fs",
    "node:os",
    "node:path",
    "node:stream",
    "node:zlib",
    "picomatch",
    "seek-bzip",
    "tar",
    "undici",
    "xz-decompress",
    "yauzl",
  ],
  parse: ["js-yaml", "@cdktf/hcl2json", "toml-eslint-parser"],
  evaluate: ["re2js", "ipaddr.js", "node:crypto", "node:zlib", "node:buffer", "picomatch"],
  normalize: ["ipaddr.js", "node:zlib", "node:buffer", "unbash", "toml-eslint-parser"],
  sets: ["ipaddr.js"],
  check: ["ajv", "re2js", "node:crypto"],
  report: ["picocolors", "sarif", "node:crypto", "@hpcc-js/wasm-graphviz"],
  configuration: ["node:path"],
  parts: ["node:crypto", "node:fs", "node:path", "devalue"],
  threads: ["node:os", "node:v8", "node:worker_threads"],
  shards: ["node:crypto", "devalue"],
  cli: [
    "commander",
    "picocolors",
    "node:fs",
    "node:path",
    "node:process",
    "node:stream",
    "node:module",
    "node:url",
    "node:readline",
    "node:child_process",
  ],
  action: ["node:fs", "node:path", "node:process", "node:os", "node:crypto", "node:url"],
};

/** The dialects of one stage do not know of each other. */
const DIALECTS = ["terraform", "cloudformation"];

const sources = readSources();

function dialectOf(path: string): string | undefined {
  return path.split("/").find((part) => DIALECTS.includes(part));
}

function wrongImport(source: Source, { from, typeOnly }: Import): string | undefined {
  const path = target(source, from);
  if (path === undefined) return wrongPackage(source, from);
  const to = path.split("/")[0]!;
  const here = dialectOf(source.path);
  const there = dialectOf(path);
  if (here !== undefined && there !== undefined && here !== there) return `${here}/ does not know of ${there}/`;
  if (to === source.stage) return undefined;
  if (to === "cli" || to === "action") return `nothing imports ${to}/`;
  const allowed = VALUES[source.stage];
  if (allowed === undefined || allowed.includes(to)) return undefined;
  const at = PIPELINE.indexOf(source.stage);
  if (at !== -1 && PIPELINE.slice(0, at).includes(to))
    return typeOnly ? undefined : `${source.stage}/ takes only types from ${to}/`;
  return `${source.stage}/ does not import ${to}/`;
}

function wrongPackage(source: Source, from: string): string | undefined {
  const known = source.path.includes("/") ? (PACKAGES[source.stage] ?? []) : ["node:path", "node:process"];
  return known.some((name) => from === name || from.startsWith(`${name}/`))
    ? undefined
    : `${source.stage} does not use ${from}`;
}

/** Each place where `pattern` matches, as `path:line text`. */
function places(
  pattern: RegExp,
  where: (source: Source) => boolean,
  view: "code" | "uncommented" = "code",
): readonly string[] {
  return sources.filter(where).flatMap((source) => {
    const lines = source[view].split("\n");
    return lines.flatMap((line, at) =>
      pattern.test(line) ? [`src/${source.path}:${at + 1} ${source.text.split("\n")[at]!.trim().slice(0, 100)}`] : [],
    );
  });
}

const inStages =
  (...stages: readonly string[]) =>
  (source: Source) =>
    stages.includes(source.stage);

describe("imports follow the pipeline", () => {
  test("each file imports only what its stage may", () => {
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap((one) => {
        const why = wrongImport(source, one);
        return why === undefined ? [] : [`src/${source.path} imports ${one.from}: ${why}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("relative imports name the file with its extension", () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ from }) => from.startsWith(".") && !from.endsWith(".ts"))
        .map(({ from }) => `src/${source.path}: ${from}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the test sees an import that climbs, one of a value, one of a package, and one across dialects", () => {
    const at = (path: string, code: string): readonly (string | undefined)[] => {
      const source = sourceOf(path, code);
      return source.imports.map((one) => wrongImport(source, one));
    };
    expect(at("reach/reach.ts", 'import type { Finding } from "../check/finding.ts";')).toEqual([
      "reach/ does not import check/",
    ]);
    expect(at("check/check.ts", 'import { type Flow, reach } from "../reach/reach.ts";')).toEqual([
      "check/ takes only types from reach/",
    ]);
    expect(at("check/check.ts", 'import {\n  type Flow,\n  type Hop,\n} from "../reach/flow.ts";')).toEqual([
      undefined,
    ]);
    expect(at("reach/reach.ts", 'const fs = await import("node:fs");')).toEqual(["reach does not use node:fs"]);
    expect(at("normalize/terraform/acl.ts", 'import { acl } from "../cloudformation/acl.ts";')).toEqual([
      "terraform/ does not know of cloudformation/",
    ]);
  });
});

/**
 * The rooms of a stage that has several, from the ground up: a room takes values from itself and from those before it, and types from all.
 * What lies right in the folder above them may use all, and is used by none, but for what is named.
 */
const FLOORS: readonly {
  readonly in: string;
  readonly rooms: readonly string[];
  readonly ground: readonly string[];
  readonly why: string;
}[] = [
  {
    in: "evaluate/terraform",
    rooms: ["language", "configuration", "provider", "instances"],
    ground: [],
    why: "the language knows no files, the files no values, and instances know providers only by the interface that they declare",
  },
  {
    in: "evaluate/terraform/language",
    rooms: ["types", "functions", "expressions"],
    ground: ["budget.ts", "scope.ts", "unknowns.ts"],
    why: "functions get values, never expressions",
  },
  {
    in: "evaluate/cloudformation",
    rooms: ["template", "stack", "worlds", "linking"],
    ground: ["values.ts"],
    why: "a template is text, a stack one evaluation of it, worlds are many evaluations, and linking looks at many roots",
  },
  {
    in: "reach",
    rooms: ["certainty", "asked", "sides", "filters", "ways"],
    ground: [],
    why: "what is asked does not depend on who answers, a filter sees two sides and no pair, and only pairs prove something",
  },
  { in: "check", rooms: ["vocabulary"], ground: [], why: "what there is to speak of knows no rules" },
  {
    in: "report",
    rooms: [
      "text",
      "json",
      "sarif",
      "github",
      "compact",
      "markdown",
      "missing",
      "junit",
      "gitlab",
      "html",
      "graph",
      "evaluated",
    ],
    ground: [
      "escape.ts",
      "location.ts",
      "words.ts",
      "scan-result.ts",
      "rule-page.ts",
      "change-words.ts",
      "assumption-words.ts",
      "lanes.ts",
      "paths.ts",
      "pairs.ts",
    ],
    why: "formats share words and what is told",
  },
];
/** A room that only hands itself in: nothing but the top takes values from it. */
const HANDED_IN = ["evaluate/terraform/provider"];

function climbs(source: Source, one: Import): string | undefined {
  const path = one.typeOnly ? undefined : target(source, one.from);
  if (path === undefined) return undefined;
  for (const { in: folder, rooms, ground, why } of FLOORS) {
    if (!path.startsWith(`${folder}/`) || !source.path.startsWith(`${folder}/`)) continue;
    const [from, to] = [source.path, path].map((each) => each.slice(folder.length + 1).split("/")[0]!);
    if (from === to || !rooms.includes(from!) || ground.includes(to!)) continue;
    if (HANDED_IN.includes(`${folder}/${to}`) || rooms.indexOf(to!) === -1 || rooms.indexOf(to!) > rooms.indexOf(from!))
      return `${folder}/${from} takes no values from ${to}: ${why}`;
  }
  return undefined;
}

/** Files that lead to each other by values. */
function circles(): readonly (readonly string[])[] {
  const edges = new Map(
    sources.map((source) => {
      const to = source.imports.filter(({ typeOnly }) => !typeOnly).flatMap(({ from }) => target(source, from) ?? []);
      return [source.path, to] as const;
    }),
  );
  const reached = (start: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const visit = (path: string): void => {
      for (const next of edges.get(path) ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        visit(next);
      }
    };
    visit(start);
    return found;
  };
  const all = new Map([...edges.keys()].map((path) => [path, reached(path)]));
  const told = new Set<string>();
  return [...all].flatMap(([path, found]) => {
    if (!found.has(path) || told.has(path)) return [];
    const circle = [...found].filter((other) => all.get(other)?.has(path)).sort();
    for (const one of circle) told.add(one);
    return [circle];
  });
}

/** The circles that there are, by the folder that holds them all: grammars that name themselves. */
const CIRCLES: Readonly<Record<string, string>> = {
  "parse/hcl": "an expression holds templates and traversals, which hold expressions",
  "evaluate/terraform/language/expressions": "an expression is evaluated by evaluating those in it",
  "normalize/user-data/shell": "a word holds parameters, whose defaults are words",
};

describe("rooms have floors", () => {
  test("no room takes values from one above it", () => {
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap((one) => {
        const why = climbs(source, one);
        return why === undefined ? [] : [`src/${source.path} imports ${one.from}: ${why}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("each room that is named is there, and each that is there is named", () => {
    for (const { in: folder, rooms } of FLOORS) {
      const found = new Set(
        sources
          .filter(({ path }) => path.startsWith(`${folder}/`) && path.slice(folder.length + 1).includes("/"))
          .map(({ path }) => path.slice(folder.length + 1).split("/")[0]!),
      );
      expect([...found].sort(), folder).toEqual([...rooms].sort());
    }
  });

  test("files lead to each other only where a grammar does", () => {
    const folders = circles().map((circle) => dirname(circle[0]!));
    expect(folders.filter((folder) => CIRCLES[folder] === undefined)).toEqual([]);
    for (const circle of circles()) expect(new Set(circle.map((path) => dirname(path))).size, circle.join()).toBe(1);
    expect(Object.keys(CIRCLES).filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  test("the test sees a room that climbs, and one that takes what is handed in", () => {
    const at = (path: string, from: string) => climbs({ path } as Source, { from, typeOnly: false });
    expect(at("evaluate/terraform/language/scope.ts", "../instances/roots.ts")).toContain("takes no values");
    expect(at("evaluate/terraform/instances/roots.ts", "../provider/schema.ts")).toContain("takes no values");
    expect(at("evaluate/terraform/instances/roots.ts", "../language/scope.ts")).toBeUndefined();
    expect(at("evaluate/terraform/evaluate.ts", "./provider/links.ts")).toBeUndefined();
  });
});

describe("the pipeline is deterministic and closed", () => {
  const pure = inStages("base", "values", "sets", "graph", ...PIPELINE, "pipeline.ts");

  test("only cli/ and action/ touch the process, and what hears of interrupts", () => {
    const others = (source: Source): boolean =>
      !inStages("cli", "action")(source) && source.path !== "discover/interrupt.ts";
    expect(places(/\bprocess\s*[.[]/, others)).toEqual([]);
    expect(places(/\bconsole\s*\./, () => true)).toEqual([]);
    // The process of the library is somebody else's.
    const tuning = sources.filter(({ text }) => /\btuneEngine\(/.test(text)).map(({ path }) => path);
    expect(tuning).toEqual(["action/main.ts", "cli/main.ts", "threads/engine.ts"]);
  });

  test("no clock, no chance, no locale", () => {
    expect(
      places(
        /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\b|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/,
        pure,
      ),
    ).toEqual([]);
    expect(places(/\blocaleCompare\b|\btoLocale\w+\b|\bIntl\.(?!Segmenter)/, pure)).toEqual([]);
  });

  test("unknown values are made in values/ alone", () => {
    const made = /\{\s*kind: "unknown",\s*(?:type|cause|symbol|\.\.\.)/;
    expect(
      sources.filter(({ path, text }) => made.test(text) && path !== "values/unknown.ts").map(({ path }) => path),
    ).toEqual([]);
  });

  test("no way around the types", () => {
    expect(places(/@ts-(?:ignore|nocheck|expect-error)|biome-ignore/, () => true, "uncommented")).toEqual([]);
    expect(places(/\bas any\b|:\s*any\b|<any>/, () => true)).toEqual([]);
  });
});

describe("each stage speaks its own language", () => {
  /** Where knowledge of the provider stands as tables, beside the machinery that looks it up. */
  const TABLES = [
    "evaluate/terraform/provider/",

    "evaluate/cloudformation/template/resource-types.ts",
    "evaluate/deployed/resources/",
    "evaluate/cloudformation/stack/parameters.ts",
  ];
  const isTable = ({ path }: Source): boolean => TABLES.some((table) => path.startsWith(table));

  test("parse/ and the machinery of evaluate/ know no AWS resource", () => {
    const neutral = (source: Source): boolean => inStages("parse", "evaluate")(source) && !isTable(source);
    expect(
      places(
        /\baws_[a-z]\w*|\bAWS::(?:EC2|ECS|ElasticLoadBalancing\w*|AutoScaling|IAM|S3|Lambda)::/,
        neutral,
        "uncommented",
      ),
    ).toEqual([]);
  });

  test("reach/ and check/ know neither Terraform nor CloudFormation", () => {
    expect(
      places(
        /terraform|cloudformation|\baws_[a-z]\w*|\bAWS::/i,
        inStages("sets", "graph", "reach", "check"),
        "uncommented",
      ),
    ).toEqual([]);
  });
});

describe("files look alike", () => {
  test("names are in kebab-case", () => {
    const parts = sources.flatMap(({ path }) => path.split("/"));
    expect(parts.filter((part) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:(?:\.d)?\.ts)?$/.test(part))).toEqual([]);
  });

  test("none is a drawer for everything", () => {
    expect(
      sources
        .filter(({ path }) =>
          /(?:^|[/-])(?:utils?|helpers?|misc|manager|info|item)(?:\.ts|\/|$)|(?:^|\/)common(?:\.ts|\/)/.test(path),
        )
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test("the first line says in a comment what the file is for", () => {
    expect(sources.filter(({ text }) => !/^(?:#!.*\n)?\/\*\*/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test("none but HCL's lexer and its expressions is longer than 300 lines", () => {
    const long = sources.filter(
      ({ path, text }) => !/^parse\/hcl\/(?:lexer|expression)\.ts$/.test(path) && text.split("\n").length > 301,
    );
    expect(long.map(({ path, text }) => `${path} has ${text.split("\n").length - 1} lines`)).toEqual([]);
  });
});

describe("words have one meaning", () => {
  /** Types of one name that stand for two things, with the reason. */
  const TWO_MEANINGS: Readonly<Record<string, string>> = {
    Scope: "names of a shell script, and names of Terraform: both are what their languages call so",
    Target: "what a plan refers to, and where packets go",
    Targets: "what a plan refers to, and where packets go",
    Ways: "ways that packets may take, as a proof and as a verdict see them",
  };
  /** Files of one name in rooms side by side, with the reason. */
  const TWO_FILES: Readonly<Record<string, string>> = {
    "call.ts": "a call as an expression, and what is done with its arguments",
    "facts.ts": "how facts are made of values, and those that flows rest on",
    "graph.ts": "the graph, and its pictures",
    "json.ts": "the format, as it is read and as it is written",
    "main.ts": "each program has one",
    "value.ts": "values, and how normalisation reads them",
  };
  /** Rooms that do the same job, each for its own kind of source. */
  const ALIKE = [...DIALECTS, "plan"];

  test("no two files export types of one name", () => {
    const named = new Map<string, string[]>();
    for (const { path, uncommented } of sources)
      for (const [, name] of uncommented.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm))
        named.set(name!, [...(named.get(name!) ?? []), path]);
    const twice = [...named].filter(([name, paths]) => paths.length > 1 && TWO_MEANINGS[name] === undefined);
    expect(twice).toEqual([]);
  });

  test("no two rooms side by side have files of one name, unless they do the same job for two dialects", () => {
    const rooms = new Map<string, string[]>();
    for (const { path } of sources) {
      const room = dirname(path);
      if (ALIKE.includes(basename(room)) || TWO_FILES[basename(path)] !== undefined) continue;
      const key = `${dirname(room)}: ${basename(path)}`;
      rooms.set(key, [...(rooms.get(key) ?? []), path]);
    }
    expect([...rooms.values()].filter((paths) => paths.length > 1)).toEqual([]);
  });
});
