/** A located tree → the values that a form asks for, each with its place. A form is also a JSON schema, by which editors complete it. */
import { closest } from "../base/closest.ts";
import type { Span } from "../base/source-file.ts";
import type { LocatedNode, LocatedScalar } from "./located.ts";

/** A value and where it is written. */
export interface Written<T> {
  readonly value: T;
  readonly span: Span;
}

/** What is wrong at a place, as a clause. */
export interface Mistake {
  readonly span: Span;
  readonly message: string;
}

/** What must stand at a place. */
export interface Shape<T> {
  /** Of draft 7. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** What is read; undefined where it is not as it must be, which `tell` hears. */
  readonly read: (node: LocatedNode, tell: (mistake: Mistake) => void) => T | undefined;
}

export type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** Text as it is written, so that `0755` stays what it is. `valid` says which texts are, `expected` the same in words. */
export function text(
  description: string,
  { expected = "a text", pattern, valid = () => true }: TextForm = {},
): Shape<Written<string>> {
  return {
    schema: { type: "string", description, minLength: 1, ...(pattern === undefined ? {} : { pattern }) },
    read: (node, tell) => {
      const is = isText(node) && node.text !== "" && valid(node.text);
      if (is && (pattern === undefined || new RegExp(pattern).test(node.text)))
        return { value: node.text, span: node.span };
      tell(expectedAt(node, expected));
      return undefined;
    },
  };
}

export interface TextForm {
  readonly expected?: string;
  /** Of JSON Schema and of JavaScript alike; without parts that backtrack. */
  readonly pattern?: string;
  readonly valid?: (text: string) => boolean;
}

export function choice<T extends string>(description: string, values: readonly T[]): Shape<Written<T>> {
  return {
    schema: { enum: values, description },
    read: (node, tell) => {
      const value = isText(node) ? values.find((one) => one === node.text) : undefined;
      if (value !== undefined) return { value, span: node.span };
      const meant = node.kind === "scalar" && values.length > 1 ? closest(node.text, values) : undefined;
      const { span, message } = expectedAt(node, values.length === 1 ? values[0]! : `one of ${values.join(", ")}`);
      tell({ span, message: meant === undefined ? message : `${message}; did you mean \`${meant}\`?` });
      return undefined;
    },
  };
}

/** A whole number, both ends included. */
export function wholeNumber(description: string, least: number, most: number): Shape<Written<number>> {
  return {
    schema: { type: "integer", description, minimum: least, maximum: most },
    read: (node, tell) => {
      const value = node.kind === "scalar" && node.tag === undefined ? node.value : undefined;
      if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most)
        return { value, span: node.span };
      tell(expectedAt(node, `a whole number from ${least} to ${most}`));
      return undefined;
    },
  };
}

export function flag(description: string): Shape<Written<boolean>> {
  return {
    schema: { type: "boolean", description },
    read: (node, tell) => {
      if (node.kind === "scalar" && typeof node.value === "boolean" && node.tag === undefined)
        return { value: node.value, span: node.span };
      tell(expectedAt(node, "true or false"));
      return undefined;
    },
  };
}

export function list<T>(description: string, of: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: "array", description, items: of.schema },
    read: (node, tell) => {
      if (node.kind === "sequence" && node.tag === undefined)
        return node.elements.flatMap((element) => of.read(element, tell) ?? []);
      tell(expectedAt(node, "a list"));
      return undefined;
    },
  };
}

/** A mapping whose keys are names that the user chooses. */
export function entries<T>(description: string, of: Shape<T>): Shape<readonly NamedEntry<T>[]> {
  return {
    schema: { type: "object", description, additionalProperties: of.schema },
    read: (node, tell) => {
      if (node.kind === "mapping" && node.tag === undefined)
        return node.entries.flatMap(({ key, value }) => {
          const read = of.read(value, tell);
          return read === undefined ? [] : [{ name: { value: key.text, span: key.span }, value: read }];
        });
      tell(expectedAt(node, "a mapping"));
      return undefined;
    },
  };
}

export interface NamedEntry<T> {
  readonly name: Written<string>;
  readonly value: T;
}

/** A mapping of certain keys, of which some must be there. */
export function fields<F extends Readonly<Record<string, Shape<unknown>>>, R extends keyof F & string = never>(
  description: string,
  shapes: F,
  required: readonly R[] = [],
): Shape<FieldValues<F, R>> {
  const names = Object.keys(shapes);
  return {
    schema: {
      type: "object",
      description,
      properties: Object.fromEntries(names.map((name) => [name, shapes[name]!.schema])),
      additionalProperties: false,
      ...(required.length === 0 ? {} : { required }),
    },
    read: (node, tell) => {
      if (node.kind !== "mapping" || node.tag !== undefined) {
        tell(expectedAt(node, `a mapping with ${names.join(", ")}`));
        return undefined;
      }
      const found = new Map<string, unknown>();
      for (const { key, value } of node.entries) {
        const shape = Object.hasOwn(shapes, key.text) ? shapes[key.text] : undefined;
        if (shape === undefined) tell(unknownKey(key, names));
        else
          found.set(
            key.text,
            shape.read(value, ({ span, message }) => tell({ span, message: `${short(key.text)}: ${message}` })),
          );
      }
      const missing = required.filter((name) => !found.has(name));
      for (const name of missing) tell({ span: node.span, message: `\`${name}\` is missing` });
      const whole = missing.length === 0 && required.every((name) => found.get(name) !== undefined);
      return whole ? ({ ...Object.fromEntries(found), span: node.span } as unknown as FieldValues<F, R>) : undefined;
    },
  };
}

export type FieldValues<F, R extends keyof F> = { readonly [K in R]: ValueOf<F[K]> } & {
  readonly [K in Exclude<keyof F, R>]?: ValueOf<F[K]> | undefined;
} & { readonly span: Span };

function unknownKey(key: LocatedScalar, names: readonly string[]): Mistake {
  const meant = closest(key.text, names);
  const guess = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
  return { span: key.span, message: `unknown key \`${short(key.text)}\`${guess} (known: ${names.join(", ")})` };
}

export function expectedAt(node: LocatedNode, expected: string): Mistake {
  return { span: node.span, message: `expected ${expected}; found ${foundAt(node)}` };
}

function foundAt(node: LocatedNode): string {
  if (node.tag !== undefined) return `\`${short(node.tag)}\``;
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  return node.value === null || node.text === "" ? "nothing" : `\`${short(node.text)}\``;
}

function short(of: string): string {
  return of.length > 60 ? `${of.slice(0, 59)}…` : of;
}

function isText(node: LocatedNode): node is LocatedScalar {
  return node.kind === "scalar" && node.tag === undefined && node.value !== null;
}
