/** Names of character encodings into their encoders and decoders (https://www.iana.org/assignments/character-sets). */

export interface Charset {
  /** The preferred name. */
  readonly name: string;
  /** Undefined where a character cannot be represented. */
  encode(text: string): Uint8Array | undefined;
  /** Undefined where the bytes do not stand for characters. */
  decode(bytes: Uint8Array): string | undefined;
}

/** Preferred names by the labels of the Encoding Standard under which a decoder is found. */
const NAMES: Readonly<Record<string, string>> = {
  ibm866: "IBM866",
  "iso-8859-2": "ISO-8859-2",
  "iso-8859-3": "ISO-8859-3",
  "iso-8859-4": "ISO-8859-4",
  "iso-8859-5": "ISO-8859-5",
  "iso-8859-6": "ISO-8859-6",
  "iso-8859-7": "ISO-8859-7",
  "iso-8859-8": "ISO-8859-8",
  "iso-8859-10": "ISO-8859-10",
  "iso-8859-13": "ISO-8859-13",
  "iso-8859-14": "ISO-8859-14",
  "iso-8859-15": "ISO-8859-15",
  "iso-8859-16": "ISO-8859-16",
  "koi8-r": "KOI8-R",
  "koi8-u": "KOI8-U",
  macintosh: "macintosh",
  "windows-874": "windows-874",
  "windows-1250": "windows-1250",
  "windows-1251": "windows-1251",
  "windows-1252": "windows-1252",
  "windows-1253": "windows-1253",
  "windows-1254": "windows-1254",
  "windows-1255": "windows-1255",
  "windows-1256": "windows-1256",
  "windows-1257": "windows-1257",
  "windows-1258": "windows-1258",
  gbk: "GBK",
  gb18030: "GB18030",
  big5: "Big5",
  "euc-jp": "EUC-JP",
  shift_jis: "Shift_JIS",
  "euc-kr": "EUC-KR",
};

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
  const label = ALIASES[lower] ?? lower;
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
      return narrow("ISO-8859-1", 0x100);
    default: {
      const known = Object.hasOwn(NAMES, label) ? NAMES[label] : undefined;
      return known === undefined
        ? undefined
        : { name: known, encode: (text) => encodeBy(label, text), decode: decoderOf(label) };
    }
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

/** Encodings whose bytes are the first characters of Unicode. */
function narrow(name: string, limit: number): Charset {
  return {
    name,
    encode(text) {
      const codes = Array.from(text, (character) => character.codePointAt(0)!);
      return codes.every((code) => code < limit) ? Uint8Array.from(codes) : undefined;
    },
    decode: (bytes) => (bytes.every((byte) => byte < limit) ? String.fromCharCode(...bytes) : undefined),
  };
}

const tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** The encoder is the decoder turned round: every sequence of one or two bytes that stands for one character. */
function tableOf(label: string): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(label);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  const table = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]) => {
    const text = attempt(decoder, bytes);
    if (text !== undefined && [...text].length === 1 && !table.has(text)) table.set(text, bytes);
    return text !== undefined;
  };
  for (let first = 0; first < 256; first++) {
    if (add([first]) && !label.startsWith("gb") && !label.startsWith("big")) continue;
    for (let second = 0x40; second < 256; second++) add([first, second]);
  }
  tables.set(label, table);
  return table;
}

function attempt(decoder: TextDecoder, bytes: readonly number[]): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

function encodeBy(label: string, text: string): Uint8Array | undefined {
  const table = tableOf(label);
  const bytes: number[] = [];
  for (const character of text) {
    const encoded = table.get(character);
    if (encoded === undefined) return undefined;
    bytes.push(...encoded);
  }
  return Uint8Array.from(bytes);
}
