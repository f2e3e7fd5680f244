/** The text of a baseline → its entries, each with its place, or what is wrong in it. */
import type { Parsed } from "../base/diagnostic.ts";
import type { LocatedDocument } from "../parse/located.ts";
import { choice, fields, list, type Mistake, text } from "../parse/shape.ts";
import type { WrittenEntry } from "./baseline.ts";

const form = fields(
  "Findings that were there before.",
  {
    version: choice("Of the form.", ["1"]),
    findings: list(
      "By root, rule and addresses.",
      fields(
        "Findings that are alike.",
        {
          rule: text("The id of a rule.", { expected: "the id of a rule" }),
          verdict: choice("Left out of what is violated.", ["undetermined"]),
          root: text("The path of a root module or template.", { expected: "a path" }),
          addresses: list("What they are about.", text("An address.", { expected: "an address" })),
          count: text("How many there are.", { expected: "a number above 0", pattern: "^[1-9][0-9]{0,8}$" }),
        },
        ["rule", "root", "addresses", "count"],
      ),
    ),
  },
  ["version", "findings"],
);

/** `parsed`: what the reader of JSON made of the text. */
export function readBaseline({ output, diagnostics }: Parsed<LocatedDocument | undefined>): {
  readonly entries: readonly WrittenEntry[];
  readonly mistakes: readonly Mistake[];
} {
  const mistakes: Mistake[] = diagnostics.flatMap(({ message, span }) =>
    span === undefined ? [] : [{ message, span }],
  );
  const read = output === undefined ? undefined : form.read(output.root, (mistake) => mistakes.push(mistake));
  const entries = (read?.findings ?? []).map(
    ({ rule, verdict, root, addresses, count, span }): WrittenEntry => ({
      rule: rule.value,
      ...(verdict === undefined ? {} : { verdict: "undetermined" }),
      root: root.value,
      addresses: addresses.map(({ value }) => value),
      count: Number(count.value),
      span,
    }),
  );
  return { entries, mistakes };
}
