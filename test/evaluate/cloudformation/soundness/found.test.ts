/** What random values of templates once found to be said that does not hold. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { contradictions } from "./soundness.ts";
import { states } from "./template.ts";

const STATES = fc.sample(states, 10).flat();
const NO_VALUE = '{"Ref":"AWS::NoValue"}';

test.each([
  [
    "an element that may be left out has no certain place",
    `{"Fn::Select":[0,[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]]}`,
  ],
  ["nor is it known how many there are", `{"Fn::Length":[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]}`],
  ["nor what they are joined", `{"Fn::Join":["-",[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]]}`],
  ["nor as JSON", `{"Fn::ToJsonString":{"a":"a","b":{"Fn::If":["IsA","a",${NO_VALUE}]}}}`],
  ["one of several lists as JSON", `{"Fn::ToJsonString":["a",{"Fn::If":["IsA",["a"],["b"]]}]}`],
  [
    "what a list holds that is one of several",
    `{"Fn::Split":["|",{"Fn::Sub":["\${A}|\${B}",{"A":{"Fn::Join":["|",{"Fn::FindInMap":["Lists",{"Ref":"Choice"},"z"]}]},"B":"a"}]}]}`,
  ],
])("%s", (_, value) => {
  expect(contradictions([[value], '{"Condition":"IsA"}'], STATES)).toEqual([]);
});

test.each([
  ["a text", '{"Fn::Equals":[{"Fn::Join":["-",[{"Ref":"Text"},{"Ref":"Choice"}]]},"a-b"]}'],
  ["another one", '{"Fn::Equals":[{"Fn::Join":["-",[{"Ref":"Text"},"b"]]},{"Fn::Join":["-",[{"Ref":"Other"},"b"]]}]}'],
])("a text of which a part is not known may be %s", (_, random) => {
  expect(contradictions([['"a"'], random], STATES)).toEqual([]);
});
