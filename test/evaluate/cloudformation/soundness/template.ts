/** A template with parameters and a resource, once as it is written and once with values for all that is not known in it. */
import fc from "fast-check";

const text = fc.constantFrom("a", "b", "c", "a-b", "a,b", "1");
const group = fc.constantFrom("sg-01", "sg-02");

/** Parameters by name, with what they can be given. */
const PARAMETERS: Readonly<Record<string, readonly [type: object, given: fc.Arbitrary<string>]>> = {
  Text: [{ Type: "String" }, text],
  Other: [{ Type: "String" }, text],
  Group: [{ Type: "AWS::EC2::SecurityGroup::Id" }, group],
  Number: [{ Type: "Number" }, fc.constantFrom("0", "1", "2")],
  Choice: [{ Type: "String", AllowedValues: ["a", "b"] }, fc.constantFrom("a", "b")],
  List: [{ Type: "CommaDelimitedList" }, listOf(fc.constantFrom("a", "b", "c", "d-e"))],
  Groups: [{ Type: "List<AWS::EC2::SecurityGroup::Id>" }, listOf(group)],
  // In a state: what a resource, another stack and AWS give.
  Made: [{ Type: "String" }, group],
  Imported: [{ Type: "String" }, text],
  Region: [{ Type: "String" }, fc.constantFrom("eu-west-1", "us-east-1")],
  AccountId: [{ Type: "String" }, fc.constantFrom("111111111111", "222222222222")],
  StackName: [{ Type: "String" }, text],
};

function listOf(element: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(element, { minLength: 1, maxLength: 3 }).map((elements) => elements.join(","));
}

const MAPPINGS = {
  Zones: { a: { x: "1", y: "2" }, b: { x: "3", y: "a" } },
  Lists: { a: { z: ["p", "q"] }, b: { z: ["r"] } },
  Regions: { "eu-west-1": { x: "1", y: "a" }, "us-east-1": { x: "2", y: "a" } },
  Places: { a: { at: "0" }, b: { at: "1" } },
};

/** With what `Random` is left to be said. */
const CONDITIONS = {
  IsA: { "Fn::Equals": [{ Ref: "Text" }, "a"] },
  IsB: { "Fn::Equals": [{ Ref: "Choice" }, "b"] },
  First: { "Fn::Equals": [{ "Fn::Select": ["0", { Ref: "List" }] }, "a"] },
  Both: { "Fn::And": [{ Condition: "IsA" }, { "Fn::Not": [{ Condition: "IsB" }] }] },
  Either: { "Fn::Or": [{ Condition: "First" }, { Condition: "IsB" }] },
  Home: { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-west-1"] },
  None: { "Fn::Not": [{ "Fn::Or": [{ Condition: "IsA" }, { Condition: "First" }] }] },
};

/** A stack inside, which is given what is not known around it. */
const NESTED = {
  Parameters: { Text: { Type: "String" }, List: { Type: "CommaDelimitedList" } },
  Conditions: { IsA: { "Fn::Equals": [{ Ref: "Text" }, "a"] } },
  Resources: { Topic: { Type: "AWS::SNS::Topic" } },
  Outputs: {
    Text: { Value: { Ref: "Text" } },
    Chosen: { Value: { "Fn::If": ["IsA", "yes", { "Fn::Sub": "${Text}-no" }] } },
    First: { Value: { "Fn::Select": ["0", { Ref: "List" }] } },
    Joined: { Value: { "Fn::Join": [",", { Ref: "List" }] } },
  },
};

/** The files of a template beside that one. */
export const BESIDE = { "nested.json": JSON.stringify(NESTED) };

/** What the parameters are given. */
export type State = Readonly<Record<string, string>>;

const state: fc.Arbitrary<State> = fc.record(
  Object.fromEntries(Object.entries(PARAMETERS).map(([name, [, given]]) => [name, given])),
);

export const states: fc.Arbitrary<readonly State[]> = fc.array(state, { minLength: 5, maxLength: 5 });

const OUTSIDE: ReadonlySet<string> = new Set(["Made", "Imported", "Region", "AccountId", "StackName"]);

/** The names of conditions, each of which is told by a resource of that name. */
export const NAMES = [...Object.keys(CONDITIONS), "Random"];

/** Each value is that of a resource on a line of its own, beginning with line 2. */
export function templateOf(values: readonly string[], random: string, at?: State): string {
  const isOutside = (name: string) => OUTSIDE.has(name);
  const parameters = Object.entries(PARAMETERS).filter(([name]) => at !== undefined || !isOutside(name));
  const resource = (name: string, value: string) =>
    `"${name}":{"Type":"AWS::Some::Thing","Properties":{"Value":${value}}}`;
  const resources = [
    ...values.map((value, index) => resource(`Value${index}`, at === undefined ? value : inState(value))),
    ...NAMES.map((name) => resource(name, `{"Fn::If":["${name}","yes","no"]}`)),
    `"Nested":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"./nested.json","Parameters":{"Text":{"Ref":"Text"},"List":{"Fn::Join":[",",{"Ref":"List"}]}}}}`,
    ...(at === undefined ? [`"Made":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"made"}}`] : []),
  ];
  return `{"Resources":{
${resources.join(",\n")}
},
"Transform":"AWS::LanguageExtensions",
"Parameters":${JSON.stringify(Object.fromEntries(parameters.map(([name, [type]]) => [name, type])))},
"Mappings":${JSON.stringify(MAPPINGS)},
"Conditions":${conditions(random, at)}}`;
}

function conditions(random: string, at: State | undefined): string {
  const all = `{${JSON.stringify(CONDITIONS).slice(1, -1)},"Random":${random}}`;
  return at === undefined ? all : inState(all);
}

/** Where what a resource and another stack give is known. */
function inState(value: string): string {
  return value
    .replaceAll(/\{"Fn::GetAtt":(?:\["Made","GroupId"\]|"Made\.GroupId")\}/g, '{"Ref":"Made"}')
    .replaceAll("${Made.GroupId}", "${Made}")
    .replaceAll('{"Fn::ImportValue":"imported"}', '{"Ref":"Imported"}')
    .replaceAll(/(\{"Ref":"|\$\{)AWS::(Region|AccountId|StackName)(?="|\})/g, "$1$2");
}
