/** Files of shards that are none, or that somebody made to look like one: each is refused by its place, and none does anything else. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { readShard } from "../../src/shards/shard-file.ts";
import { VERSION } from "../../src/version.generated.ts";

const HEAD = { reachlintShard: 1, version: VERSION, shard: { index: 1, count: 1 }, scan: "", division: "", parts: 1 };
const KNOWN = '[{"characters":1,"templates":2,"diagnostics":3},0,[],[]]';
const PART = [
  { at: 1, part: 2, judged: 4 },
  0,
  { roots: 3, templates: 3, assemblies: 3, plans: 3, groups: 3, characters: 1 },
  [],
  { groups: 3, notEvaluated: 3, diagnostics: 3, documents: 1, names: 5, taken: 6, accepting: 3, rejected: 3 },
  { variables: 3, parameters: -1 },
  { steps: 1, values: 1, judging: 1 },
];

/** As a shard would write these lines. */
function signed(lines: readonly string[], head: object = {}): string {
  const body = lines.map((line) => `${line}\n`).join("");
  const content = createHash("sha256").update(body).digest("hex");
  return `${JSON.stringify({ ...HEAD, content, ...head })}\n${body}`;
}

function refusal(text: string): string {
  try {
    readShard("file", text);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  return "";
}

test("what is whole is read", () => {
  const { judged, path, parts } = readShard("file", signed([KNOWN, JSON.stringify(PART)]));
  expect({ path, parts }).toEqual({ path: "file", parts: 1 });
  expect(judged).toMatchObject([{ at: 0, part: { roots: [] }, judged: { groups: [] } }]);
});

test("what is no file of a shard, is of another version, or is cut off", () => {
  for (const text of ["", "{", "[]", "null", '{"schemaVersion":1}', "x".repeat(1_000_000)])
    expect(refusal(text)).toBe("file is no file of a shard");
  expect(refusal(signed([KNOWN], { version: "0.0.1" }))).toBe(
    `file is written by reachlint 0.0.1, and this is reachlint ${VERSION}`,
  );
  expect(refusal(signed([KNOWN], { reachlintShard: 2 }))).toContain("is written by");
  const whole = signed([KNOWN, JSON.stringify(PART)]);
  for (let end = 0; end < whole.length; end += 1) expect(refusal(whole.slice(0, end))).not.toBe("");
  for (const head of [
    { shard: { index: 2, count: 1 } },
    { shard: { index: 1, count: 1e9 } },
    { parts: -1 },
    { scan: 1 },
  ])
    expect(refusal(signed([KNOWN], head))).toBe("file:1: the first line does not say of which shard it is");
});

const OTHER = "this is nothing that a shard writes";

test("lines that hold something else are told by their numbers", () => {
  expect(refusal(signed([]))).toBe(`file:2: ${OTHER}`);
  expect(refusal(signed(["[{}]"]))).toBe(`file:2: ${OTHER}`);
  expect(refusal(signed([KNOWN, "{}"]))).toBe(`file:3: ${OTHER}`);
  const other = (change: readonly unknown[]): string => refusal(signed([KNOWN, JSON.stringify(change)]));
  const at = (place: number, value: unknown): readonly unknown[] =>
    PART.map((one, here) => (here === place ? value : one));
  expect(other(PART)).toBe("");
  for (const value of [
    { ...(PART[4] as object), groups: 1 },
    ["Date", "2026-11-30"],
    ["RegExp", "(a+)+$"],
    ["URL", "file:///etc/passwd"],
    ["Map", 7],
    [-7, 4_000_000_000, 0, 1],
    [-2],
    ["BigInt", "9".repeat(1_000_000)],
    ["BigInt", "x"],
    ["null", "__proto__", 1],
  ])
    expect(other(at(4, value))).toBe(`file:3: ${OTHER}`);
  expect(refusal(signed([KNOWN, '[{"__proto__":1,"at":1},0]']))).toBe(`file:3: ${OTHER}`);
  expect(({} as Record<string, unknown>).at).toBeUndefined();
});

test("lists in lists without end", () => {
  const deep = Array.from({ length: 200_000 }, (_, at) => [at + 1]);
  expect(refusal(signed([KNOWN, JSON.stringify([...deep, 0])]))).toBe(`file:3: ${OTHER}`);
});

test("whatever stands in the lines, it is read or refused", () => {
  const value = fc.oneof(
    fc.integer({ min: -8, max: 12 }),
    fc.string(),
    fc.dictionary(fc.string(), fc.integer({ min: -8, max: 12 })),
    fc.array(
      fc.oneof(fc.integer({ min: -8, max: 12 }), fc.constantFrom("Map", "Set", "BigInt", "Date", "\u0000class")),
    ),
  );
  fc.assert(
    fc.property(fc.nat(6), value, (place, other) => {
      const changed = PART.map((one, here) => (here === place ? other : one));
      refusal(signed([KNOWN, JSON.stringify(changed)]));
    }),
  );
});
