/** What of the files of a module could not be read, as far as that is known of it. */
import type { Span } from "../../../base/source-file.ts";

/** A part that may hold several blocks, as it may be a brace that is missing. */
export interface LostPart {
  /** Of its file. */
  readonly path: string;
  /** Its first line; undefined where the file as a whole cannot be read. */
  readonly span: Span | undefined;
  /** The headers of blocks that stand in it; empty where it is not known of which block it is. */
  readonly blocks: readonly LostBlock[];
}

export interface LostBlock {
  /** `resource`, `module`. */
  readonly type: string;
  /** As far as they are written: `aws_lb`, `main`. */
  readonly labels: readonly string[];
}

/** A part of a file that the parser has left out; undefined where nothing is in it but signs. */
export function lostPart({ file, start, end }: Span): LostPart | undefined {
  const text = file.text.slice(start, end);
  if (!/[A-Za-z]/.test(text.replace(COMMENT, ""))) return undefined;
  const at = start + text.search(/\S/);
  const newline = file.text.indexOf("\n", at);
  const span = { file, start: at, end: newline === -1 ? file.text.length : newline };
  if (file.path.endsWith(".json")) return { path: file.path, span, blocks: inJson(text) };
  const own = headersIn(text);
  // What stands there without a header belongs to the block before it, which ended too early.
  return { path: file.path, span, blocks: own.length > 0 ? own : headersIn(file.text.slice(0, start)).slice(-1) };
}

const COMMENT = /(?:#|\/\/).*/g;

const HEADER =
  /^[ \t]*(resource|data|ephemeral|module|variable|output|locals|provider|terraform|moved|import|check|removed)\b[ \t]*(?:"?([\w-]+)"?)?[ \t]*(?:"?([\w-]+))?/gm;

function headersIn(text: string): readonly LostBlock[] {
  return [...text.matchAll(HEADER)].map(([, type = "", ...labels]) => ({
    type,
    labels: labels.filter((label) => label !== undefined),
  }));
}

const TYPE = /"(aws(?:cc)?_[a-z0-9_]+)"/g;

/** In JSON the type of a resource is a key like any other; which of them is one is not known. */
function inJson(text: string): readonly LostBlock[] {
  const resources = [...text.matchAll(TYPE)].map(([, type]) => ({ type: "resource", labels: [type!] }));
  return /"module"/.test(text) ? [...resources, { type: "module", labels: [] }] : resources;
}

/** The part that may hold the declaration of `var.x`, `local.x`, `module.x`, `data.aws_vpc.x`, `ephemeral.random_password.x`, `output.x` or `aws_lb.x`. */
export function lostDeclaration(parts: readonly LostPart[], name: string): LostPart | undefined {
  return parts.find(({ blocks }) => blocks.length === 0 || blocks.some((block) => mayDeclare(block, name)));
}

const SORTS: ReadonlyMap<string, string> = new Map([
  ["variable", "var."],
  ["output", "output."],
  ["locals", "local."],
  ["module", "module."],
  ["data", "data."],
  ["ephemeral", "ephemeral."],
]);

function mayDeclare({ type, labels }: LostBlock, name: string): boolean {
  const sort = SORTS.get(type);
  const plain = labels.join(".");
  if (sort !== undefined) return type === "locals" ? name.startsWith(sort) : name === sort + plain;
  return type === "resource" && name === plain;
}
