/** What is said of an expression with unknown parts holds whatever these turn out to be. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FUNCTIONS } from "../../../../src/evaluate/terraform/language/functions/call.ts";
import { EXPRESSIONS, expressions } from "./expressions.ts";
import { states } from "./module.ts";
import { contradictions } from "./soundness.ts";

test("of random expressions", () => {
  fc.assert(
    fc.property(expressions, states, (written, at) => {
      expect(contradictions(written, at)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** They give something else in each run, or what is said of them is tested elsewhere: they know files, keys and packed bytes, or are the console's. */
const LEFT_OUT = /^(?:timestamp|plantimestamp|uuid|bcrypt|rsadecrypt|file\w*|abspath|pathexpand|base64g\w+|type)$/;

test("expressions call every function", () => {
  const forms = Object.values(EXPRESSIONS).flat().join("\n");
  const missing = [...FUNCTIONS.keys()].filter((name) => !LEFT_OUT.test(name) && !forms.includes(`${name}(`));
  expect(missing).toEqual([]);
});
