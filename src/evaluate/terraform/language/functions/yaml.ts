/** yamldecode: YAML text into a value, by the rules of Terraform's YAML dialect (https://github.com/zclconf/go-cty-yaml). */
import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from "js-yaml";
import { DYNAMIC, STRING } from "../../../../base/type.ts";
import type { Value } from "../../../../base/value.ts";
import { convert } from "../types/convert.ts";
import { friendlyName, quote } from "../types/type-words.ts";
import { typeOf } from "../types/types.ts";
import { type Failure, isFailure, object, type Result, string, tuple } from "../types/values.ts";
import { type FunctionSpec, failed, textOf } from "./function-spec.ts";
import { encodeYaml } from "./yaml-encode.ts";
import { resolveScalar } from "./yaml-scalar.ts";

/** Collections may nest this deep. */
const MAX_DEPTH = 200;
/** Values that a document may have once its aliases are followed. */
const MAX_SIZE = 500_000;

const STANDARD = "tag:yaml.org,2002:";

/** Thrown inside this file only: the way out of the recursion over the events. */
class Refusal {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

interface Sized {
  readonly value: Value;
  readonly size: number;
}

class Reader {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, Sized | "pending">();
  #next = 0;
  #size = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  document(): Value {
    const documents = this.#events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
    this.#next = 1;
    const first = this.#events[1];
    if (documents === 0 || first === undefined || first.type === EVENT_ID.POP)
      throw new Refusal("on line 1, column 1: missing start of document");
    const { value } = this.#node();
    if (documents > 1)
      throw new Refusal(this.#at(this.#text.indexOf("\n---") + 1, "unexpected extra content after value"));
    return value;
  }

  #at(offset: number, message: string): string {
    const before = this.#text.slice(0, Math.max(offset, 0)).split("\n");
    const line = before.length - 1;
    // As in Terraform, lines are counted from 0 and nothing is said of the first.
    return line === 0 ? message : `on line ${line}, column ${before.at(-1)!.length + 1}: ${message}`;
  }

  #refuse(event: Event | undefined, message: string): Refusal {
    const offset =
      event === undefined
        ? 0
        : "start" in event
          ? event.start
          : "valueStart" in event
            ? event.valueStart
            : "anchorStart" in event
              ? event.anchorStart
              : 0;
    return new Refusal(this.#at(offset, message));
  }

  #node(): Sized {
    const event = this.#events[this.#next++];
    if (event === undefined) throw new Refusal("expecting value but found end of stream");
    this.#size++;
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP)
      throw new Refusal("expecting value but found end of document");
    const anchor =
      event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd).replace(/^&/, "");
    if (anchor !== undefined) this.#anchors.set(anchor, "pending");
    const from = this.#size;
    const value = this.#content(event);
    const sized = { value, size: this.#size - from + 1 };
    if (anchor !== undefined) this.#anchors.set(anchor, sized);
    return sized;
  }

  #alias(event: Extract<Event, { anchorStart: number }>): Sized {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd).replace(/^\*/, "");
    const found = this.#anchors.get(name);
    if (found === "pending")
      throw this.#refuse(event, `cannot refer to anchor ${quote(name)} from inside its own definition`);
    if (found === undefined) throw this.#refuse(event, `reference to undefined anchor ${quote(name)}`);
    this.#size += found.size;
    if (this.#size > MAX_SIZE) throw this.#refuse(event, "the aliases make the document too large");
    return found;
  }

  #content(
    event: Exclude<Event, { type: typeof EVENT_ID.ALIAS | typeof EVENT_ID.POP | typeof EVENT_ID.DOCUMENT }>,
  ): Value {
    const tag = this.#tag(event.tagStart, event.tagEnd);
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event as ScalarEvent, tag);
    const sequence = event.type === EVENT_ID.SEQUENCE;
    const own = `${STANDARD}${sequence ? "seq" : "map"}`;
    if (tag !== "" && tag !== own)
      throw this.#refuse(event, `can't interpret ${sequence ? "sequence" : "mapping"} as ${tag}`);
    return sequence ? this.#sequence() : this.#mapping();
  }

  #tag(start: number, end: number): string {
    if (start < 0) return "";
    const written = this.#text.slice(start, end);
    if (written.startsWith("!<")) return written.slice(2, -1);
    return written.startsWith("!!") ? STANDARD + written.slice(2) : written;
  }

  #scalar(event: ScalarEvent, tag: string): Value {
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const text = event.valueStart < 0 ? "" : getScalarValue(this.#text, event);
    const value = resolveScalar(tag, text, quoted);
    if (isFailure(value)) throw this.#refuse(event, value.failure);
    if (plain || tag !== "" || event.tagStart >= 0) return value;
    // What is not plain is a string, whatever it looks like.
    const asText = convert(value, STRING);
    return isFailure(asText) ? value : asText;
  }

  #ends(): boolean {
    if (this.#events[this.#next]?.type !== EVENT_ID.POP) return false;
    this.#next++;
    return true;
  }

  #sequence(): Value {
    const elements: Value[] = [];
    while (!this.#ends()) elements.push(this.#node().value);
    return tuple(elements);
  }

  #mapping(): Value {
    const entries = new Map<string, Value>();
    while (!this.#ends()) {
      const event = this.#events[this.#next];
      if (this.#isMerge(event)) {
        this.#next++;
        this.#merge(entries, event);
        continue;
      }
      const key = this.#key(event);
      entries.set(key, this.#node().value);
    }
    return object(entries);
  }

  #isMerge(event: Event | undefined): boolean {
    if (event?.type !== EVENT_ID.SCALAR || event.valueStart < 0) return false;
    const tag = this.#tag(event.tagStart, event.tagEnd);
    return (event.tagStart < 0 && getScalarValue(this.#text, event) === "<<") || tag === `${STANDARD}merge`;
  }

  #merge(entries: Map<string, Value>, event: Event | undefined): void {
    const { value } = this.#node();
    const maps = value.kind === "list" ? value.elements : [value];
    for (const one of maps) {
      if (one.kind !== "map") {
        const where = value.kind === "list" ? " (from sequence)" : "";
        throw this.#refuse(event, `cannot merge ${friendlyName(typeOf(one))}${where} into mapping`);
      }
      for (const [key, inner] of one.entries) entries.set(key, inner);
    }
  }

  #key(event: Event | undefined): string {
    this.#next++;
    if (event?.type !== EVENT_ID.SCALAR) throw this.#refuse(event, "only strings are allowed as mapping keys");
    const text = event.valueStart < 0 ? "" : getScalarValue(this.#text, event);
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const value = resolveScalar(this.#tag(event.tagStart, event.tagEnd), text, quoted);
    if (isFailure(value)) throw new Refusal(value.failure);
    if (value.kind === "null") throw this.#refuse(event, "mapping key cannot be null");
    const key = convert(value, STRING);
    if (isFailure(key) || key.kind !== "string") throw this.#refuse(event, "only strings are allowed as mapping keys");
    return key.value;
  }
}

function decodeYaml(text: string): Value | Failure {
  try {
    return new Reader(text, parseEvents(text, { maxDepth: MAX_DEPTH })).document();
  } catch (problem) {
    if (problem instanceof Refusal) return failed(problem.message);
    if (problem instanceof YAMLException) {
      const line = problem.mark?.line ?? 0;
      return failed(line === 0 ? problem.reason : `on line ${line + 1}, column 1: ${problem.reason}`);
    }
    throw problem;
  }
}

export const YAML_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  yamldecode: {
    parameters: [{ name: "src", type: STRING }],
    type: DYNAMIC,
    mayBeNull: true,
    run: ([text]): Result => decodeYaml(textOf(text)),
  },
  yamlencode: {
    parameters: [{ name: "value", type: DYNAMIC, needs: "whole", nullable: true }],
    type: STRING,
    run: ([value]): Result => string(encodeYaml(value!)),
  },
};
