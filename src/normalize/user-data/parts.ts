/** A user data argument into its parts, each of one language: base64 and gzip undone, MIME taken apart
 *  (https://cloudinit.readthedocs.io/en/latest/explanation/format.html). */

import { gunzipSync } from "node:zlib";
import type { StringValue, TextValue, UnknownValue, Value } from "../../base/value.ts";
import { type FlatText, flatten, HOLE, originOfRange, sliceText } from "../../values/text-runs.ts";
import { derived, given } from "../value.ts";
import { linesOf, literal } from "./text.ts";

export type Language =
  /** Run by a shell, or early on by cloud-init itself. */
  | "script"
  | "boothook"
  | "cloud-config"
  | "powershell"
  | "toml"
  | "ignition"
  /** Says where the rest is to be fetched. */
  | "include"
  /** A language that is not read. */
  | "other"
  /** It begins with no mark that says what it is, so that nothing runs it. */
  | "unmarked";

export interface MimePart {
  readonly language: Language;
  readonly text: FlatText;
  /** Scripts are run in the order of their names. */
  readonly name: string | undefined;
  /** A header says how cloud-config is merged with that of the parts before. */
  readonly merges?: boolean;
}

/** Texts within others, encoded or as parts, are read so deep. */
const DEPTH = 4;

export function partsOf(text: FlatText, depth = 0): readonly MimePart[] {
  const head = headersOf(text, 0);
  const boundary = boundaryIn(head.fields.get("content-type"));
  if (boundary === undefined || depth > DEPTH) return [{ language: languageOf(text), text, name: undefined }];
  return bodiesBetween(text, boundary, head.end).flatMap(({ start, end }) => partOf(text, start, end, depth));
}

function partOf(whole: FlatText, start: number, end: number, depth: number): readonly MimePart[] {
  const { fields, end: from } = headersOf(whole, start);
  const written = sliceText(whole, Math.min(from, end), end);
  const encoded = /base64/i.test(fields.get("content-transfer-encoding") ?? "");
  const text = encoded ? decodedText(written) : written;
  const type = /^[^;\s]*/.exec(fields.get("content-type") ?? "")![0].toLowerCase();
  if (type.startsWith("multipart/")) return partsOf(sliceText(whole, start, end), depth + 1);
  const language = BY_TYPE.get(type) ?? languageOf(text);
  const merges = fields.has("merge-type") || fields.has("x-merge-type");
  return [{ language, text, name: fileName(fields), ...(merges ? { merges } : {}) }];
}

function decodedText(text: FlatText): FlatText {
  const plain = unpacked(text.characters);
  return plain === undefined ? text : literal(plain, originOfRange(text, 0, text.characters.length) ?? text.origin);
}

const BY_TYPE: ReadonlyMap<string, Language> = new Map([
  ["text/x-shellscript", "script"],
  ["text/x-shellscript-per-boot", "script"],
  ["text/x-shellscript-per-instance", "script"],
  ["text/x-shellscript-per-once", "script"],
  ["text/cloud-boothook", "boothook"],
  ["text/cloud-config", "cloud-config"],
  ["text/x-include-url", "include"],
  ["text/x-include-once-url", "include"],
  ["text/part-handler", "other"],
  ["text/upstart-job", "other"],
]);

/** The language that a text itself says that it is in. Without a mark cloud-init tells in its log that it has not handled the text, and
 *  that is all (https://cloudinit.readthedocs.io/en/latest/explanation/format.html); what begins with what is not known may have one. */
function languageOf(text: FlatText): Language {
  const { characters } = text;
  const start = /\S/.exec(characters)?.index ?? 0;
  const first = characters.slice(start, start + 200);
  if (/^#cloud-config/.test(first) || /^## *template: *jinja\s+#cloud-config/.test(first)) return "cloud-config";
  if (/^#cloud-boothook/.test(first)) return "boothook";
  if (/^#include/.test(first)) return "include";
  if (/^#!/.test(first)) return /^#![^\n]*\b(?:ba|da|k|z)?sh\b/.test(first) || first[2] === HOLE ? "script" : "other";
  if (/^#(?:part-handler|upstart-job|cloud-config-archive)/.test(first)) return "other";
  if (/<powershell>|<script>|Initialize-ECSAgent|SetEnvironmentVariable\(|\$env:ECS_/i.test(characters))
    return "powershell";
  if (first.startsWith("{") && /"ignition"/.test(characters)) return "ignition";
  if (/^[ \t]*(?:\[settings[.\]]|settings\.[\w.-]+[ \t]*=)/m.test(characters)) return "toml";
  return first === "" || first.startsWith(HOLE) || /^## *template: *jinja/.test(first) ? "script" : "unmarked";
}

function fileName(fields: ReadonlyMap<string, string>): string | undefined {
  return /\bfilename="?([^";\s]+)/.exec(fields.get("content-disposition") ?? "")?.[1];
}

interface Headers {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** Where the body begins. */
  readonly end: number;
}

/** The fields at the beginning of a text or part. A line that begins with white space goes on with the one before. */
function headersOf(text: FlatText, start: number): Headers {
  const { characters } = text;
  const fields = new Map<string, string>();
  let name: string | undefined;
  let at = start;
  while (/[ \t\r\n]/.test(characters[at] ?? "")) at += 1;
  while (at < characters.length) {
    const newline = characters.indexOf("\n", at);
    const end = newline === -1 ? characters.length : newline;
    const line = characters.slice(at, end).replace(/\r$/, "");
    const field = /^[ \t]*([A-Za-z][A-Za-z-]*):[ \t]*(.*)$/.exec(line);
    if (line.trim() === "") return { fields, end: end + 1 };
    if (field !== null) {
      name = field[1]!.toLowerCase();
      fields.set(name, field[2]!);
    } else if (name !== undefined && /^[ \t]/.test(line)) fields.set(name, `${fields.get(name)} ${line.trim()}`);
    else return { fields, end: at };
    at = end + 1;
  }
  return { fields, end: characters.length };
}

function boundaryIn(type: string | undefined): string | undefined {
  if (type === undefined || !/^multipart\//i.test(type)) return undefined;
  const found = /\bboundary=(?:"([^"]*)"|([^;\s]+))/i.exec(type);
  return found?.[1] ?? found?.[2];
}

function bodiesBetween(text: FlatText, boundary: string, from: number): readonly { start: number; end: number }[] {
  const bodies: { start: number; end: number }[] = [];
  let start: number | undefined;
  for (const line of linesOf(text)) {
    if (line.start < from) continue;
    const written = text.characters.slice(line.start, line.end).trim();
    if (written !== `--${boundary}` && written !== `--${boundary}--`) continue;
    if (start !== undefined) bodies.push({ start, end: line.start });
    start = written.endsWith("--") && written !== `--${boundary}` ? undefined : line.end + 1;
  }
  if (start !== undefined) bodies.push({ start, end: text.characters.length });
  return bodies;
}

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
/** In base64, with line breaks and all. */
const MAX_ENCODED = 2 * MAX_LENGTH;

export function decodeUserData(value: Value, depth = 0): Decoded {
  if (depth > DEPTH) return {};
  switch (value.kind) {
    case "unknown":
      return value.plain === undefined ? { open: value } : decodeUserData(value.plain, depth + 1);
    case "text":
      return readable(value);
    case "string": {
      if (value.plain !== undefined) return decodeUserData(value.plain, depth + 1);
      if (value.value.length > MAX_ENCODED) return { open: tooLong() };
      const inner = unpacked(value.value);
      if (inner === undefined) return readable(value);
      // A decoded text keeps the origin of the whole only: its characters stand nowhere.
      return decodeUserData({ kind: "string", value: inner, ...given({ origin: value.origin }) }, depth + 1);
    }
    default:
      return {};
  }
}

function readable(value: StringValue | TextValue): Decoded {
  const text = flatten(value);
  return text.characters.length <= MAX_LENGTH ? { text } : { open: tooLong() };
}

function tooLong(): UnknownValue {
  return derived("long user data", "it is longer than user data can be", []);
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
