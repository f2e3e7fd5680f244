/** A user data argument into the plain texts that it holds: base64, gzip and MIME parts undone. */
import { gunzipSync } from "node:zlib";
import { type FlatText, flatten } from "../../base/text-runs.ts";
import type { StringValue, TextValue, UnknownValue, Value } from "../../base/value.ts";
import { derived } from "../value.ts";

export interface Decoded {
  readonly texts: readonly FlatText[];
  /** Set where it is unknown as a whole. */
  readonly open?: UnknownValue;
}

/** User data has at most 16 KiB before encoding; unpacked text beyond this is not read. */
const MAX_UNPACKED = 1 << 20;
/** UTF-16 units; a longer text is taken as unknown. */
const MAX_LENGTH = 1 << 16;
const DEPTH = 4;

/** A list is user data and the texts that it leads to. */
export function decodeUserData(value: Value, depth = 0): Decoded {
  if (depth > DEPTH) return { texts: [] };
  switch (value.kind) {
    case "unknown":
      return value.plain === undefined ? { texts: [], open: value } : decodeUserData(value.plain, depth + 1);
    case "text":
      return readable(value);
    case "string": {
      if (value.plain !== undefined) return decodeUserData(value.plain, depth + 1);
      const inner = unpack(value.value);
      if (inner === undefined) return readable(value);
      return decodeUserData({ ...rid(value), value: inner }, depth + 1);
    }
    case "list": {
      const parts = value.elements.map((element) => decodeUserData(element, depth + 1));
      const open = parts.find((part) => part.open !== undefined)?.open;
      return { texts: parts.flatMap((part) => part.texts), ...(open === undefined ? {} : { open }) };
    }
    default:
      return { texts: [] };
  }
}

function readable(text: StringValue | TextValue): Decoded {
  const flat = flatten(text);
  if (flat.characters.length <= MAX_LENGTH) return { texts: withParts(flat) };
  return { texts: [], open: derived("long user data", "it is longer than user data can be", []) };
}

/** A decoded text keeps the origin of the whole only: its characters stand nowhere. */
function rid(value: StringValue): Omit<StringValue, "value"> {
  return { kind: "string", ...(value.origin === undefined ? {} : { origin: value.origin }) };
}

/** What base64 text encodes, unzipped; undefined where the text is no base64 of a text. */
function unpack(text: string): string | undefined {
  const plain = text.replace(/\s+/g, "");
  if (plain.length < 8 || plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  const bytes = Buffer.from(plain, "base64");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unzip(bytes);
  const decoded = bytes.toString("utf8");
  return decoded.includes("\uFFFD") || decoded.includes("\0") ? undefined : decoded;
}

function unzip(bytes: Uint8Array): string | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }).toString("utf8");
  } catch {
    return undefined;
  }
}

/** The text, and each of its MIME parts that is base64 (https://cloudinit.readthedocs.io/en/latest/explanation/format.html). */
function withParts(flat: FlatText): readonly FlatText[] {
  const texts = [flat];
  const part =
    /^Content-Transfer-Encoding:[ \t]*base64[ \t]*\r?\n(?:[A-Za-z-]+:.*\r?\n)*\r?\n([A-Za-z0-9+/=\s]+?)(?=^--|(?![\s\S]))/gim;
  for (const match of flat.characters.matchAll(part)) {
    const inner = unpack(match[1] ?? "");
    if (inner !== undefined)
      texts.push(
        flatten({ kind: "string", value: inner, ...(flat.origin === undefined ? {} : { origin: flat.origin }) }),
      );
  }
  return texts;
}
