/** Two unknowns of one name are taken to be equal: what is made otherwise has another name. */
import { expect, test } from "vitest";
import { symbolOf } from "../../../src/values/unknown.ts";
import { resource, worldOf } from "./support.ts";

function nameOf(value: string): string {
  const world = worldOf(`
Transform: AWS::LanguageExtensions
Parameters:
  Key: { Type: String }
  Other: { Type: String }
  Of: { Type: String, AllowedValues: ["a-b,c", "d-e,f"] }
Mappings: { Map: { a: { port: 80 } } }
Resources:
  It: { Type: Custom::It, Properties: { Value: ${value} } }
`);
  return symbolOf(resource(world, "It").body.attributes.get("Value")!.value);
}

const found = (fallback: string) => `!FindInMap [Map, !Ref Key, port, { DefaultValue: ${fallback} }]`;
const cut = (delimiter: string) => `!Split ["${delimiter}", !Ref Of]`;

test.each([
  ["other defaults of a mapping", found("8080"), found("9090")],
  ["a default that is a parameter", found("!Ref Key"), found("!Ref Other")],
  ["other delimiters of one text", cut("-"), cut(",")],
  ["a text that looks like a parameter, before it and behind it", '!Sub "${!Key}${Key}"', '!Sub "${Key}${!Key}"'],
  ["a dollar before a parameter, and a text that looks so", '!Sub "$${Key}{Key}"', '!Sub "$${!Key}${Key}"'],
])("%s", (_, one, another) => {
  expect(nameOf(one)).not.toBe(nameOf(another));
  expect(nameOf(one)).toBe(nameOf(one));
});
