/** What a template picks from a text that it takes apart: the element of a place where the place is certain, and else nothing is proven. */
import { expect, test } from "vitest";
import { TEMPLATE } from "../../assume/sources.ts";
import { scanned } from "../../inputs/estate.ts";

const PARAMETERS = `
  Text: { Type: String }
  Id: { Type: AWS::EC2::SecurityGroup::Id }
  Groups: { Type: "List<AWS::EC2::SecurityGroup::Id>" }
  Names: { Type: CommaDelimitedList }`;

const MORE = `
  Stored: { Type: AWS::SSM::Parameter, Properties: { Type: StringList, Value: !Ref Text } }`;

const GROUPS = `!Join [",", !Ref Groups]`;
const NAMES = `!Join [",", !Ref Names]`;

test.each<readonly [what: string, group: string, verdict: string]>([
  ["before a list", `!Select [0, !Split [",", !Join [",", [!Ref AlbGroup, ${GROUPS}]]]]`, "reachable"],
  ["behind a single id", `!Select [1, !Split [",", !Sub "\${Id},\${AlbGroup}"]]`, "reachable"],
  ["the first of a list", `!Select [0, !Split [",", !Join [",", [${GROUPS}, !Ref AlbGroup]]]]`, "undetermined"],
  ["behind a list", `!Select [1, !Split [",", !Join [",", [${GROUPS}, !Ref AlbGroup]]]]`, "undetermined"],
  ["a list in a text", `!Select [0, !Split [",", !Sub ["\${X},\${AlbGroup}", { X: ${GROUPS} }]]]`, "undetermined"],
  ["between two lists", `!Select [0, !Split [",", !Join [",", [${GROUPS}, !Ref AlbGroup, ${NAMES}]]]]`, "undetermined"],
  [
    "a list with something before its first",
    `!Select [1, !Split [",", !Sub ["sg-\${X},\${AlbGroup}", { X: ${GROUPS} }]]]`,
    "undetermined",
  ],
  [
    "behind a piece of another text",
    `!Select [1, !Split [",", !Sub ["\${X},\${AlbGroup}", { X: !Select [0, !Split ["|", !Ref Text]] }]]]`,
    "undetermined",
  ],
  ["behind a stored list", `!Select [1, !Split [",", !Sub "\${Stored.Value},\${AlbGroup}"]]`, "undetermined"],
])("%s", async (_, balancer, verdict) => {
  const { flows, diagnostics } = await scanned({
    "t.yaml": TEMPLATE({ balancer, parameters: PARAMETERS.trim(), more: MORE }),
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect([...new Set(flows.map((flow) => flow.verdict))]).toEqual([verdict]);
});
