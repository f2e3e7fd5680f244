/** Of the states of a scan only those are compared that may be the one that is read: never fewer than comparing all would find. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value } from "../../../src/base/value.ts";
import { comparedWith, type StateIdentity } from "../../../src/evaluate/terraform/provider/state-identity.ts";
import { WrittenStates } from "../../../src/evaluate/terraform/provider/written-states.ts";
import { makeUnknown } from "../../../src/values/unknown.ts";

const text = (value: string): Value => ({ kind: "string", value });
const notKnown = makeUnknown({ symbol: "var.x", cause: { kind: "input", text: "nobody says" } });

/** Few words, so that places are often equal, one in another, or those of a workspace. */
const word = fc.constantFrom("a", "b", "env:", "prod", "terraform.tfstate", "terraform.tfstate.d", "aenv:prod", "");
const path = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("/"));
const part = fc.oneof({ weight: 6, arbitrary: path.map(text) }, fc.constant(notKnown), fc.constant(undefined));

const state: fc.Arbitrary<StateIdentity> = fc
  .record({
    backend: fc.constantFrom("s3", "gcs", "azurerm", "remote", "local", undefined),
    parts: fc.dictionary(
      fc.constantFrom("key", "prefix", "path", "name", "bucket", "workspace_key_prefix", "workspace_dir", "hostname"),
      part,
    ),
    workspace: fc.oneof(word.map(text), fc.constant(notKnown), fc.constant(undefined)),
    prefix: fc.option(word, { nil: undefined }),
  })
  .map(({ backend, parts, workspace, prefix }) => ({
    backend,
    parts: new Map(Object.entries(parts)),
    workspace,
    ...(prefix === undefined ? {} : { prefix }),
  }));

test("every state that is or may be the one that is read is among those that are compared", () => {
  fc.assert(
    fc.property(fc.array(state, { maxLength: 12 }), state, (written, read) => {
      const compared = new WrittenStates(written, (one) => one).thatMayBe(read);
      const among = written.filter((one) => compared.includes(one));
      expect(compared).toEqual(among);
      for (const one of written)
        if (!compared.includes(one)) expect(comparedWith(read, one).place, JSON.stringify([read, one])).toBe("false");
    }),
    { numRuns: 2_000 },
  );
});

test("of thousands of states in one place each, a data source is compared with its own", () => {
  const written = Array.from(
    { length: 3000 },
    (_, at): StateIdentity => ({
      backend: "s3",
      parts: new Map([
        ["bucket", text("states")],
        ["key", text(`r${at}/terraform.tfstate`)],
      ]),
      workspace: undefined,
    }),
  );
  const states = new WrittenStates(written, (one) => one);
  for (const one of written) expect(states.thatMayBe(one)).toEqual([one]);
});
