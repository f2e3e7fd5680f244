/** The string functions (https://developer.hashicorp.com/terraform/language/functions#string-functions). */
import { BOOL, NUMBER, STRING } from "../../../../base/type.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../../../base/value.ts";
import { derived } from "../../../../values/derived.ts";
import { concatenated, cutter } from "../types/text.ts";
import { bool, list, string } from "../types/values.ts";
import { inRow } from "./collection-list.ts";
import {
  badArgument,
  type FunctionSpec,
  failed,
  integerOf,
  isFailed,
  type Parameter,
  textOf,
} from "./function-spec.ts";
import { graphemes, lower, title, upper } from "./letters.ts";

const STR: Parameter = { name: "str", type: STRING };
const PARTIAL: Parameter = { name: "str", type: STRING, needs: "nothing" };
const LIST_OF_STRING = { kind: "list", element: STRING } as const;
/** Longer results are refused. */
const MAX_LENGTH = 64 * 1024 * 1024;

/** A function of one string; `piecewise` where the function of a whole is that of its parts end to end. */
function mapping(run: (text: string) => string, name?: string): FunctionSpec {
  if (name === undefined) return { parameters: [STR], type: STRING, run: ([str]) => string(run(textOf(str))) };
  return {
    parameters: [PARTIAL],
    type: STRING,
    run: ([str]) => (str!.kind === "string" ? string(run(str!.value)) : piecewise(str!, run, name, [])),
  };
}

/** A partly known text with a function applied to its known pieces, its holes becoming `name(hole, …)`. */
function piecewise(text: Value, run: (text: string) => string, name: string, more: readonly Value[]): Value {
  if (text.kind !== "text") return derived(name, [text, ...more], STRING, { notNull: true });
  return concatenated(
    text.parts.map((part) =>
      typeof part === "string" ? string(run(part)) : derived(name, [part, ...more], STRING, { notNull: true }),
    ),
  );
}

function firstLiteral(value: Value): string {
  if (value.kind !== "text") return "";
  const [first] = value.parts;
  return typeof first === "string" ? first : "";
}

function lastLiteral(value: Value): string {
  if (value.kind !== "text") return "";
  const last = value.parts.at(-1);
  return typeof last === "string" ? last : "";
}

const AFFIX = (second: string): Pick<FunctionSpec, "parameters"> => ({
  parameters: [PARTIAL, { name: second, type: STRING }],
});

const startswith: FunctionSpec = {
  ...AFFIX("prefix"),
  type: BOOL,
  run(args) {
    const [str, wanted] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") return bool(str.value.startsWith(wanted));
    const known = firstLiteral(str);
    if (known.startsWith(wanted)) return bool(true);
    return wanted.startsWith(known) ? derived("startswith", args, BOOL, { notNull: true }) : bool(false);
  },
};

const endswith: FunctionSpec = {
  ...AFFIX("suffix"),
  type: BOOL,
  run(args) {
    const [str, wanted] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") return bool(str.value.endsWith(wanted));
    const known = lastLiteral(str);
    if (known.endsWith(wanted)) return bool(true);
    return wanted.endsWith(known) ? derived("endswith", args, BOOL, { notNull: true }) : bool(false);
  },
};

const strcontains: FunctionSpec = {
  ...AFFIX("substr"),
  type: BOOL,
  run(args) {
    const [str, wanted] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") return bool(str.value.includes(wanted));
    if (wanted === "") return bool(true);
    const contained =
      str.kind === "text" && str.parts.some((part) => typeof part === "string" && part.includes(wanted));
    return contained ? bool(true) : derived("strcontains", args, BOOL, { notNull: true });
  },
};

const trimprefix: FunctionSpec = {
  ...AFFIX("prefix"),
  type: STRING,
  run(args) {
    const [str, prefix] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") return cutter(str)(str.value.startsWith(prefix) ? prefix.length : 0, str.value.length);
    const known = firstLiteral(str);
    if (str.kind !== "text" || (!known.startsWith(prefix) && prefix.startsWith(known))) {
      return derived("trimprefix", args, STRING, { notNull: true });
    }
    if (!known.startsWith(prefix)) return str;
    return joined([known.slice(prefix.length), ...str.parts.slice(known === "" ? 0 : 1)]);
  },
};

const trimsuffix: FunctionSpec = {
  ...AFFIX("suffix"),
  type: STRING,
  run(args) {
    const [str, suffix] = [args[0]!, textOf(args[1])];
    if (str.kind === "string") {
      return cutter(str)(0, str.value.length - (str.value.endsWith(suffix) ? suffix.length : 0));
    }
    const known = lastLiteral(str);
    if (str.kind !== "text" || (!known.endsWith(suffix) && suffix.endsWith(known))) {
      return derived("trimsuffix", args, STRING, { notNull: true });
    }
    if (!known.endsWith(suffix)) return str;
    return joined([...str.parts.slice(0, known === "" ? undefined : -1), known.slice(0, known.length - suffix.length)]);
  },
};

function joined(parts: readonly (string | UnknownValue)[]): Value {
  return concatenated(parts.map((part) => (typeof part === "string" ? string(part) : part)));
}

const substr: FunctionSpec = {
  parameters: [PARTIAL, { name: "offset", type: NUMBER }, { name: "length", type: NUMBER }],
  type: STRING,
  run(args) {
    const [str, offset, length] = [args[0]!, integerOf(args[1]), integerOf(args[2])];
    if (isFailed(offset)) return offset;
    if (isFailed(length)) return length;
    const clusters = graphemes(str.kind === "string" ? str.value : firstLiteral(str));
    // The last cluster of a known piece may go on in what follows.
    const inside = offset >= 0 && length > 0 && offset + length < clusters.length;
    if (str.kind !== "string" && !inside) return derived("substr", args, STRING, { notNull: true });
    if (offset >= 0 && length === 0) return string("");
    const from = offset < 0 ? Math.max(0, offset + clusters.length) : offset;
    // A length of zero from a negative offset runs to the end, as in Terraform.
    const to = length <= 0 ? undefined : from + length;
    return string(clusters.slice(from, to).join(""));
  },
};

const split: FunctionSpec = {
  parameters: [{ name: "separator", type: STRING }, PARTIAL],
  type: LIST_OF_STRING,
  run(args) {
    const [separator, str] = [textOf(args[0]), args[1]!];
    if (str.kind === "string") {
      const pieces = separator === "" ? [...str.value] : str.value.split(separator);
      return list(pieces.map(string), STRING);
    }
    const unknown = derived("split", args, LIST_OF_STRING, { notNull: true });
    // What stands before the piece with the first hole is certain; the rest depends on what the holes contain.
    const pieces = separator === "" ? [] : firstLiteral(str).split(separator).slice(0, -1);
    return pieces.length === 0 ? unknown : { ...list(pieces.map(string), STRING), rest: unknown };
  },
};

const indent: FunctionSpec = {
  parameters: [{ name: "spaces", type: NUMBER }, PARTIAL],
  type: STRING,
  run(args) {
    const [spaces, str] = [integerOf(args[0]), args[1]!];
    if (isFailed(spaces)) return spaces;
    if (spaces < 0) return failed("panic in function implementation: strings: negative Repeat count");
    const lines = (str.kind === "string" ? str.value : "").split("\n").length;
    if (spaces * Math.max(lines, 1) > MAX_LENGTH) return failed("the result is too long");
    const run = (text: string) => text.replaceAll("\n", `\n${" ".repeat(spaces)}`);
    if (str.kind === "string") return string(run(str.value));
    if (str.kind !== "text") return derived("indent", args, STRING, { notNull: true });
    return concatenated(
      str.parts.map((part) =>
        typeof part === "string" ? string(run(part)) : derived("indent", [args[0]!, part], STRING, { notNull: true }),
      ),
    );
  },
};

/** White space as Unicode has it, which is what Go trims. */
const BLANKS = "[\\t\\n\\v\\f\\r \\u0085\\u00A0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING_BLANKS = new RegExp(`^${BLANKS}+`);
const TRAILING_BLANKS = new RegExp(`${BLANKS}+$`);

const trimspace: FunctionSpec = {
  parameters: [PARTIAL],
  type: STRING,
  run(args) {
    const [str] = args;
    if (str!.kind === "string") {
      const { value } = str!;
      const start = value.length - value.replace(LEADING_BLANKS, "").length;
      return cutter(str!)(start, Math.max(start, value.replace(TRAILING_BLANKS, "").length));
    }
    const first = firstLiteral(str!).replace(LEADING_BLANKS, "");
    const last = lastLiteral(str!).replace(TRAILING_BLANKS, "");
    if (str!.kind !== "text" || first === "" || last === "")
      return derived("trimspace", args, STRING, { notNull: true });
    return joined([first, ...str!.parts.slice(1, -1), last]);
  },
};

const trim: FunctionSpec = {
  parameters: [STR, { name: "cutset", type: STRING }],
  type: STRING,
  run([str, cutset]) {
    const cut = new Set(textOf(cutset));
    const characters = [...textOf(str)];
    let [from, to] = [0, characters.length];
    while (from < to && cut.has(characters[from]!)) from++;
    while (to > from && cut.has(characters[to - 1]!)) to--;
    return string(characters.slice(from, to).join(""));
  },
};

const join: FunctionSpec = {
  parameters: [{ name: "separator", type: STRING }],
  variadic: { name: "lists", type: { kind: "list", element: STRING }, needs: "nothing" },
  type: STRING,
  run(args) {
    const [separator, ...lists] = args;
    if (lists.length === 0) return failed("at least one list is required");
    for (const [at, one] of lists.entries()) {
      const isNull = one.kind === "list" ? one.elements.findIndex((element) => element.kind === "null") : -1;
      if (isNull < 0) continue;
      const which = lists.length > 1 ? ` of list ${at + 1}` : "";
      return badArgument(at + 1, `element ${isNull}${which} is null; cannot concatenate null values`);
    }
    const all = inRow(lists, "join");
    const between = textOf(separator);
    const size = all.elements.reduce(
      (sum, one) => sum + between.length + (one.kind === "string" ? one.value.length : 0),
      0,
    );
    if (size > MAX_LENGTH) return failed("the result is too long");
    // Elements whose place is not certain go into one hole together with the further ones.
    const certain = all.rest === undefined ? all.elements.length : (all.restFrom ?? all.elements.length);
    const pieces: (StringValue | TextValue | UnknownValue)[] = [];
    for (const [at, one] of all.elements.slice(0, certain).entries()) {
      if (at > 0) pieces.push(string(between));
      if (isTextual(one)) pieces.push(one);
    }
    if (all.rest === undefined) return concatenated(pieces);
    pieces.push(derived("join", args, STRING, { notNull: true }));
    return concatenated(pieces);
  },
};

function isTextual(value: Value): value is StringValue | TextValue | UnknownValue {
  return value.kind === "string" || value.kind === "text" || value.kind === "unknown";
}

export const STRING_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  join,
  upper: mapping(upper, "upper"),
  lower: mapping(lower, "lower"),
  title: mapping(title),
  strrev: mapping((text) => graphemes(text).reverse().join("")),
  chomp: {
    parameters: [STR],
    type: STRING,
    run([str]) {
      const of = str as StringValue;
      return cutter(of)(0, of.value.replace(/[\r\n]+$/, "").length);
    },
  },
  startswith,
  endswith,
  strcontains,
  trimprefix,
  trimsuffix,
  substr,
  split,
  indent,
  trimspace,
  trim,
};
