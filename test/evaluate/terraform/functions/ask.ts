/** An expression into what it is, in a module with inputs that have no value. */
import { startConsole } from "../../../../src/evaluate/terraform/console.ts";
import { inputOf, plain } from "../support.ts";

const MAIN = `
variable "s" { type = string }
variable "t" { type = string }
variable "n" { type = number }
variable "b" { type = bool }
variable "strings" { type = list(string) }
variable "names" { type = map(string) }
variable "any" {}
resource "aws_security_group" "a" {}
resource "aws_security_group" "b" {}
locals {
  port = var.b ? 22 : 443
  list = var.b ? ["x", "y"] : []
}
`;

const FILES = {
  "main.tf": MAIN,
  "hello.txt": "Hello\n",
  "port.json": '{"name": "%s", "port": 8080}\n',
  "port.json.tftpl": '{"port": ${port}}',
};

const { answer: ask } = startConsole(inputOf(FILES), ".");

/** The value in plain JavaScript, unknowns as `<symbol>`; an error as `error: …`. */
export function answer(expression: string): unknown {
  const given = ask(expression);
  return given.ok ? plain(given.value) : `error: ${given.errors[0]}`;
}

export { ask };
