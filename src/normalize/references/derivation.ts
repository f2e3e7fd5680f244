/** What says of an expression over an attribute of a resource whether it names that resource. */
import { identityOf } from "../../catalogue/catalogue.ts";
import { LITERAL_ID } from "../../catalogue/families.ts";
import type { Resource } from "../../evaluate/resource.ts";
import { attributeOf } from "../spelling.ts";
import type { Linked } from "./external.ts";

/** The attribute; of one instance among a repeated resource's (`id.0`), that of the resource that stands for all. */
export function attributeNamed(attribute: string, resource: Resource): string {
  return attributeOf(resource, resource.repeated ? attribute.split(".", 1)[0]! : attribute);
}

/** Of a repeated resource the element at the index of what is repeated itself, `element(aws_subnet.s.*.id, count.index)`: each in its turn, so that it is for all. */
export const OWN_TURN = /^element\(.*,(?:count\.index|each\.(?:key|value))\(.*\)\)$/s;

/** Of the attributes that AWS gives, those that hold what names the resource; a tag or a prefix says nothing of it. */
export function identifies(attribute: string, resource: Resource): boolean {
  const name = attributeNamed(attribute, resource);
  return identityOf(resource.type).includes(name) || NAMES_ITS_RESOURCE.has(name);
}

const NAMES_ITS_RESOURCE: ReadonlySet<string> = new Set(["id", "arn", "arn_suffix", "name", "Arn", "Id", "Name"]);

const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/** Whether an id is written in an expression, which may be what it gives: `replace(aws_security_group.a.id, "/.*\/", "sg-1")`. */
export function bringsAnId(expression: string, family: Linked): boolean {
  const id = LITERAL_ID[family];
  return id !== undefined && [...expression.matchAll(QUOTED)].some(([, text]) => id.test(text!));
}

/** `replace` with something in the place of what it finds; not with nothing or with a group of the pattern, which take a piece. */
const WRITES = /\breplace\((?:[^"()]|"(?:[^"\\]|\\.)*"|\([^()]*\))*,"(?!\$\{?\w+\}?")(?:[^"\\]|\\.)+"\)/;

/** Whether an expression writes text into an id, which may be the name of anything then: `replace(aws_security_group.a.id, "a", "b")`. */
export function writesText(expression: string): boolean {
  return WRITES.test(expression);
}
