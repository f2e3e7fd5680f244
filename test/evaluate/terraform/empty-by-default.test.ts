/** An element of what is empty: an error only where it is so whatever the inputs are. */
import { expect, test } from "vitest";
import { evaluateFiles, plainResources } from "./support.ts";

const told = (source: string) => {
  const result = evaluateFiles(source);
  return result.diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
};

test("where an input makes it so by default, another value is to be given", () => {
  const because = ["warning: there is no element here because of the default of var.names"];
  const declared = 'variable "names" { default = [] }';
  expect(told(`${declared}\nresource "x" "x" { name = var.names[0] }`)).toEqual(because);
  const counted = 'resource "g" "g" {\n  count = length(var.names)\n}';
  expect(told(`${declared}\n${counted}\nresource "x" "x" { name = g.g[0].id }`)).toEqual(because);
});

test("where it is written so, or its default has elements, it is an error", () => {
  const message =
    "error: Invalid index: the given key does not identify an element in this collection value: the collection has";
  const at = (index: number) => `resource "x" "x" { name = local.names[${index}] }`;
  expect(told(`locals { names = [] }\n${at(0)}`)).toEqual([`${message} no elements.`]);
  const declared = 'variable "names" { default = ["a"] }\nlocals { names = var.names }';
  expect(told(`${declared}\n${at(1)}`)).toEqual([`${message} one element.`]);
});

test("try and can take it for the error that it is", () => {
  const declared = 'variable "names" { default = [] }';
  const result = evaluateFiles(
    `${declared}\nresource "x" "x" {\n  name = try(var.names[0], "none")\n  can  = can(var.names[0])\n}`,
  );
  expect(plainResources(result)).toEqual({ "x.x": { name: "none", can: false } });
  expect(result.diagnostics).toEqual([]);
});
