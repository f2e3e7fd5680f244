/** Whether what is said of a value of which a part is not known holds of the value that it turns out to be. */
import { numberFromText, numberText } from "../../../src/base/number-text.ts";
import type { ListValue, MapEntry, MapValue, TextValue, Type, UnknownValue, Value } from "../../../src/base/value.ts";
import { couldBe } from "../../../src/values/text-runs.ts";
import { isCertain, isWhollyKnown, symbolOf } from "../../../src/values/unknown.ts";

/** What is said of values in one state of all that was not known: what has one name is one value. */
export class Claims {
  readonly #isTyped: boolean;
  readonly #named = new Map<string, { readonly actual: Value; readonly in: string }>();

  /**
   * `isTyped`: whether a number is another value than the text of its digits, and a null another than nothing, as in Terraform. In templates
   * they are the same, and an element that may be null may be left out.
   */
  constructor(isTyped: boolean) {
    this.#isTyped = isTyped;
  }

  /** What is wrong with it, in words; undefined where it holds. `of`: whose value it is. */
  contradiction(said: Value, actual: Value, of: string): string | undefined {
    return this.#held(said, actual, of);
  }

  /** `of`: undefined where it is not known whether this is the value, so that nothing is learned of its name. */
  #held(said: Value, actual: Value, of: string | undefined): string | undefined {
    const wrong = this.#parts(said, actual, of);
    if (wrong !== undefined || of === undefined || isWhollyKnown(said)) return wrong;
    // What is converted to a truth keeps its name, and "1" is true then; `==` takes the two for what they are.
    const name = `${symbolOf(said)}${said.kind === "unknown" && said.type.kind === "bool" ? " as a truth" : ""}`;
    const before = this.#named.get(name);
    if (before === undefined) this.#named.set(name, { actual, in: of });
    else if (!isOne(before.actual, actual))
      return `${name} is ${loosely(before.actual)} in ${before.in}, and ${loosely(actual)} in ${of}`;
    return undefined;
  }

  #parts(said: Value, actual: Value, of: string | undefined): string | undefined {
    switch (said.kind) {
      case "unknown":
        return this.#unknown(said, actual);
      case "text":
        return isText(said, actual) ? undefined : differs(said, actual);
      case "list":
        return actual.kind === "list" ? this.#list(said, actual, of) : differs(said, actual);
      case "map":
        return actual.kind === "map" ? this.#map(said, actual, of) : differs(said, actual);
      default:
        return this.#isSame(said, actual) ? undefined : differs(said, actual);
    }
  }

  #isSame(said: Value, actual: Value): boolean {
    return this.#isTyped ? exactly(said) === exactly(actual) : loosely(said) === loosely(actual);
  }

  #holds(said: Value, actual: Value): boolean {
    return this.#held(said, actual, undefined) === undefined;
  }

  #unknown(said: UnknownValue, actual: Value): string | undefined {
    const { symbol, oneOf, notNull, prefix, least, type } = said;
    const is = `${symbol} is ${exactly(actual)}`;
    if (notNull === true && actual.kind === "null") return `${is}, and was said not to be null`;
    if (this.#isTyped && actual.kind !== "null" && !isOfType(actual, type))
      return `${is}, and was said to be of type ${type.kind}`;
    if (prefix !== undefined && !(actual.kind === "string" && actual.value.startsWith(prefix)))
      return `${is}, and was said to begin with ${prefix}`;
    if (least !== undefined && !(sizeOf(actual) >= least)) return `${is}, and was said to be ${least} or more`;
    if (said.noneOf?.has(actual.kind === "string" ? actual.value : exactly(actual)) === true)
      return `${is}, and was said to be none of ${[...said.noneOf].join(", ")}`;
    if (oneOf?.some((one) => this.#holds(one, actual)) === false)
      return `${is}, and was said to be one of ${oneOf.map(symbolOf).join(" | ")}`;
    return undefined;
  }

  #list(said: ListValue, actual: ListValue, of: string | undefined): string | undefined {
    if ((said.shape === "set") !== (actual.shape === "set")) return differs(said, actual);
    const { elements, rest, inSomeOrder } = said;
    const values = actual.elements;
    if (!this.#isTyped && elements.some(mayBeNull)) {
      const others = elements.filter((one) => !mayBeNull(one));
      return this.#areAmong(others, values) ? this.#further(elements, rest, values) : differs(said, actual);
    }
    if (said.shape === "set") return this.#set(said, actual);
    const placed = said.restFrom ?? elements.length;
    // Without further ones, elements of which the order is not known may turn out to be one.
    const isInOrder = said.restFrom === undefined || said.apart === true || inSomeOrder !== undefined;
    const mayRepeat = rest === undefined && !isInOrder;
    const isLonger = rest === undefined && values.length > elements.length;
    if (isLonger || (rest === undefined && !mayRepeat && values.length < elements.length)) return differs(said, actual);
    // Instances that are only named somewhere may not be there.
    const certain = isCertain(said) ? elements : elements.slice(0, values.length);
    for (const [at, one] of certain.slice(0, placed).entries()) {
      const value = values[at];
      const wrong = value === undefined ? differs(said, actual) : this.#held(one, value, of && `${of}[${at}]`);
      if (wrong !== undefined) return wrong;
    }
    if (inSomeOrder !== undefined && !this.#areAmong(inSomeOrder, values)) return differs(said, actual);
    const others = isCertain(said) && inSomeOrder === undefined ? elements.slice(placed) : [];
    const isThere = (one: Value): boolean => values.some((value) => this.#holds(one, value));
    if (mayRepeat ? !others.every(isThere) : !this.#areAmong(others, values.slice(placed)))
      return differs(said, actual);
    return this.#further(elements, rest, values);
  }

  /** Of two elements that are not known it is not known whether they are one. */
  #set({ elements, rest, ...said }: ListValue, { elements: values }: ListValue): string | undefined {
    const isThere = (one: Value): boolean => values.some((value) => this.#holds(one, value));
    const whole = { ...said, elements, ...(rest === undefined ? {} : { rest }) };
    if (isCertain(whole) && !elements.every(isThere)) return `of ${symbolOf(whole)} one is missing`;
    if (isWhollyKnown(whole) && elements.length !== values.length) return `${symbolOf(whole)} has ${values.length}`;
    return this.#further(elements, rest, values);
  }

  #map(said: MapValue, actual: MapValue, of: string | undefined): string | undefined {
    for (const [key, one] of said.entries) {
      const value = actual.entries.get(key);
      if (value === undefined && (this.#isTyped ? !isCertain(said) : mayBeNull(one))) continue;
      const wrong = value === undefined ? `${key} is missing` : this.#held(one, value, of && `${of}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    const further = [...actual.entries].filter(([key]) => !said.entries.has(key));
    if (said.rest === undefined && further.length > 0) return differs(said, actual);
    if (said.restEntries !== undefined) return this.#entries(said.restEntries, actual, further);
    return this.#further(
      [],
      said.rest,
      further.map(([, value]) => value),
    );
  }

  /** Each entry whose key is not known is there, under whatever key, and those of the map that are not among the known are one of these. */
  #entries(
    said: readonly MapEntry[],
    actual: MapValue,
    further: readonly (readonly [string, Value])[],
  ): string | undefined {
    const isOne = ([key, value]: MapEntry, [name, one]: readonly [string, Value]): boolean =>
      this.#holds(key, { kind: "string", value: name }) && this.#holds(value, one);
    const missing = said.find((entry) => ![...actual.entries].some((one) => isOne(entry, one)));
    if (missing !== undefined) return `${symbolOf(missing[0])} is missing among ${exactly(actual)}`;
    const other = further.find((one) => !said.some((entry) => isOne(entry, one)));
    return other && `${other[0]} is none of ${said.map(([key]) => symbolOf(key)).join(", ")}`;
  }

  /** Each value is one of the elements, or of what may be further ones. */
  #further(elements: readonly Value[], rest: UnknownValue | undefined, values: readonly Value[]): string | undefined {
    const wrong = values.find((value) => {
      if (elements.some((one) => this.#holds(one, value))) return false;
      if (rest === undefined) return true;
      return rest.oneOf?.some((one) => this.#holds(one, value)) === false;
    });
    if (wrong === undefined) return undefined;
    const names = [...elements, ...(rest?.oneOf ?? [])].map(symbolOf).join(", ");
    return `${exactly(wrong)} is among those that were said to be ${names}`;
  }

  /** Whether each has a value of its own. */
  #areAmong(said: readonly Value[], values: readonly Value[]): boolean {
    const [first, ...others] = said;
    if (first === undefined) return true;
    return values.some((value, at) => this.#holds(first, value) && this.#areAmong(others, values.toSpliced(at, 1)));
  }
}

/** What has one name is one value; a text of which it is not known that it is one keeps its name as the number that it is converted to. */
function isOne(a: Value, b: Value): boolean {
  if (a.kind === "number" && b.kind === "string") return exactly(a) === asNumeral(b.value);
  if (a.kind === "string" && b.kind === "number") return isOne(b, a);
  return loosely(a) === loosely(b);
}

/** `-1` of `-01`. */
function asNumeral(text: string): string {
  const number = numberFromText(text);
  return number === undefined ? text : exactly(number);
}

function mayBeNull(value: Value): boolean {
  return value.kind === "unknown" && value.oneOf?.some(({ kind }) => kind === "null") === true;
}

function differs(said: Value, actual: Value): string {
  return `it is ${exactly(actual)}, and was said to be ${symbolOf(said)}`;
}

function isText(said: TextValue, actual: Value): boolean {
  return actual.kind === "string" && couldBe(said, actual.value);
}

function isOfType(value: Value, type: Type): boolean {
  switch (type.kind) {
    case "dynamic":
      return true;
    case "list":
    case "set":
      return value.kind === "list" && value.elements.every((one) => one.kind === "null" || isOfType(one, type.element));
    case "tuple":
      return value.kind === "list" && value.elements.length === type.elements.length;
    case "map":
      return value.kind === "map";
    case "object":
      return value.kind === "map" && [...type.attributes.keys()].every((name) => value.entries.has(name));
    default:
      return value.kind === type.kind;
  }
}

/** A known value with the types of what is in it. Whether a collection has one type for all is seen where it is compared. */
function exactly(value: Value): string {
  switch (value.kind) {
    case "number":
      // Nothing but a text tells these apart.
      return numberText(value).replace(/^-0$/, "0");
    case "list":
      return `${value.shape === "set" ? "set" : ""}[${value.elements.map(exactly).join(", ")}]`;
    case "map":
      return `{${pairs(value, exactly)}}`;
    default:
      return loosely(value);
  }
}

/** The same but for what a conversion makes of it: that keeps its name. */
function loosely(value: Value): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "bool":
    case "string":
      return JSON.stringify(String(value.value));
    case "number":
      return JSON.stringify(exactly(value));
    case "list":
      return `[${value.elements.map(loosely).join(", ")}]`;
    case "map":
      return `{${pairs(value, loosely)}}`;
    default:
      throw new Error(`${symbolOf(value)} is not known.`);
  }
}

function pairs({ entries }: MapValue, inside: (value: Value) => string): string {
  const written = [...entries].map(([key, one]) => `${JSON.stringify(key)}: ${inside(one)}`);
  return written.sort().join(", ");
}

/** A number, or how many elements a list has. */
function sizeOf(value: Value): number {
  if (value.kind === "list") return value.elements.length;
  return value.kind === "number" ? Number(numberText(value)) : Number.NaN;
}
