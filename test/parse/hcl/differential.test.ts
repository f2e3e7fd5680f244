import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disagreement, ourNodes, theirNodes } from "./differential.ts";
import { damagedConfig, randomConfig, randomExpression } from "./random-hcl.ts";

describe("our parser and hcl2json", () => {
  it("read the same in random files", async () => {
    await fc.assert(
      fc.asyncProperty(randomConfig, async (text) => {
        expect(await disagreement(text)).toBeUndefined();
      }),
      { numRuns: 80 },
    );
  });

  it("accept the same of damaged files", async () => {
    await fc.assert(
      fc.asyncProperty(damagedConfig, async (text) => {
        expect(await disagreement(text)).toBeUndefined();
      }),
      { numRuns: 80 },
    );
  });

  it("read the same trees in random expressions", async () => {
    await fc.assert(
      fc.asyncProperty(randomExpression, async (text) => {
        const quoted = `"\${${text}}"`;
        expect(ourNodes(quoted)).toEqual(await theirNodes(quoted));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    // Long runs with seeds of their own came upon these.
    "k1 = <<-EOT\n    %{ for a in b }a%{endfor }\n\t\r\n  \n\r  EOT\nk2 = 1\n",
    "k = <<EOT\na\n\rEOT\n",
    "k = <<-EOT\na\n  \r EOT\n",
    "k = <<EOT\na\nEOT\r \n",
    "k = <<EOT\na\nEOT\r\r\n",
    "k = <<EOT\na\nEOT\r",
    "k = <<EOT\na\nEOT \r\nb = 1\n",
    "k = <<EOT\na\n\fEOT\v\n",
    "k = <<EOT\n\r\nEOT\r\n",
  ])("agree on where a heredoc ends: %j", async (text) => {
    expect(await disagreement(text)).toBeUndefined();
  });
});
