/** JSON text into the located tree, with a diagnostic for whatever is not JSON. */
import type { Diagnostic, Parsed } from "../base/diagnostic.ts";
import type { SourceFile, Span } from "../base/source-file.ts";
import { unescapeJson } from "./json-escapes.ts";
import { JsonProblem, jsonProblemPlace, jsonProblemText } from "./json-problem.ts";
import { type JsonBuilder, type JsonLapse, readJson } from "./json-reader.ts";
import type { LocatedDocument, LocatedNode, LocatedScalar } from "./located.ts";
import { documentError, reportDuplicateKeys } from "./located.ts";

/** Collections may nest this deep; beyond it a document is not analysed. */
const MAXIMUM_DEPTH = 200;
/** Values that a document may have: the largest template has some ten thousand. */
const MAXIMUM_VALUES = 1_000_000;

const LAPSES: Readonly<Record<JsonLapse, string>> = {
  comment: "comments are not JSON",
  comma: "a comma before a closing bracket is not JSON",
  "control-character": "a control character in a string is not JSON; write it as an escape",
};

/**
 * The document; undefined where the text is no JSON (RFC 8259), with a `json-syntax` error at the place. Raw tabs and line breaks in
 * strings, comments and trailing commas are read with a warning each, because people's files have them. With more values than
 * `mostValues` it is not read, for the tree would fill the memory.
 */
export function parseJson(file: SourceFile, mostValues = MAXIMUM_VALUES): Parsed<LocatedDocument | undefined> {
  // Once per kind of mistake: the first place is enough.
  const lapses = new Map<JsonLapse, Diagnostic>();
  const forgive = (lapse: JsonLapse, start: number, end: number): void => {
    const span = { file, start, end };
    if (!lapses.has(lapse))
      lapses.set(lapse, { code: "json-syntax", severity: "warning", message: LAPSES[lapse], span });
  };
  const read = readJson(file.text, treeBuilder(file, mostValues), { maximumDepth: MAXIMUM_DEPTH, forgive });
  if (read.ok) {
    const root = read.node;
    return { output: { file, root }, diagnostics: [...lapses.values(), ...reportDuplicateKeys(root, false)] };
  }
  const message = jsonProblemText(file.text, read.problem);
  const failure = documentError(file, "json-syntax", message, jsonProblemPlace(read.problem));
  return { output: undefined, diagnostics: [...lapses.values(), failure] };
}

function treeBuilder(file: SourceFile, mostValues: number): JsonBuilder<LocatedNode, LocatedScalar> {
  let values = 0;
  const spanOf = (start: number, end: number): Span => {
    values += 1;
    if (values > mostValues) throw new JsonProblem("refused", start, start, `it has more than ${mostValues} values`);
    return { file, start, end };
  };
  return {
    string: (start, end, isPlain) => {
      const span = spanOf(start, end);
      if (isPlain) {
        const text = file.text.slice(start + 1, end - 1);
        return { kind: "scalar", value: text, text, style: "json", span };
      }
      const runs = [{ at: 0, offset: start + 1 }];
      const text = unescapeJson(file.text, start + 1, end - 1, (at, offset) => runs.push({ at, offset }));
      return { kind: "scalar", value: text, text, style: "json", span, runs };
    },
    word: (start, end) => {
      const text = file.text.slice(start, end);
      const known = WORDS.get(text);
      const value = known === undefined ? Number(text) : known;
      return { kind: "scalar", value, text, style: "plain", span: spanOf(start, end) };
    },
    object: (entries, start, end) => ({ kind: "mapping", entries, span: spanOf(start, end) }),
    array: (elements, start, end) => ({ kind: "sequence", elements, span: spanOf(start, end) }),
  };
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
