/** cloud-config into what it has run and written (https://cloudinit.readthedocs.io/en/latest/reference/modules.html). */
import { SourceFile } from "../../base/source-file.ts";
import type { LocatedMapping, LocatedNode, LocatedScalar } from "../../parse/located.ts";
import { type FlatText, joinTexts, originOfRange, sliceText } from "../../values/text-runs.ts";
import { unpacked } from "./parts.ts";
import { EMPTY, known, literal } from "./text.ts";

/** Reads YAML; undefined where the text is none. */
export type ParseYaml = (file: SourceFile) => LocatedNode | undefined;

/** A text for the shell, or the words of one command. */
export type Command = FlatText | readonly FlatText[];

export interface WrittenFile {
  readonly path: FlatText;
  /** Undefined where it is brought from elsewhere. */
  readonly content: FlatText | undefined;
  readonly append: boolean;
}

export interface CloudConfig {
  readonly bootcmd: readonly Command[] | undefined;
  readonly writeFiles: readonly WrittenFile[] | undefined;
  readonly runcmd: readonly Command[] | undefined;
  /** It is added to the parts before it, where else its keys take the place of theirs. */
  readonly merges: boolean;
}

/** Undefined where the text is no YAML. */
export function readCloudConfig(text: FlatText, parseYaml: ParseYaml): CloudConfig | undefined {
  const root = parseYaml(new SourceFile("", text.characters));
  if (root?.kind !== "mapping") return undefined;
  const list = <T>(name: string, read: (node: LocatedNode) => T | undefined): readonly T[] | undefined => {
    const node = entryOf(root, name);
    return node?.kind === "sequence" ? node.elements.map(read).filter((one) => one !== undefined) : undefined;
  };
  const command = (node: LocatedNode): Command | undefined => commandOf(node, text);
  return {
    bootcmd: list("bootcmd", command),
    writeFiles: list("write_files", (node) => fileOf(node, text)),
    runcmd: list("runcmd", command),
    merges: entryOf(root, "merge_how") !== undefined || entryOf(root, "merge_type") !== undefined,
  };
}

function entryOf(mapping: LocatedMapping, name: string): LocatedNode | undefined {
  return mapping.entries.findLast(({ key }) => key.text === name)?.value;
}

function commandOf(node: LocatedNode, text: FlatText): Command | undefined {
  if (node.kind === "scalar") return textOf(node, text);
  return node.kind === "sequence"
    ? node.elements.map((one) => (one.kind === "scalar" ? textOf(one, text) : EMPTY))
    : undefined;
}

function fileOf(node: LocatedNode, text: FlatText): WrittenFile | undefined {
  if (node.kind !== "mapping") return undefined;
  const scalar = (name: string): FlatText | undefined => {
    const value = entryOf(node, name);
    return value?.kind === "scalar" ? textOf(value, text) : undefined;
  };
  const path = scalar("path");
  if (path === undefined) return undefined;
  const encoding = scalar("encoding")?.characters.toLowerCase() ?? "text/plain";
  const content = entryOf(node, "source") === undefined ? (scalar("content") ?? EMPTY) : undefined;
  return {
    path,
    content: content === undefined || encoding === "text/plain" ? content : decoded(content, encoding),
    append: scalar("append")?.characters.toLowerCase() === "true",
  };
}

/** `b64`, `base64`, `gz+b64` and their longer names. */
function decoded(content: FlatText, encoding: string): FlatText | undefined {
  const characters = known(content);
  if (characters === undefined || !/^(?:gz(?:ip)?\+)?b(?:ase)?64$/.test(encoding)) return undefined;
  const plain = unpacked(characters) ?? Buffer.from(characters, "base64").toString("utf8");
  return literal(plain, originOfRange(content, 0, characters.length));
}

/** The value of a scalar with every character in its place. */
function textOf({ text: value, span, style, runs }: LocatedScalar, whole: FlatText): FlatText {
  const quote = style === "single" || style === "double" ? 1 : 0;
  const placed = runs ?? [{ at: 0, offset: span.start + quote }];
  const pieces: FlatText[] = [];
  if (placed[0] !== undefined && placed[0].at > 0) pieces.push(literal(value.slice(0, placed[0].at)));
  placed.forEach(({ at, offset }, index) => {
    const end = placed[index + 1]?.at ?? value.length;
    let same = at;
    while (same < end && whole.characters[offset + same - at] === value[same]) same += 1;
    pieces.push(sliceText(whole, offset, offset + same - at));
    if (same < end) pieces.push(literal(value.slice(same, end), originOfRange(whole, span.start, span.end)));
  });
  return joinTexts(pieces);
}
