/** What the user gives by name: values of parameters, and of what else a template takes from outside. */

import { groupBy, remembered } from "../../../base/collections.ts";
import { type Cause, type Origin, STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import { idAttribute } from "../../../catalogue/catalogue.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { Log } from "../template/log.ts";
import { settled, string, textOfValue, usedAt } from "../values.ts";
import { splitText } from "./functions/arguments.ts";
import { splitValue } from "./functions/lists.ts";
import {
  type GivenTogether,
  givenByFile,
  givenOver,
  isNothing,
  NO_VALUES,
  type ParametersInput,
  type Values,
} from "./given-by-file.ts";
import { STACK_NAME } from "./parameters.ts";

/** A resource of a template of the scan, `network.yaml#Hosts`: a value that is what `Ref` of it is; or one of Terraform, `infra#aws_vpc.main`. */
const RESOURCE = /^([^#]+)#([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*|(?:.*\.)?aws(?:cc)?_[a-z0-9_]+\.[\w-]+(?:\[[^\]]*\])?)$/s;

/** What a root alone is given. */
export interface OwnValues {
  /** By what is said of the root; what is given to all wins over it. */
  readonly own: GivenTogether;
  /** By the files that make a world; of what is given to all, only `--parameter` wins over it. */
  readonly each: GivenTogether;
}

const NOTHING: OwnValues = { own: NO_VALUES, each: NO_VALUES };

/** A root's template, in which names that are given may stand. */
export interface RootText {
  readonly path: string;
  readonly text: string;
}

export class GivenValues {
  readonly #all: GivenToAll;
  readonly #values: Values;
  readonly #rootAt: (path: string) => string | undefined;
  readonly #own: (root: string) => OwnValues;
  readonly #perRoot = new Map<string, GivenValues>();
  readonly #used = new Set<string>();

  /**
   * By name; of a parameter, a stored parameter (`ssm:/path`), an attribute (`Lookup.Cidr`), an id that is written out. `own`: what a root
   * alone is given, by its path; the others win over it. `rootAt`: the id of the root that a template at a path is; undefined where there is none.
   */
  constructor(
    all: GivenToAll,
    rootAt: (path: string) => string | undefined,
    own: (root: string) => OwnValues = () => NOTHING,
  ) {
    this.#all = all;
    this.#values = all.values;
    this.#rootAt = rootAt;
    this.#own = own;
  }

  /** The same with further values. */
  with(more: ReadonlyMap<string, string>): GivenValues {
    const added = [...more].map(([name, value]) => [name, { kind: "string", value }] as const);
    const to = (values: Values): Values => new Map<string, Value>([...values, ...added]);
    const { values, named, unread } = this.#all;
    return new GivenValues({ values: to(values), named: to(named), unread }, this.#rootAt, this.#own);
  }

  /** What is given to the root at a path. */
  at(root: string): GivenValues {
    return remembered(this.#perRoot, root, () => {
      const { own, each } = this.#own(root);
      if (isNothing(own) && isNothing(each)) return this;
      const { named } = this.#all;
      const given = [own, this.#all, each, { values: named, unread: undefined }].reduce(givenOver);
      return new GivenValues({ ...given, named }, this.#rootAt);
    });
  }

  /** Why a value may be given of which nothing is known. */
  unread(name: string): Cause | undefined {
    return this.#values.has(name) ? undefined : this.#all.unread;
  }

  parameter(name: string, declaredAt: Origin | undefined): Value | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    this.#used.add(name);
    const origin = value.origin ?? declaredAt;
    const own = origin === undefined ? value : { ...value, origin };
    return this.#withResources(own);
  }

  /** The value, or the resource that it is; of a list each element. */
  #withResources(value: Value): Value {
    if (value.kind !== "list") return this.#resource(value) ?? value;
    return { ...value, elements: value.elements.map((one) => this.#resource(one) ?? one) };
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
    // In the name of an import names of stacks stand in the midst, of others than this one where they mean the same.
    const plain = qualifier === "" ? symbol : symbol.replaceAll(qualifier, "");
    const written = plain.replace(/\$\{[^{}]*#/g, "${");
    const name = [symbol, plain].find((one) => this.#values.has(one)) ?? written;
    // Parameters are given where they are declared; a stack's name only where there is one stack to be called so.
    const isInput = cause.kind === "input" && !(name === STACK_NAME && qualifier === "");
    const given = isInput ? undefined : this.#values.get(name);
    const text = given === undefined ? undefined : textOfValue(given);
    if (given?.kind === "list" && value.type.kind === "list") {
      this.#used.add(name);
      return this.#withResources(given);
    }
    if (given !== undefined && origin !== undefined && (given.kind === "unknown" || given.kind === "text")) {
      this.#used.add(name);
      const own = usedAt(given, "output", origin.span);
      return value.type.kind === "list" ? splitValue(own, ",", origin, true) : own;
    }
    if (text === undefined || origin === undefined) return undefined;
    this.#used.add(name);
    if (value.type.kind === "list") return splitText(text, ",", origin, true);
    return this.#resource(string(text, origin)) ?? string(text, origin);
  }

  #resource(value: Value): UnknownValue | undefined {
    const [, path, address] = RESOURCE.exec(textOfValue(value) ?? "") ?? [];
    const root = path === undefined ? undefined : this.#rootAt(path);
    if (root === undefined || address === undefined) return undefined;
    const span = value.origin?.span;
    const text = `${address} of ${path} is known only when the resource is made`;
    const hint = `scan ${path} too, and name a resource of it that is what is asked for here`;
    return makeUnknown({
      type: STRING,
      cause: { kind: "computed", text, hint, ...(span === undefined ? {} : { span }) },
      symbol: `${root}#${address}`,
      ref: { root, address, attribute: attributeNaming(address) },
      notNull: true,
      ...(value.origin === undefined ? {} : { origin: value.origin }),
    });
  }

  /** By the root at a path. */
  isUsedIn(root: string, name: string): boolean {
    return this.at(root).#used.has(name);
  }

  isUsed(name: string): boolean {
    return this.#used.has(name) || [...this.#perRoot.values()].some((one) => one !== this && one.isUsed(name));
  }

  /** Whether a value is that of a resource, so that roots are named to which it leads. */
  namesResources(): boolean {
    return [...this.#values.values()].some((value) => RESOURCE.test(textOfValue(value) ?? ""));
  }

  /** Pairs of a root and another one of which a resource is given for something that the first may name. */
  edges(roots: readonly RootText[]): readonly (readonly [string, string])[] {
    const alike = groupBy(roots, ({ path }) => this.at(path));
    return [...alike].flatMap(([given, own]) => given.#edges(own));
  }

  #edges(roots: readonly RootText[]): readonly (readonly [string, string])[] {
    return [...this.#values].flatMap(([name, value]) => {
      const [, to] = RESOURCE.exec(textOfValue(value) ?? "") ?? [];
      if (to === undefined || this.#rootAt(to) === undefined) return [];
      // An id may itself be what is given for a parameter.
      const through = [...this.#values].flatMap(([other, own]) => (textOfValue(own) === name ? [other] : []));
      const written = [name.slice(name.search(/[:.]/) + 1), ...through];
      return roots.flatMap(({ path, text }) =>
        written.some((one) => mentions(text, one)) && path !== to ? [[path, to] as const] : [],
      );
    });
  }
}

/** The attribute that is meant where a resource is. */
function attributeNaming(address: string): string {
  const [, type] = /(?:^|\.)(aws(?:cc)?_[a-z0-9_]+)\.[^.[\]]+(?:\[.*\])?$/s.exec(address) ?? [];
  return type === undefined ? "Ref" : idAttribute(type);
}

/** What files and `--parameter K=V` give: all of it together. */
interface GivenToAll extends GivenTogether {
  /** What `--parameter` gives, which wins over all files. */
  readonly named: Values;
}

/** A value of `--parameter` has the place of what it is given for. */
export function readGivenValues(input: ParametersInput, log: Log): GivenToAll {
  const { parameterFiles, parameters } = input.options;
  const named = new Map([...parameters].map(([name, value]) => [name, { kind: "string", value } as const]));
  const files = parameterFiles.map((path) => givenByFile(path, input, log));
  return { ...[...files, { values: named, unread: undefined }].reduce(givenOver, NO_VALUES), named };
}

/** What a root alone is given. */
export function readOwnValues(root: string, input: ParametersInput, log: Log): OwnValues {
  const own = (input.options.parametersOf?.(root) ?? []).map((given): GivenTogether => {
    if (given.kind === "file") return givenByFile(given.path, input, log);
    if (given.kind === "stored")
      return { values: new Map([[given.stored.name, given.stored.value]]), unread: undefined };
    const origin = { kind: "variable-file", span: given.span } as const;
    return { values: new Map([[given.name, { kind: "string", value: given.text, origin }]]), unread: undefined };
  });
  const each = (input.options.each?.(root) ?? []).map((path) => givenByFile(path, input, log));
  return { own: own.reduce(givenOver, NO_VALUES), each: each.reduce(givenOver, NO_VALUES) };
}

/** Whether a template writes a name, maybe put together from pieces around what is not known of it. */
export function mentions(text: string, name: string): boolean {
  if (text.includes(name)) return true;
  const pieces = name.includes("${") ? (name.replace(/\$\{[^}]*\}/g, " ").match(/\w+/g) ?? []) : [];
  return pieces.length > 0 && pieces.every((piece) => text.includes(piece));
}
