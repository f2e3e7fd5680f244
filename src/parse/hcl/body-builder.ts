/** Collects the attributes and blocks of a body, each attribute once. */
import { SyntaxFailure, syntaxError } from "./cursor.ts";
import type { Attribute, Block } from "./syntax.ts";

export class BodyBuilder {
  readonly attributes: Attribute[] = [];
  readonly blocks: Block[] = [];
  readonly #names = new Map<string, Attribute>();

  /** Fails where there is an attribute of the name already, since nothing says which of them is meant. */
  addAttribute(attribute: Attribute): void {
    const { name, nameSpan } = attribute;
    const existing = this.#names.get(name);
    if (existing !== undefined) {
      const line = nameSpan.file.position(existing.nameSpan.start).line;
      const rule = "each argument may be set only once";
      const message = `Attribute redefined: the argument "${name}" was already set at line ${line}, and ${rule}`;
      throw new SyntaxFailure(syntaxError(message, nameSpan));
    }
    this.#names.set(name, attribute);
    this.attributes.push(attribute);
  }

  /** Leaves out what begins at the offset or behind it. */
  dropFrom(offset: number): void {
    while ((this.blocks.at(-1)?.span.start ?? -1) >= offset) this.blocks.pop();
    while ((this.attributes.at(-1)?.span.start ?? -1) >= offset) this.#names.delete(this.attributes.pop()!.name);
  }
}
