/** Names of character encodings into their encoders and decoders (https://www.iana.org/assignments/character-sets). */
import { remembered, underKey } from "../../../../base/collections.ts";

export interface Charset {
  /** The preferred name. */
  readonly name: string;
  /** Undefined where a character cannot be represented. */
  encode(text: string): Uint8Array | undefined;
  /** Undefined where the bytes do not stand for characters. */
  decode(bytes: Uint8Array): string | undefined;
}

/** Labels of the Encoding Standard under which a decoder is found. */
const LABELS: ReadonlySet<string> = new Set(
  [
    "ibm866 koi8-r koi8-u macintosh gbk gb18030 big5 euc-jp shift_jis euc-kr windows-874",
    ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
    ...[1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => `windows-${page}`),
  ].flatMap((labels) => labels.split(" ")),
);

/** The preferred name of an encoding: its label in upper case, but for some. */
function preferredName(label: string): string {
  if (label === "big5") return "Big5";
  if (label === "shift_jis") return "Shift_JIS";
  return label === "macintosh" || label.startsWith("windows-") ? label : label.toUpperCase();
}

/** Other names of encodings, in lower case. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  csutf8: "utf-8",
  latin1: "iso-8859-1",
  l1: "iso-8859-1",
  "iso_8859-1": "iso-8859-1",
  "iso-ir-100": "iso-8859-1",
  ibm819: "iso-8859-1",
  cp819: "iso-8859-1",
  ascii: "us-ascii",
  us: "us-ascii",
  "iso646-us": "us-ascii",
  latin2: "iso-8859-2",
  latin9: "iso-8859-15",
  "latin-9": "iso-8859-15",
  cp866: "ibm866",
  "866": "ibm866",
  mac: "macintosh",
  cp936: "gbk",
  ms936: "gbk",
  sjis: "shift_jis",
  ms_kanji: "shift_jis",
  csshiftjis: "shift_jis",
};

export function charsetOf(name: string): Charset | undefined {
  const lower = name.toLowerCase();
  const label = underKey(ALIASES, lower) ?? lower;
  switch (label) {
    case "utf-8":
      return { name: "UTF-8", encode: (text) => new TextEncoder().encode(text), decode: decoderOf("utf-8") };
    case "utf-16":
    case "utf-16be":
      return utf16(label === "utf-16" ? "UTF-16" : "UTF-16BE", false);
    case "utf-16le":
      return utf16("UTF-16LE", true);
    case "us-ascii":
      return narrow("US-ASCII", 0x80);
    case "iso-8859-1":
      return narrow("ISO_8859-1:1987", 0x100);
    case "windows-1252":
      return narrow("windows-1252", 0x100, WINDOWS_1252);
    default:
      return LABELS.has(label)
        ? { name: preferredName(label), encode: (text) => encodeBy(label, text), decode: decoderOf(label) }
        : undefined;
  }
}

function decoderOf(label: string): (bytes: Uint8Array) => string | undefined {
  return (bytes) => {
    const text = new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
    return text.includes("\uFFFD") ? undefined : text;
  };
}

function utf16(name: string, little: boolean): Charset {
  const marked = name === "UTF-16";
  return {
    name,
    encode(text) {
      const whole = marked ? `\uFEFF${text}` : text;
      const view = new DataView(new ArrayBuffer(whole.length * 2));
      for (let at = 0; at < whole.length; at++) view.setUint16(at * 2, whole.charCodeAt(at), little);
      return new Uint8Array(view.buffer);
    },
    decode(bytes) {
      const label = marked && bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : little ? "utf-16le" : "utf-16be";
      const text = decoderOf(label)(bytes);
      return marked ? text?.replace(/^\uFEFF/, "") : text;
    },
  };
}

/** What the bytes from 0x80 on stand for in windows-1252; blanks are not defined. Node.js 20 decodes them as ISO-8859-1. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Encodings whose bytes are the first characters of Unicode, but for some from 0x80 on. */
function narrow(name: string, limit: number, special = ""): Charset {
  const decodeByte = (byte: number) => (byte >= 0x80 ? special[byte - 0x80] : undefined) ?? String.fromCharCode(byte);
  const encodeCharacter = (character: string): number => {
    const at = character === " " ? -1 : special.indexOf(character);
    const code = at >= 0 ? at + 0x80 : character.codePointAt(0)!;
    return code < limit && decodeByte(code) === character ? code : -1;
  };
  return {
    name,
    encode(text) {
      const bytes = Array.from(text, encodeCharacter);
      return bytes.includes(-1) ? undefined : Uint8Array.from(bytes);
    },
    decode(bytes) {
      const text = Array.from(bytes, decodeByte).join("");
      return bytes.every((byte) => byte < limit && encodeCharacter(decodeByte(byte)) === byte) ? text : undefined;
    },
  };
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** The encoder is the decoder turned round: every sequence of one or two bytes that stands for one character. */
function tableOf(label: string): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const add = (sequences: readonly (readonly number[])[]): void => {
    // A line break between the sequences keeps them apart.
    const bytes = sequences.flatMap((sequence) => [...sequence, 0x0a]);
    const texts = new TextDecoder(label, { ignoreBOM: true }).decode(Uint8Array.from(bytes)).split("\n");
    for (const [at, sequence] of sequences.entries()) {
      const text = texts[at] ?? "";
      if (text !== "\uFFFD" && [...text].length === 1 && !table.has(text)) table.set(text, sequence);
    }
  };
  add(Array.from({ length: 256 }, (_, byte) => [byte]).filter(([byte]) => byte !== 0x0a));
  table.set("\n", [0x0a]);
  for (let first = 0x80; first < 256; first++) add(Array.from({ length: 0xc0 }, (_, at) => [first, at + 0x40]));
  return table;
}

function encodeBy(label: string, text: string): Uint8Array | undefined {
  const table = remembered(tables, label, () => tableOf(label));
  const bytes: number[] = [];
  for (const character of text) {
    const encoded = table.get(character);
    if (encoded === undefined) return undefined;
    bytes.push(...encoded);
  }
  return Uint8Array.from(bytes);
}
