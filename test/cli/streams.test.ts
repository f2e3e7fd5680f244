/** What is written to the process's streams. */
import { afterEach, expect, test, vi } from "vitest";
import { writeOutput } from "../../src/cli/streams.ts";

afterEach(() => vi.restoreAllMocks());

/** What the stream is given, which takes all of it. */
async function givenFor(text: string | Iterable<string>): Promise<readonly string[]> {
  const given: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((piece, ...others: readonly unknown[]) => {
    given.push(String(piece));
    (others.at(-1) as () => void)();
    return true;
  });
  await writeOutput(text);
  return given;
}

test("a large report is written in pieces, each of whole characters", async () => {
  const text = `a${"😀".repeat(5_000_000)}`;
  const given = await givenFor(text);
  expect(given.length).toBeGreaterThan(1);
  expect(given.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([]);
  expect(given.join("") === text).toBe(true);
});

test("an empty one is written too, so that a reader that has gone is noticed", async () => {
  expect(await givenFor("")).toEqual([""]);
});

test("pieces are written one after the other, and made no sooner", async () => {
  const made: number[] = [];
  function* pieces(): Generator<string> {
    for (const at of [1, 2, 3]) {
      made.push(at);
      yield `${made.length}`;
    }
  }
  expect(await givenFor(pieces())).toEqual(["1", "2", "3"]);
});
