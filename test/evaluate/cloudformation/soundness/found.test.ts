/** What random values of templates once found to be said that does not hold. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { contradictions } from "./soundness.ts";
import { states } from "./template.ts";

const STATES = fc.sample(states, 10).flat();
const NO_VALUE = '{"Ref":"AWS::NoValue"}';

test.each([
  [
    "one of several numbers as JSON",
    '{"Fn::ToJsonString":{"p":{"Fn::Select":[{"Fn::If":["IsA","0","1"]},[{"Fn::Length":["a","b"]}]]}}}',
  ],
  [
    "the same entries in another order as JSON",
    '[{"Fn::ToJsonString":{"Fn::ForEach::Loop":["X",["b",{"Fn::Sub":"${!Text}${Text}"}],{"&{X}":{"Ref":"X"}}]}},{"Fn::ToJsonString":{"Fn::ForEach::Loop":["X",[{"Fn::Sub":"${!Text}${Text}"},"b"],{"&{X}":{"Ref":"X"}}]}}]',
  ],
  [
    "an element that may be left out has no certain place",
    `{"Fn::Select":[0,[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]]}`,
  ],
  [
    "what it may be is no text where a number is among them",
    `{"Fn::ToJsonString":[{"Fn::Select":[0,[{"Fn::If":["IsA",{"Fn::Length":["a","b"]},${NO_VALUE}]},"a"]]}]}`,
  ],
  ["or an empty text, of one of several lists", '{"Fn::Select":[0,{"Fn::If":["IsA",["a","b"],[]]}]}'],
  ["nor is it known how many there are", `{"Fn::Length":[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]}`],
  ["nor what they are joined", `{"Fn::Join":["-",[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]]}`],
  ["nor as JSON", `{"Fn::ToJsonString":{"a":"a","b":{"Fn::If":["IsA","a",${NO_VALUE}]}}}`],
  ["one of several lists as JSON", `{"Fn::ToJsonString":["a",{"Fn::If":["IsA",["a"],["b"]]}]}`],
  [
    "what a list holds that is one of several",
    `{"Fn::Split":["|",{"Fn::Sub":["\${A}|\${B}",{"A":{"Fn::Join":["|",{"Fn::FindInMap":["Lists",{"Ref":"Choice"},"z"]}]},"B":"a"}]}]}`,
  ],
  [
    "an empty list is joined to a text, which is split again",
    '{"Fn::Split":[",",{"Fn::Join":[",",["a",{"Fn::Join":[",",{"Fn::If":["IsA",["a"],[]]}]}]]}]}',
  ],
  ["and alone too", '{"Fn::Split":[",",{"Fn::Join":[",",{"Fn::If":["IsA",["a"],[]]}]}]}'],
  [
    "a text in a list that is joined may hold the delimiter",
    '{"Fn::Split":[",",{"Fn::Join":[",",{"Fn::If":["IsA",["b"],[{"Ref":"Text"}]]}]}]}',
  ],
  [
    "nor has it in one of several lists",
    `{"Fn::Select":[0,{"Fn::If":["IsB",["p"],[{"Fn::If":["IsA","a",${NO_VALUE}]},"b"]]}]}`,
  ],
  [
    "an element of one of several lists is none of the lists",
    `{"Fn::ForEach::Loop":["X",{"Fn::FindInMap":["Lists",{"Ref":"Choice"},"z"]},{"k\${X}":{"Ref":"X"}}]}`,
  ],
  [
    "a key with a loop's variable that is not known is that of no entry",
    '{"a":"b","Fn::ForEach::Loop":["X",["b",{"Ref":"Text"}],{"&{X}":{"Ref":"X"}}]}',
  ],
  ["nor is it of any number", '{"Fn::ForEach::Loop":["X",{"Ref":"List"},{"k${X}":{"Ref":"X"}}]}'],
  ["a list that is not known as JSON", '{"Fn::ToJsonString":["a",{"Fn::If":["IsA",{"Ref":"List"},{"Ref":"Groups"}]}]}'],
  ["a number as JSON", '{"Fn::ToJsonString":["a",{"Fn::If":["IsA",{"Fn::Length":["a","b"]},"a"]}]}'],
])("%s", (_, value) => {
  expect(contradictions([[value], '{"Condition":"IsA"}'], STATES)).toEqual([]);
});

test("a list that comes back is named after what it was", () => {
  const list = `{"Fn::Split":["|",{"Fn::Sub":["\${A}|\${B}",{"A":{"Fn::Join":["|",{"Ref":"Groups"}]},"B":{"Fn::ImportValue":"imported"}}]}]}`;
  const again = `{"Fn::Split":[",",{"Fn::Join":[",",${list}]}]}`;
  expect(contradictions([[list, again], '{"Condition":"IsA"}'], STATES)).toEqual([]);
});

test("ids are divided where a hyphen is", () => {
  const again = '{"Fn::Join":[",",{"Fn::Split":["-",{"Fn::Join":["-",{"Ref":"Groups"}]}]}]}';
  expect(contradictions([[again, '{"Fn::Join":[",",{"Ref":"Groups"}]}'], '{"Condition":"IsA"}'], STATES)).toEqual([]);
});

test.each([
  ["a text", '{"Fn::Equals":[{"Fn::Join":["-",[{"Ref":"Text"},{"Ref":"Choice"}]]},"a-b"]}'],
  ["another one", '{"Fn::Equals":[{"Fn::Join":["-",[{"Ref":"Text"},"b"]]},{"Fn::Join":["-",[{"Ref":"Other"},"b"]]}]}'],
])("a text of which a part is not known may be %s", (_, random) => {
  expect(contradictions([['"a"'], random], STATES)).toEqual([]);
});
