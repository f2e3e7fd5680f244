/** What the user gives by name: values of parameters, and of what else a template takes from outside. */

import type { Origin } from "../../../base/origin.ts";
import { STRING } from "../../../base/type.ts";
import type { UnknownValue, Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { settled, string, textOfValue } from "../values.ts";
import { splitText } from "./functions/arguments.ts";
import { STACK_NAME } from "./pseudo-parameters.ts";

/** A resource of a template of the scan, `network.yaml#Hosts`: a value that is what `Ref` of it is. */
const RESOURCE = /^([^#]+)#([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)$/;

export class Given {
  readonly #values: ReadonlyMap<string, Value>;
  readonly #isTemplate: (path: string) => boolean;
  readonly #used = new Set<string>();

  /** By name; of a parameter, a stored parameter (`ssm:/path`), an attribute (`Lookup.Cidr`), an id that is written out. */
  constructor(values: ReadonlyMap<string, Value>, isTemplate: (path: string) => boolean) {
    this.#values = values;
    this.#isTemplate = isTemplate;
  }

  /** The same with further values. */
  with(more: ReadonlyMap<string, string>): Given {
    const added = [...more].map(([name, value]) => [name, { kind: "string", value }] as const);
    return new Given(new Map<string, Value>([...this.#values, ...added]), this.#isTemplate);
  }

  parameter(name: string, declaredAt: Origin | undefined): Value | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    this.#used.add(name);
    const origin = value.origin ?? declaredAt;
    const own = origin === undefined ? value : { ...value, origin };
    return this.#resource(own) ?? own;
  }

  /** The value, with what of it was given. `qualifier` is what a stack's symbols begin with and names that are given do not. */
  settled(value: Value, qualifier: string): Value {
    if (this.#values.size === 0) return value;
    if (value.kind === "string") {
      const given = this.#values.get(value.value);
      const resource = given === undefined ? undefined : this.#resource({ ...given, origin: value.origin! });
      if (resource !== undefined) this.#used.add(value.value);
      return resource ?? value;
    }
    return settled(value, (unknown) => this.#outside(unknown, qualifier));
  }

  #outside(value: UnknownValue, qualifier: string): Value | undefined {
    const { symbol, origin, cause } = value;
    const name = symbol.startsWith(qualifier) ? symbol.slice(qualifier.length) : symbol;
    // Parameters are given where they are declared; a stack's name only where there is one stack to be called so.
    const isInput = cause.kind === "input" && !(name === STACK_NAME && qualifier === "");
    const given = isInput ? undefined : this.#values.get(name);
    const text = given === undefined ? undefined : textOfValue(given);
    if (text === undefined || origin === undefined) return undefined;
    this.#used.add(name);
    if (value.type.kind === "list") return splitText(text, ",", origin, true);
    return this.#resource(string(text, origin)) ?? string(text, origin);
  }

  #resource(value: Value): UnknownValue | undefined {
    const [, root, address] = RESOURCE.exec(textOfValue(value) ?? "") ?? [];
    if (root === undefined || address === undefined || !this.#isTemplate(root)) return undefined;
    const span = value.origin?.span;
    const text = `${address} of ${root} is known only when the resource is made`;
    return makeUnknown({
      type: STRING,
      cause: { kind: "computed", text, ...(span === undefined ? {} : { span }) },
      symbol: `${root}#${address}`,
      ref: { root, address, attribute: "Ref" },
      notNull: true,
      ...(value.origin === undefined ? {} : { origin: value.origin }),
    });
  }

  isUsed(name: string): boolean {
    return this.#used.has(name);
  }

  /** Pairs of a root and another one of which a resource is given for something that the first may name. */
  edges(roots: readonly { readonly path: string; readonly text: string }[]): readonly (readonly [string, string])[] {
    return [...this.#values].flatMap(([name, value]) => {
      const resource = this.#resource(value);
      if (resource === undefined) return [];
      // An id may itself be what is given for a parameter.
      const through = [...this.#values].flatMap(([other, own]) => (textOfValue(own) === name ? [other] : []));
      const written = [name.slice(name.search(/[:.]/) + 1), ...through];
      return roots.flatMap(({ path, text }) =>
        written.some((one) => text.includes(one)) && path !== resource.ref!.root
          ? [[path, resource.ref!.root] as const]
          : [],
      );
    });
  }
}
