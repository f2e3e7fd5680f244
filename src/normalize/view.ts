/**
 * Turns a resource body, nested block or object value into one way of reading arguments, whatever the dialect: a reader names them as AWS's
 * API does, `targetGroupArn`, and `spelling.ts` says how they are written.
 */
import { cover, type Span } from "../base/source-file.ts";
import { DYNAMIC, type Existence, type MapValue, type Origin, type UnknownValue, type Value } from "../base/value.ts";
import type { Resource, ResourceBody } from "../evaluate/resource.ts";
import { refused, type Spelling, spellingOf } from "./spelling.ts";
import { bothExist, derived, elementsOf, given, isEmptyText, notNull } from "./value.ts";

/** A thing with arguments: a resource, a block of it, or an object in a list. */
export interface View {
  /** The resource that it is part of. */
  readonly resource: Resource;
  /** The header of a block or resource, the text of an object. */
  readonly span: Span;
  /** Whether this part is there, given that the resource is. */
  readonly exists: Existence;
  /** An argument; undefined where absent or null. */
  value(name: string): Value | undefined;
  /** Where it comes from that an argument is null, which is as if it were absent. */
  nullOrigin(name: string): Origin | undefined;
  /** The place of the argument's value, else of the thing. */
  spanOf(name: string): Span;
  /** From the name to the end of the argument; undefined where absent. */
  argumentSpan(name: string): Span | undefined;
  /** Nested things: blocks of that type, the objects of a list argument, or a single object. */
  views(name: string): Views;
  /** How the argument is written, for people; undefined where the dialect has none. */
  spelt(name: string): string | undefined;
}

export interface Views {
  readonly views: readonly View[];
  /** There may be any number more, because this is unknown. */
  readonly rest?: UnknownValue;
  /** One of those, of which nothing is known. */
  readonly other?: View;
  /** A dynamic block makes them: each is as those among `views` that only may be there. */
  readonly alike?: true;
  /** Whether the argument or a block of the type was written at all. */
  readonly written: boolean;
}

/** The whole resource. */
export function viewOf(resource: Resource): View {
  return new HolderView(resource, inBody(resource.body), resource.span, true, spellingOf(resource));
}

/** What a resource itself calls an attribute or argument, as a reference to it does; undefined where absent or null. */
export function attributeAt(resource: Resource, attribute: string): Value | undefined {
  const { attributes, rest } = resource.body;
  const value = attributes.get(attribute)?.value;
  return value === undefined ? restOf(rest, attribute) : notNull(value);
}

/** The nested thing; the one around it where the dialect writes the nested one's arguments right there. */
export function within(view: View, name: string): View | undefined {
  return view.spelt(name) === undefined ? view : only(view.views(name));
}

/**
 * The nested thing, for blocks that may be written once: where it only may be there, each of its arguments is what it says or absent; where
 * nothing is known of it, each is unknown.
 */
export function only(views: Views): View | undefined {
  const [first] = views.views;
  if (first === undefined) return views.other;
  return first.exists === true ? first : perhapsSilent(first, first.exists);
}

/** An argument, unless it is an empty text and one of the others says what it would. */
export function alternative(view: View, name: string, others: readonly string[]): Value | undefined {
  const value = view.value(name);
  const isSaid = (other: Value | undefined): boolean =>
    other !== undefined && !isEmptyText(other) && !isEmptyList(other);
  return isEmptyText(value) && others.some((other) => isSaid(view.value(other))) ? undefined : value;
}

function isEmptyList(value: Value): boolean {
  return value.kind === "list" && value.elements.length === 0 && value.rest === undefined;
}

/** The smallest span over the arguments that are written. */
export function spanOver(view: View, names: readonly string[]): Span | undefined {
  let span: Span | undefined;
  for (const name of names) {
    const at = view.argumentSpan(name);
    if (at !== undefined) span = span === undefined ? at : cover(span, at);
  }
  return span;
}

/** What holds arguments: a body, or an object. */
interface Holder {
  readonly arguments: ReadonlyMap<string, unknown>;
  valueAt(spelt: string): Value | undefined;
  /** From the name to the end of the argument. */
  spanAt(spelt: string): Span | undefined;
  /** There may be any number of further arguments, because this is unknown. */
  readonly rest: UnknownValue | undefined;
  readonly body?: ResourceBody;
}

function inBody(body: ResourceBody): Holder {
  const { attributes, rest } = body;
  return {
    arguments: attributes,
    valueAt: (spelt) => attributes.get(spelt)?.value,
    spanAt: (spelt) => attributes.get(spelt)?.span,
    rest,
    body,
  };
}

function inMap({ entries, keySpans, rest }: MapValue): Holder {
  return {
    arguments: entries,
    valueAt: (spelt) => entries.get(spelt),
    spanAt: (spelt) => {
      const key = keySpans?.get(spelt);
      const at = entries.get(spelt)?.origin?.span;
      return key === undefined ? at : at === undefined ? key : cover(key, at);
    },
    rest,
  };
}

class HolderView implements View {
  readonly resource: Resource;
  readonly span: Span;
  readonly exists: Existence;
  readonly #holder: Holder;
  readonly #spelling: Spelling;

  constructor(resource: Resource, holder: Holder, span: Span, exists: Existence, spelling: Spelling) {
    this.resource = resource;
    this.#holder = holder;
    this.span = span;
    this.exists = exists;
    this.#spelling = spelling;
  }

  #spellings(name: string): readonly string[] {
    return this.#spelling(name, this.#holder.arguments);
  }

  /** The spelling in which the argument is written and not null, else one in which it is written, else the first. */
  #written(name: string): string | undefined {
    const spellings = this.#spellings(name);
    if (spellings.length < 2) return spellings[0];
    const there = spellings.filter((one) => this.#holder.valueAt(one) !== undefined);
    return there.find((one) => this.#holder.valueAt(one)?.kind !== "null") ?? there[0] ?? spellings[0];
  }

  value(name: string): Value | undefined {
    const at = this.#written(name);
    if (at === undefined) return undefined;
    const value = this.#holder.valueAt(at);
    if (value !== undefined) return notNull(value);
    const { rest, arguments: written } = this.#holder;
    return (
      restOf(rest, at) ?? (written.has(name) ? refused(this.resource, name, at, this.#holder.spanAt(name)) : undefined)
    );
  }

  nullOrigin(name: string): Origin | undefined {
    const { nulls } = this.#holder.body ?? {};
    return this.#spellings(name)
      .map((one) => nulls?.get(one))
      .find((one) => one !== undefined);
  }

  spanOf(name: string): Span {
    const at = this.#written(name);
    if (at === undefined) return this.span;
    return this.#holder.valueAt(at)?.origin?.span ?? this.#holder.spanAt(at) ?? this.span;
  }

  argumentSpan(name: string): Span | undefined {
    const at = this.#written(name);
    return at === undefined || this.value(name) === undefined ? undefined : this.#holder.spanAt(at);
  }

  spelt(name: string): string | undefined {
    return this.#spellings(name)[0];
  }

  views(name: string): Views {
    const { body } = this.#holder;
    const spellings = this.#spellings(name);
    const blocks = body?.blocks.filter((block) => spellings.includes(block.type)) ?? [];
    const views = blocks.map(
      (block) => new HolderView(this.resource, inBody(block.body), block.span, block.exists, this.#spelling),
    );
    const attribute = this.value(name);
    const listed = viewsOfValue(this.resource, attribute, this.spanOf(name), this.#spelling);
    const more = spellings.map((one) => body?.furtherBlocks.get(one)).find((one) => one !== undefined);
    const rest = more ?? listed.rest;
    return {
      views: listed.views.length === 0 ? views : [...views, ...listed.views],
      written: views.length > 0 || attribute !== undefined || rest !== undefined,
      ...(rest === undefined ? {} : further(this.resource, rest, this.spanOf(name), this.#spelling)),
      ...(more !== undefined && listed.rest === undefined ? { alike: true } : {}),
    };
  }
}

/** The objects of a value: of a list, or the object itself. */
export function viewsOfValue(resource: Resource, value: Value | undefined, fallback: Span, spelling: Spelling): Views {
  const { elements, rest } = elementsOf(value);
  const views: View[] = [];
  let more = rest;
  for (const element of elements) {
    if (element.value.kind === "map") views.push(ofMap(resource, element.value, fallback, element.exists, spelling));
    else if (element.value.kind === "unknown") more = more ?? element.value;
  }
  return {
    views,
    written: value !== undefined,
    ...(more === undefined ? {} : further(resource, more, fallback, spelling)),
  };
}

function ofMap(resource: Resource, map: MapValue, fallback: Span, exists: Existence, spelling: Spelling): View {
  return new HolderView(resource, inMap(map), map.origin?.span ?? fallback, exists, spelling);
}

function further(
  resource: Resource,
  rest: UnknownValue,
  fallback: Span,
  spelling: Spelling,
): Pick<Views, "rest" | "other"> {
  const { origin } = rest;
  const nothing: MapValue = { kind: "map", shape: "object", entries: new Map(), rest };
  const map = origin === undefined ? nothing : { ...nothing, origin };
  return { rest, other: ofMap(resource, map, fallback, rest, spelling) };
}

/** An argument that may be among those that are not known. */
function restOf(rest: UnknownValue | undefined, name: string): UnknownValue | undefined {
  return rest === undefined ? undefined : derived(`${rest.symbol}.${name}`, rest.cause.text, [rest]);
}

/** The same view with some parts replaced. */
function changed(view: View, parts: Partial<View>): View {
  return {
    resource: view.resource,
    span: view.span,
    exists: view.exists,
    value: (name) => view.value(name),
    nullOrigin: (name) => view.nullOrigin(name),
    spanOf: (name) => view.spanOf(name),
    argumentSpan: (name) => view.argumentSpan(name),
    views: (name) => view.views(name),
    spelt: (name) => view.spelt(name),
    ...parts,
  };
}

/** The same things, each only where something else is too. */
export function boundViews(views: Views, exists: Existence): Views {
  if (exists === true) return views;
  return { ...views, views: views.views.map((one) => changed(one, { exists: bothExist(exists, one.exists) })) };
}

/** A thing that only may be there, read as one that is there and may say nothing. */
function perhapsSilent(view: View, exists: UnknownValue): View {
  return changed(view, {
    exists: true,
    value: (name) => {
      const value = view.value(name);
      return value === undefined
        ? undefined
        : perhapsNull(value, `${view.resource.address}.${view.spelt(name)}`, exists);
    },
    views: (name) => boundViews(view.views(name), exists),
  });
}

function perhapsNull(value: Value, name: string, exists: UnknownValue): UnknownValue {
  const values = value.kind === "unknown" ? value.oneOf : [value];
  return {
    ...derived(`${name} if ${exists.symbol}`, exists.cause.text, value.kind === "unknown" ? [exists, value] : [exists]),
    ...given({ origin: value.origin }),
    ...(values === undefined ? {} : { oneOf: [...values, { kind: "null", type: DYNAMIC }] }),
  };
}

export interface Site {
  readonly root: string;
  readonly span: Span;
  /** The module or template instance of the reference, where it stands in one. */
  readonly scope?: string;
}

export function siteOf(view: View, name: string): Site {
  return { root: view.resource.root, span: view.spanOf(name), scope: view.resource.scope };
}
