/** Places in files of the repository that an index tells of, `prod/main.tf:12:3-14:4`: from, and to, which is not part of it any more. */
import { remembered } from "../base/collections.ts";
import { type Position, SourceFile, type Span } from "../base/source-file.ts";
import { expectedAt, type Shape } from "../parse/shape.ts";

/** Stands before the path of a file of a repository that the indexed one knows from an index itself. */
const OF_ANOTHER = "//";

const PLACE = "^(.+):([1-9][0-9]{0,6}):([1-9][0-9]{0,6})-([1-9][0-9]{0,6}):([1-9][0-9]{0,6})$";
const WHOLE_PLACE = new RegExp(PLACE, "s");

/** `inRepository`: the path of a file of the scan within its repository. */
export function writtenPlace({ file, start, end }: Span, inRepository: (path: string) => string): string {
  const [from, to] = [file.position(start), file.position(end)];
  const path = file.isElsewhere ? `${OF_ANOTHER}${file.path}` : inRepository(file.path);
  return `${path}:${from.line}:${from.column}-${to.line}:${to.column}`;
}

export interface WrittenPlace {
  readonly path: string;
  readonly from: Position;
  readonly to: Position;
}

export const PLACE_FORM: Shape<WrittenPlace> = {
  schema: { type: "string", description: "File, line and column from, and to (exclusive).", pattern: PLACE },
  read: (node, tell) => {
    const text = node.kind === "scalar" && typeof node.value === "string" ? node.value : "";
    const [, path, ...numbers] = WHOLE_PLACE.exec(text) ?? [];
    const [line = 0, column = 0, toLine = 0, toColumn = 0] = numbers.map(Number);
    if (path !== undefined) return { path, from: { line, column }, to: { line: toLine, column: toColumn } };
    tell(expectedAt(node, "a place, such as main.tf:1:1-1:9"));
    return undefined;
  },
};

/** Files of a repository that is not at hand. */
export class FilesElsewhere {
  readonly #below: string;
  readonly #files = new Map<string, SourceFile>();

  /** `below`: stands for the directory of the repository, `github.com/acme/network@3f2a1b0c9d8e`. */
  constructor(below: string) {
    this.#below = below;
  }

  /** The beginning of a directory. */
  start(directory: string): Span {
    const from = { line: 1, column: 1 };
    return this.span({ path: directory, from, to: from });
  }

  span({ path, from, to }: WrittenPlace): Span {
    const name = path.startsWith(OF_ANOTHER) ? path.slice(OF_ANOTHER.length) : `${this.#below}/${path}`;
    const file = remembered(this.#files, name, () => SourceFile.elsewhere(name));
    const start = SourceFile.offsetOf(from);
    return { file, start, end: Math.max(start, SourceFile.offsetOf(to)) };
  }
}
