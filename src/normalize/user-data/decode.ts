/** A user data argument into the plain texts that it holds: base64 and gzip undone. */
import { gunzipSync } from "node:zlib";
import type { StringValue, TextValue, UnknownValue, Value } from "../../base/value.ts";
import { type FlatText, flatten } from "../../values/text-runs.ts";
import { derived } from "../value.ts";

export interface Decoded {
  /** Undefined where there is none. */
  readonly text?: FlatText;
  /** Set where it is unknown as a whole. */
  readonly open?: UnknownValue;
}

/** User data has at most 16 KiB before encoding; unpacked text beyond this is not read. */
const MAX_UNPACKED = 1 << 20;
/** UTF-16 units; a longer text is taken as unknown. */
const MAX_LENGTH = 1 << 16;
const DEPTH = 4;

export function decodeUserData(value: Value, depth = 0): Decoded {
  if (depth > DEPTH) return {};
  switch (value.kind) {
    case "unknown":
      return value.plain === undefined ? { open: value } : decodeUserData(value.plain, depth + 1);
    case "text":
      return readable(value);
    case "string": {
      if (value.plain !== undefined) return decodeUserData(value.plain, depth + 1);
      const inner = unpacked(value.value);
      if (inner === undefined) return readable(value);
      return decodeUserData({ ...rid(value), value: inner }, depth + 1);
    }
    default:
      return {};
  }
}

function readable(value: StringValue | TextValue): Decoded {
  const text = flatten(value);
  if (text.characters.length <= MAX_LENGTH) return { text };
  return { open: derived("long user data", "it is longer than user data can be", []) };
}

/** A decoded text keeps the origin of the whole only: its characters stand nowhere. */
function rid(value: StringValue): Omit<StringValue, "value"> {
  return { kind: "string", ...(value.origin === undefined ? {} : { origin: value.origin }) };
}

/** What base64 text encodes, unzipped; undefined where the text is no base64 of a text. */
export function unpacked(text: string): string | undefined {
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
