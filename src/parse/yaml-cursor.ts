/** YAML text, token by token as js-yaml finds them, for whoever makes nodes of it: anchors are followed here, depth and size bounded. */
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { EVENT_ID, getScalarValue, parseEvents, YAMLException } from "js-yaml";
import type { LocatedScalar } from "./located.ts";
import { styleOf } from "./yaml-scalar.ts";

export type { AliasEvent, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";

/** Collections may nest this deep; beyond it a text is refused. */
const MAXIMUM_DEPTH = 200;

/** Why a text is no YAML. */
export interface YamlRefusal {
  /** A clause without a place. */
  readonly reason: string;
  /** UTF-16 offset. */
  readonly at: number;
  /** From 0. */
  readonly line: number;
}

/** Makes nodes of what the cursor finds. `tag` is the tag as written. */
export interface YamlBuilder<Node> {
  scalar(event: ScalarEvent, tag: string | undefined): Node;
  /** Reads its elements by `node` while there are `more`. */
  sequence(event: SequenceEvent, tag: string | undefined): Node;
  /** Reads keys and values by `node`, or keys by `take`, while there are `more`. */
  mapping(event: MappingEvent, tag: string | undefined): Node;
  /** What the anchor stands for: `pending` inside the anchor's own node, undefined where none of that name stands before. */
  alias(event: AliasEvent, name: string, anchor: Node | "pending" | undefined): Node;
}

export class YamlCursor<Node> {
  readonly text: string;
  /** How many documents the text has; only the first is read. */
  readonly documents: number;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, { readonly node: Node; readonly size: number } | "pending">();
  #next = 1;
  /** Nodes read so far, as if aliases were copies. A builder that makes copies adds them. */
  size = 0;

  constructor(text: string, events: readonly Event[]) {
    this.text = text;
    this.#events = events;
    this.documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
  }

  node(builder: YamlBuilder<Node>): Node {
    const event = this.take();
    this.size += 1;
    if (event.type === EVENT_ID.ALIAS) {
      const name = this.text.slice(event.anchorStart, event.anchorEnd);
      const anchor = this.#anchors.get(name);
      if (anchor === undefined || anchor === "pending") return builder.alias(event, name, anchor);
      // Doubled a thousand times it would be infinite, and the difference of two such sizes no number.
      this.size = Math.min(this.size + anchor.size, Number.MAX_SAFE_INTEGER);
      return builder.alias(event, name, anchor.node);
    }
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) throw new Error("a node was expected");
    const before = this.size;
    const name = event.anchorStart < 0 ? undefined : this.text.slice(event.anchorStart, event.anchorEnd);
    if (name !== undefined) this.#anchors.set(name, "pending");
    const tag = this.tag(event);
    const node =
      event.type === EVENT_ID.SCALAR
        ? builder.scalar(event, tag)
        : event.type === EVENT_ID.SEQUENCE
          ? builder.sequence(event, tag)
          : builder.mapping(event, tag);
    if (name !== undefined) this.#anchors.set(name, { node, size: this.size - before + 1 });
    return node;
  }

  /** False at the end of a collection, which is passed. */
  more(): boolean {
    if (this.#events[this.#next]?.type !== EVENT_ID.POP) return true;
    this.#next += 1;
    return false;
  }

  /** The next event as it is. */
  take(): Event {
    return this.#events[this.#next++]!;
  }

  tag({ tagStart, tagEnd }: ScalarEvent | SequenceEvent | MappingEvent): string | undefined {
    return tagStart < 0 ? undefined : this.text.slice(tagStart, tagEnd);
  }

  style(event: ScalarEvent): LocatedScalar["style"] {
    return styleOf(event);
  }

  value(event: ScalarEvent): string {
    return event.valueStart < 0 ? "" : getScalarValue(this.text, event);
  }
}

/** At the first node of the first document; undefined where there is no document. */
export function openYaml<Node>(text: string): YamlCursor<Node> | YamlRefusal | undefined {
  try {
    const events = parseEvents(text, { maxDepth: MAXIMUM_DEPTH });
    return events.length === 0 ? undefined : new YamlCursor(text, events);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { reason: error.reason, at: error.mark?.position ?? 0, line: error.mark?.line ?? 0 };
  }
}
