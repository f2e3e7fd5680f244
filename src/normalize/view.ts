/** Turns a resource body, nested block or object value into one way of reading arguments. */
import { cover, type Span } from "../base/source-file.ts";
import { DYNAMIC } from "../base/type.ts";
import type { Existence, MapValue, UnknownValue, Value } from "../base/value.ts";
import type { BodyAttribute, Resource, ResourceBody } from "../evaluate/resource.ts";
import { bothExist, derived, elementsOf, isEmptyText } from "./value.ts";

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
  /** The place of the argument's value, else of the thing. */
  spanOf(name: string): Span;
  /** From the name to the end of the argument; undefined where absent. */
  argumentSpan(name: string): Span | undefined;
  /** Nested things: blocks of that type, the objects of a list argument, or a single object. */
  views(name: string): Views;
  /** Names of the arguments that are there. */
  names(): readonly string[];
}

export interface Views {
  readonly views: readonly View[];
  /** There may be any number more, because this is unknown. */
  readonly open?: UnknownValue;
  /** One of those, of which nothing is known. */
  readonly other?: View;
  /** Whether the argument or a block of the type was written at all. */
  readonly written: boolean;
}

/** The whole resource. */
export function viewOf(resource: Resource): View {
  return new BodyView(resource, resource.body, resource.span, true);
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

function spelt(resource: Resource, name: string): string {
  return resource.spelling === undefined ? name : resource.spelling(name);
}

class BodyView implements View {
  readonly resource: Resource;
  readonly span: Span;
  readonly exists: Existence;
  readonly #body: ResourceBody;

  constructor(resource: Resource, body: ResourceBody, span: Span, exists: Existence) {
    this.resource = resource;
    this.#body = body;
    this.span = span;
    this.exists = exists;
  }

  value(name: string): Value | undefined {
    const value = this.#attribute(name)?.value;
    if (value !== undefined) return value.kind === "null" ? undefined : value;
    return restOf(this.#body.rest, name);
  }

  spanOf(name: string): Span {
    const attribute = this.#attribute(name);
    return attribute?.value.origin?.span ?? attribute?.span ?? this.span;
  }

  argumentSpan(name: string): Span | undefined {
    return this.#attribute(name)?.span;
  }

  #attribute(name: string): BodyAttribute | undefined {
    return this.#body.attributes.get(spelt(this.resource, name));
  }

  views(name: string): Views {
    const blocks = this.#body.blocks.filter((block) => block.type === name);
    const views: View[] = blocks.map((block) => new BodyView(this.resource, block.body, block.span, block.exists));
    const attribute = this.value(name);
    const listed = attribute === undefined ? NOTHING : viewsOfValue(this.resource, attribute, this.spanOf(name));
    const open = this.#body.openBlocks.get(name) ?? listed.open;
    const written = views.length > 0 || attribute !== undefined || open !== undefined;
    return {
      views: listed.views.length === 0 ? views : [...views, ...listed.views],
      written,
      ...(open === undefined ? {} : further(this.resource, open, this.spanOf(name))),
    };
  }

  names(): readonly string[] {
    return [...this.#body.attributes.keys()];
  }
}

const NOTHING: Views = { views: [], written: false };

/** The objects of a value: of a list, or the object itself. */
export function viewsOfValue(resource: Resource, value: Value | undefined, fallback: Span): Views {
  const { elements, open } = elementsOf(value);
  const views: View[] = [];
  let more = open;
  for (const element of elements) {
    if (element.value.kind === "map") views.push(new MapView(resource, element.value, fallback, element.exists));
    else if (element.value.kind === "unknown") more = more ?? element.value;
  }
  return { views, written: value !== undefined, ...(more === undefined ? {} : further(resource, more, fallback)) };
}

function further(resource: Resource, open: UnknownValue, fallback: Span): Pick<Views, "open" | "other"> {
  const { origin } = open;
  const nothing: MapValue = { kind: "map", shape: "object", entries: new Map(), rest: open };
  const other = new MapView(resource, origin === undefined ? nothing : { ...nothing, origin }, fallback, open);
  return { open, other };
}

/** An argument that may be among those that are not known. */
function restOf(rest: UnknownValue | undefined, name: string): UnknownValue | undefined {
  return rest === undefined ? undefined : derived(`${rest.symbol}.${name}`, rest.cause.text, [rest]);
}

class MapView implements View {
  readonly resource: Resource;
  readonly span: Span;
  readonly exists: Existence;
  readonly #map: MapValue;

  constructor(resource: Resource, map: MapValue, fallback: Span, exists: Existence) {
    this.resource = resource;
    this.span = map.origin?.span ?? fallback;
    this.exists = exists;
    this.#map = map;
  }

  value(name: string): Value | undefined {
    const value = this.#entry(name);
    if (value !== undefined) return value.kind === "null" ? undefined : value;
    return restOf(this.#map.rest, name);
  }

  spanOf(name: string): Span {
    return this.#entry(name)?.origin?.span ?? this.#keySpan(name) ?? this.span;
  }

  argumentSpan(name: string): Span | undefined {
    const value = this.#entry(name);
    if (value === undefined || value.kind === "null") return undefined;
    const key = this.#keySpan(name);
    const at = value.origin?.span;
    return key === undefined ? at : at === undefined ? key : cover(key, at);
  }

  #entry(name: string): Value | undefined {
    return this.#map.entries.get(spelt(this.resource, name));
  }

  #keySpan(name: string): Span | undefined {
    return this.#map.keySpans?.get(spelt(this.resource, name));
  }

  views(name: string): Views {
    return viewsOfValue(this.resource, this.value(name), this.spanOf(name));
  }

  names(): readonly string[] {
    return [...this.#map.entries.keys()];
  }
}

/** The same view with some parts replaced. */
export function changed(view: View, parts: Partial<View>): View {
  return {
    resource: view.resource,
    span: view.span,
    exists: view.exists,
    value: (name) => view.value(name),
    spanOf: (name) => view.spanOf(name),
    argumentSpan: (name) => view.argumentSpan(name),
    views: (name) => view.views(name),
    names: () => view.names(),
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
      return value === undefined ? undefined : perhapsNull(value, `${view.resource.address}.${name}`, exists);
    },
    views: (name) => boundViews(view.views(name), exists),
  });
}

function perhapsNull(value: Value, name: string, exists: UnknownValue): UnknownValue {
  const values = value.kind === "unknown" ? value.oneOf : [value];
  return {
    ...derived(`${name} if ${exists.symbol}`, exists.cause.text, value.kind === "unknown" ? [exists, value] : [exists]),
    ...(value.origin === undefined ? {} : { origin: value.origin }),
    ...(values === undefined ? {} : { oneOf: [...values, { kind: "null", type: DYNAMIC }] }),
  };
}
