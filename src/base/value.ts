/**
 * Values that are known, partly known, or unknown with a cause; their types, and where they come from.
 *
 * Every value may carry the `origin` of the token it was made from and `sensitive`. Values are immutable.
 */
import type { BigFloat } from "./big-float.ts";
import type { Span } from "./source-file.ts";

/**
 * What stands at a link of the chain:
 * `literal` written there; `reference` a use of another name; `variable-default`, `variable-file`, `variable-argument` where an
 * input variable or parameter gets its value; `module-argument` the call's argument; `local`, `output` their definitions;
 * `template-hole` an interpolation inside a string; `call` the result of a function; `default` a value that nobody wrote, the
 * span is that of the thing it is a default of.
 */
export type OriginKind =
  | "literal"
  | "reference"
  | "variable-default"
  | "variable-file"
  | "variable-argument"
  | "module-argument"
  | "local"
  | "output"
  | "template-hole"
  | "call"
  | "default";

/** One link: the span of the use, and through `via` the origin of what is used there. */
export interface Origin {
  readonly kind: OriginKind;
  readonly span: Span;
  /** Of a default: the symbol of the input that it is the default of, how the user gives another value, and which input of a root it is. */
  readonly input?: { readonly symbol: string; readonly hint: string; readonly of?: InputOfRoot };
  readonly via?: Origin;
  /** Where an input gets its value: what the user can do to give it another one, such as `give it with --parameter Port=…`. */
  readonly hint?: string;
  /** With such a hint: the input. */
  readonly of?: InputOfRoot;
}

/** A variable of a root module, or a parameter of a template that nothing nests: files of values and the user can give it a value. */
export interface InputOfRoot {
  /** The path of the root: a directory for Terraform, a file for a template. */
  readonly root: string;
  readonly name: string;
  /** Of a variable, where it declares one: what is unknown of it may be a part. */
  readonly type?: Type;
}

/** The far end of the chain: where the value was defined. */
export function definition(origin: Origin): Origin {
  let at = origin;
  while (at.via !== undefined) at = at.via;
  return at;
}

/** An attribute of an object type. `optional` attributes may be absent; `default` (a value) then stands in for them. */
export interface AttributeType {
  readonly type: Type;
  readonly optional: boolean;
  readonly default?: Value;
}

/** `dynamic` is the type of a value of which not even the type is known (`any` in a constraint). */
export type Type =
  | { readonly kind: "dynamic" }
  | { readonly kind: "string" }
  | { readonly kind: "number" }
  | { readonly kind: "bool" }
  | { readonly kind: "list" | "set" | "map"; readonly element: Type }
  | { readonly kind: "tuple"; readonly elements: readonly Type[] }
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, AttributeType> };

export const DYNAMIC: Type = { kind: "dynamic" };
export const STRING: Type = { kind: "string" };
export const NUMBER: Type = { kind: "number" };
export const BOOL: Type = { kind: "bool" };

interface ValueBase {
  readonly origin?: Origin;
  /** Marked sensitive by the configuration: never printed. */
  readonly sensitive?: true;
}

export interface NullValue extends ValueBase {
  readonly kind: "null";
  /** Dynamic where nothing says which type the null has. */
  readonly type: Type;
}

export interface BoolValue extends ValueBase {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface NumberValue extends ValueBase {
  readonly kind: "number";
  /** A plain number is always a safe integer; every other number (fractions, large, infinite) is a BigFloat. */
  readonly value: number | BigFloat;
  /** The bits of mantissa that arithmetic with it keeps where not 512: 64 for what is counted (`length`, an index), 53 for `log`, `pow`. */
  readonly precision?: number;
}

/**
 * A run of a string's characters with the place it was made from, so that a reader of the string (JSON in a heredoc, a template, a
 * file) can give the values it finds there their own tight origins.
 */
export interface TextRun {
  /** In UTF-16 units of the string; a hole of a `TextValue` counts as one. */
  readonly length: number;
  readonly origin?: Origin;
  /** The source at `origin.span` is this run character for character (without holes), so that offsets inside the run carry over. */
  readonly verbatim?: true;
  /** The run is this value encoded as JSON (`jsonencode`): decoding it gives the value back with all its origins. */
  readonly encodes?: Value;
}

export interface StringValue extends ValueBase {
  readonly kind: "string";
  readonly value: string;
  /** In order, of the length of the whole. Absent: the string is one run of its origin (verbatim where the source text equals it). */
  readonly runs?: readonly TextRun[];
  /** The text whose base64 this is (`Fn::Base64`). */
  readonly plain?: Value;
}

/** A string with holes: literal pieces and unknown ones in order; never adjacent literals, never without a hole. */
export interface TextValue extends ValueBase {
  readonly kind: "text";
  readonly parts: readonly (string | UnknownValue)[];
  /** As for a string; holes count as one. */
  readonly runs?: readonly TextRun[];
}

/** An ordered collection. `tuple` has a type for each element; `list` and `set` one for all (`elementType`). */
export interface ListValue extends ValueBase {
  readonly kind: "list";
  readonly shape: "tuple" | "list" | "set";
  /** For shape list and set. */
  readonly elementType?: Type;
  /** A set's elements are distinct and in Terraform's order of iteration. */
  readonly elements: readonly Value[];
  /** There may be any number of further elements, because this is unknown (an unknown `for_each`, a list with an unknown tail). */
  readonly rest?: UnknownValue;
  /** Only the elements before this index have a known place: further ones may stand before it too (`concat(unknown, ["a"])`), or, without
   *  `rest`, those from here on stand in an order that is not known (a list of a set of ids). Absent: each stands at its index. */
  readonly restFrom?: number;
  /** Names what made the order of the elements from `restFrom` on: equal ones made alike stand alike. */
  readonly order?: string;
  /** Of a list without `rest`, where the order is not known: no two of its elements are one, as those of a set may turn out to be. */
  readonly apart?: true;
  /** Of a list without `rest`: all its elements, where the order in which they stand is not known; each of `elements` is one of these. */
  readonly inSomeOrder?: readonly Value[];
  /** It may have been converted to the type of this, by its name, which is not known: neither is of which shape it is, and its elements. */
  readonly typeOpen?: string;
  /** Blocks of a resource of which no schema is known: where there is one, it may be the value itself, and is read without an index. */
  readonly mayBeObject?: true;
}

/** A collection by key. `object` has a type for each attribute; `map` one for all (`elementType`). */
export interface MapValue extends ValueBase {
  readonly kind: "map";
  readonly shape: "object" | "map";
  readonly elementType?: Type;
  readonly entries: ReadonlyMap<string, Value>;
  /** Where the keys stand in the source, for those that do. */
  readonly keySpans?: ReadonlyMap<string, Span>;
  /** There may be any number of further entries, because this is unknown. */
  readonly rest?: UnknownValue;
  /** As of a list. */
  readonly typeOpen?: string;
  /** All the entries that `rest` stands for, where it is only their keys that are not known; those of equal keys are one. */
  readonly restEntries?: readonly MapEntry[];
}

/** An entry of a map whose key may be one that is not known. */
export type MapEntry = readonly [key: Value, value: Value];

/** What stopped the evaluation. */
export type CauseKind =
  /** an attribute that AWS decides when the resource is made */
  | "computed"
  /** an input variable or parameter that has no value in the scan */
  | "input"
  /** a module, nested template or file that is not in the scanned tree */
  | "missing-source"
  /** a data source, remote state, import or dynamic reference whose source is outside the scan */
  | "external"
  /** differs from run to run: timestamp(), uuid() */
  | "impure"
  /** the configuration is wrong there; a diagnostic says how */
  | "error"
  /** the engine or an evaluator does not support the construct (our own lack) */
  | "unsupported"
  /** made from other unknowns */
  | "derived"
  /** an assumption that --strict turned off */
  | "assumption";

export interface Cause {
  readonly kind: CauseKind;
  /** A clause that completes "unknown because …", such as `var.alb_security_group_id has no value`. */
  readonly text: string;
  /** What the user can do, such as `give it with --var alb_security_group_id=…`. */
  readonly hint?: string;
  /** Where the unknown arises (the declaration of the variable, the data block). */
  readonly span?: Span;
  /** Set where it is an input of a root that has no value, or waits for one first: the hint says how to give it, and behind `; and ` what is to
   *  be done besides. */
  readonly input?: InputOfRoot;
}

/** The attribute of a resource that an unknown stands for: how normalizing recognises references. */
export interface ResourceRef {
  /** The root that the resource belongs to (see evaluate). */
  readonly root: string;
  /** The resource instance's address, `module.app.aws_lb.main[0]` or `Network.PublicSubnet`. */
  readonly address: string;
  /** `id`, `arn`, `vpc.0.subnet_id`, `Ref`, `GroupId`, …; empty for the whole resource. */
  readonly attribute: string;
}

export interface UnknownValue extends ValueBase {
  readonly kind: "unknown";
  readonly type: Type;
  readonly cause: Cause;
  /**
   * The identity: two unknowns with the same symbol are equal. The name of what is unknown, qualified by root and module
   * instance (`module.app.var.vpc_id`), or a canonical expression over such names (`cidrsubnet(var.cidr,8,1)`). Never empty.
   */
  readonly symbol: string;
  /** Set where the unknown is exactly an attribute of a resource of the scan. */
  readonly ref?: ResourceRef;
  /** It is one of these (a conditional with an unknown condition, AllowedValues). Not empty. */
  readonly oneOf?: readonly Value[];
  /** It is a string that begins with this (`sg-`): no other string can be equal to it. Of a list: each of its elements is one. */
  readonly prefix?: string;
  /** It is a number of at least this (the length of a list of which only a part is known), or a list of at least so many elements. */
  readonly least?: number;
  /** The symbol of a list of which no two elements are equal: its own, or that of the list of which it is an element. See `areApart`. */
  readonly distinct?: string;
  /** It is a key, and none of these (of further elements, the keys of those that are known). */
  readonly noneOf?: ReadonlySet<string>;
  /** It stands for further instances beside some that are only named somewhere: of none of these is it known whether there is one. */
  readonly besideNamed?: true;
  /** It is certainly not null (a resource's id). */
  readonly notNull?: true;
  /** The text whose base64 this is: it may be partly known where its base64 is not. */
  readonly plain?: Value;
  /** The unknowns that this one was made from, for `undeterminedBecause`; empty or absent where it is itself the root of the matter. */
  readonly from?: readonly UnknownValue[];
}

export type Value = NullValue | BoolValue | NumberValue | StringValue | TextValue | ListValue | MapValue | UnknownValue;

/** Whether a thing of the configuration exists: certain, or it may, depending on an unknown. */
export type Existence = true | UnknownValue;

/** The unknowns at the root of the matter, each symbol once, in order of first meeting. */
export function rootUnknowns(unknown: UnknownValue): readonly UnknownValue[] {
  const found = new Map<string, UnknownValue>();
  const visited = new Set<UnknownValue>();
  const visit = (at: UnknownValue): void => {
    if (visited.has(at)) return;
    visited.add(at);
    if (at.from === undefined || at.from.length === 0) found.set(at.symbol, found.get(at.symbol) ?? at);
    else for (const one of at.from) visit(one);
  };
  visit(unknown);
  return [...found.values()];
}

/** Whether two are elements of one list, at different places, and no two elements of that are equal. */
export function areApart(a: UnknownValue, b: UnknownValue): boolean {
  return a.distinct !== undefined && a.distinct === b.distinct && isElement(a) && isElement(b) && a.symbol !== b.symbol;
}

/** Whether it is still what the list has at a place: what is made of that has another symbol. */
function isElement({ symbol, distinct = "" }: UnknownValue): boolean {
  return symbol.startsWith(`${distinct}[`) && /^\[[0-9]+\]$/.test(symbol.slice(distinct.length));
}

/** Something taken as given although the source does not prove it; `--strict` turns it into an unknown. */
export interface Assumption {
  /** `template-url`, `data-source`, `launch-template-version`, `default-network-acl`, `default-security-group`, `remote-state`, … */
  readonly kind: string;
  /** One sentence for people. */
  readonly text: string;
  readonly span?: Span;
}
