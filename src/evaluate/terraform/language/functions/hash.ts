/** The hash and crypto functions (https://developer.hashicorp.com/terraform/language/functions#hash-and-crypto-functions). */
import { constants, createHash, createPrivateKey, type KeyObject, privateDecrypt } from "node:crypto";
import { NUMBER, STRING } from "../../../../base/value.ts";
import { weightOfLength } from "../budget.ts";
import { quote } from "../types/type-words.ts";
import { type Failure, string } from "../types/values.ts";
import { base64Bytes } from "./encoding.ts";
import { readBytes } from "./file-access.ts";
import type { FunctionSpec, Functions } from "./function-spec.ts";
import { badArgument, define, failed, impure, many, PARTLY, param, textOf } from "./function-spec.ts";

/** The namespaces that have names (https://www.rfc-editor.org/rfc/rfc9562#section-6.6). */
const NAMESPACES: Readonly<Record<string, string>> = {
  dns: "6ba7b8109dad11d180b400c04fd430c8",
  url: "6ba7b8119dad11d180b400c04fd430c8",
  oid: "6ba7b8129dad11d180b400c04fd430c8",
  x500: "6ba7b8149dad11d180b400c04fd430c8",
};

export const HASH_FUNCTIONS: Functions = {
  md5: ofText("md5", "hex"),
  sha1: ofText("sha1", "hex"),
  sha256: ofText("sha256", "hex"),
  sha512: ofText("sha512", "hex"),
  base64sha256: ofText("sha256", "base64"),
  base64sha512: ofText("sha512", "base64"),
  filemd5: ofFile("md5", "hex"),
  filesha1: ofFile("sha1", "hex"),
  filesha256: ofFile("sha256", "hex"),
  filesha512: ofFile("sha512", "hex"),
  filebase64sha256: ofFile("sha256", "base64"),
  filebase64sha512: ofFile("sha512", "base64"),
  uuidv5: define([param("namespace", STRING), param("name", STRING)], STRING, ([namespace, name]) => {
    const given = textOf(namespace);
    const hex = Object.hasOwn(NAMESPACES, given) ? NAMESPACES[given] : parseUuid(given);
    if (hex === undefined || hex.includes(" "))
      return failed(`uuidv5() doesn't support namespace ${given} (${hex ?? "invalid UUID format"})`);
    const hash = createHash("sha1").update(Buffer.from(hex, "hex")).update(textOf(name)).digest().subarray(0, 16);
    hash[6] = (hash[6]! & 0x0f) | 0x50;
    hash[8] = (hash[8]! & 0x3f) | 0x80;
    return string(hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
  }),
  rsadecrypt: define([param("ciphertext", STRING), param("privatekey", STRING)], STRING, ([ciphertext, privateKey]) => {
    const bytes = base64Bytes(textOf(ciphertext));
    if (bytes === undefined) {
      return badArgument(0, `failed to decode input ${quote(textOf(ciphertext))}: cipher text must be base64-encoded`);
    }
    const key = readKey(textOf(privateKey));
    if ("failure" in key) return key;
    const plain = decrypt(key, bytes);
    return plain === undefined ? failed("failed to decrypt: crypto/rsa: decryption error") : string(plain);
  }),
  bcrypt: impure(param("str", STRING), many(param("cost", NUMBER))),
  uuid: impure(),
};

type Algorithm = "md5" | "sha1" | "sha256" | "sha512";

function digest(algorithm: Algorithm, encoding: "hex" | "base64", input: string | Uint8Array): string {
  return createHash(algorithm).update(input).digest(encoding);
}

function ofText(algorithm: Algorithm, encoding: "hex" | "base64"): FunctionSpec {
  return define([param("str", STRING)], STRING, ([text]) => string(digest(algorithm, encoding, textOf(text))));
}

function ofFile(algorithm: Algorithm, encoding: "hex" | "base64"): FunctionSpec {
  return define([param("path", STRING, PARTLY)], STRING, ([path], context) => {
    const read = readBytes(path, context, (shown) => failed(`open ${shown}: no such file or directory`));
    if (!("bytes" in read)) return read;
    return context.pay(weightOfLength(read.bytes.length)) ?? string(digest(algorithm, encoding, read.bytes));
  });
}

/** The hexadecimal digits of a UUID in one of its written forms; undefined, or a message with blanks, where it is none. */
function parseUuid(text: string): string | undefined {
  const length = Buffer.byteLength(text);
  const inner = length === 45 ? text.replace(/^urn:uuid:/i, "") : length === 38 ? text.slice(1, -1) : text;
  if (![32, 36, 38, 45].includes(length)) return `invalid UUID length: ${length}`;
  if (length === 45 && inner.length !== 36) return `invalid urn prefix: ${quote(text.slice(0, 9))}`;
  if (length === 32) return /^[0-9A-Fa-f]{32}$/.test(inner) ? inner : undefined;
  const match = /^([0-9A-Fa-f]{8})-([0-9A-Fa-f]{4})-([0-9A-Fa-f]{4})-([0-9A-Fa-f]{4})-([0-9A-Fa-f]{12})$/.exec(inner);
  return match === null ? undefined : match.slice(1).join("");
}

function readKey(text: string): KeyObject | Failure {
  if (!text.includes("-----BEGIN ")) return badArgument(1, "invalid private key: ssh: no key found");
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === "rsa" ? key : badArgument(1, "invalid private key type");
  } catch {
    return badArgument(1, "invalid private key");
  }
}

/** The padding of PKCS #1 v1.5 is taken off here, because Node.js no longer does. */
function decrypt(key: KeyObject, bytes: Uint8Array): string | undefined {
  try {
    const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
    const end = block.indexOf(0, 2);
    return block[0] === 0 && block[1] === 2 && end >= 10 ? block.subarray(end + 1).toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}
