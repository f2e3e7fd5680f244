/** Collects the attributes and blocks of a body, each attribute once. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { syntaxError } from "./cursor.ts";
import type { Attribute, Block } from "./syntax.ts";

export class BodyBuilder {
  readonly attributes: Attribute[] = [];
  readonly blocks: Block[] = [];
  readonly #names = new Map<string, Attribute>();

  /** Of two attributes of one name the first counts, and the second is the mistake that is returned. */
  addAttribute(attribute: Attribute): Diagnostic | undefined {
    const { name, nameSpan } = attribute;
    const existing = this.#names.get(name);
    if (existing !== undefined) {
      const line = nameSpan.file.position(existing.nameSpan.start).line;
      const rule = "each argument may be set only once";
      return syntaxError(
        `Attribute redefined: the argument "${name}" was already set at line ${line}, and ${rule}`,
        nameSpan,
      );
    }
    this.#names.set(name, attribute);
    this.attributes.push(attribute);
    return undefined;
  }
}
