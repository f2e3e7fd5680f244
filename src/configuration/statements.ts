/** What is said under `assume` → the statements that hold in each root of a scan. */
import { basename, resolve } from "node:path";
import { remembered } from "../base/collections.ts";
import type { Parsed } from "../base/diagnostic.ts";
import { pathTest } from "../base/glob.ts";
import type { Stated, StatedThing, StatedTraits, StatedValue, Statements } from "../base/statement.ts";
import { scanPath } from "../discover/boundary.ts";
import { openAssumed } from "../discover/configuration-file.ts";
import type { FileSystem } from "../discover/file-system.ts";
import { CONTEXT_FILE, contextEntries } from "../inputs/cdk-context.ts";
import type { LocatedDocument, LocatedNode } from "../parse/located.ts";
import type { Shape } from "../parse/shape.ts";
import { parseYaml } from "../parse/yaml.ts";
import { assumeForm, type WrittenStatement } from "./assume-form.ts";
import { readForm, refuse } from "./load.ts";

/** Entries of one file. */
export interface WrittenStatements {
  readonly entries: readonly WrittenStatement[];
  /** A path in the file, as the scan names it. */
  readonly path: (written: { readonly value: string }) => string;
  /** A path of the scan, as it is seen from where paths in the file start. */
  readonly relative: (path: string) => string;
  /** A program wrote them. */
  readonly mayBeUnused?: true;
}

interface Placed {
  readonly statement: Stated;
  readonly holdsIn: (root: string) => boolean;
}

/** Of two about one thing the later one holds. */
export function statementsIn(files: readonly WrittenStatements[]): Statements {
  const placed = files.flatMap((file) => file.entries.map((entry) => place(entry, file)));
  const byRoot = new Map<string, ReadonlyMap<string, Stated>>();
  return {
    all: placed.map(({ statement }) => statement),
    in: (root) =>
      remembered(
        byRoot,
        root,
        () =>
          new Map(
            placed.flatMap(({ statement, holdsIn }) =>
              holdsIn(root) ? [[statement.subject, statement] as const] : [],
            ),
          ),
      ),
  };
}

/** What files of `--assume` say, in which paths start from the working directory. Throws a UsageError where one is wrong. */
export function assumedInFiles(
  workingDirectory: string,
  paths: readonly string[],
  system: FileSystem,
): readonly WrittenStatements[] {
  return paths.map((path) => {
    const parsed = parseYaml(openAssumed(workingDirectory, path, system));
    if (basename(path) === CONTEXT_FILE) return inContext(parsed);
    const { output, diagnostics } = parsed;
    const root = output && underKey(output.root);
    const { read, mistakes } = readForm(assumeForm, {
      output: output && root && !isEmpty(root) ? { ...output, root } : undefined,
      diagnostics,
    });
    refuse(mistakes);
    return {
      entries: read ?? [],
      path: ({ value }) => scanPath(workingDirectory, resolve(workingDirectory, value)),
      relative: (one) => one,
    };
  });
}

/** What an app of the CDK has looked up, ids of things: none names a file. */
function inContext(parsed: Parsed<LocatedDocument | undefined>): WrittenStatements {
  const form: Shape<WrittenStatements["entries"]> = { schema: {}, read: contextEntries };
  const { read, mistakes } = readForm(form, parsed);
  refuse(mistakes);
  return { entries: read ?? [], path: ({ value }) => value, relative: (one) => one, mayBeUnused: true };
}

/** A file may have the key `assume` around all of it, as in reachlint.yaml. */
function underKey(root: LocatedNode): LocatedNode {
  const [only, second] = root.kind === "mapping" ? root.entries : [];
  return only?.key.text === "assume" && second === undefined ? only.value : root;
}

function isEmpty(node: LocatedNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function place({ roots, subject, says, span }: WrittenStatement, file: WrittenStatements): Placed {
  const { line, column } = span.file.position(span.start);
  const placed = withPaths(says, file);
  const fits = roots === undefined ? () => true : pathTest(roots);
  return {
    statement: {
      id: `${span.file.path}:${line}:${column}`,
      subject,
      says: placed,
      ...(file.mayBeUnused === undefined ? {} : { mayBeUnused: file.mayBeUnused }),
      assumption: { kind: "stated", text: `${subject} ${inWords(placed, `${span.file.path}:${line}`)}`, span },
    },
    holdsIn: (root) => fits(file.relative(root)),
  };
}

/** Values are not told: the thing may be a secret. */
function inWords(says: Stated["says"], place: string): string {
  if (says.kind === "is") return `is ${nameOf(says)}, as ${place} says`;
  return says.kind === "traits" ? `is as ${place} says` : `has the value that ${place} gives`;
}

function nameOf({ root, address }: StatedThing): string {
  return root === undefined ? address : `${root}#${address}`;
}

function withPaths(says: Stated["says"], file: WrittenStatements): Stated["says"] {
  const thing = (one: StatedThing): StatedThing =>
    one.root === undefined ? one : { ...one, root: file.path({ value: one.root }) };
  const value = (one: StatedValue): StatedValue => {
    if (one.kind === "is") return thing(one);
    if (one.kind === "list") return { ...one, elements: one.elements.map(value) };
    if (one.kind === "map")
      return { ...one, entries: new Map([...one.entries].map(([key, inner]) => [key, value(inner)])) };
    return one;
  };
  if (says.kind !== "traits") return value(says);
  const { networkAcl, vpc, joinedBy, ...others }: StatedTraits = says;
  return {
    ...others,
    ...(networkAcl === undefined ? {} : { networkAcl: networkAcl === "default" ? networkAcl : thing(networkAcl) }),
    ...(vpc === undefined ? {} : { vpc: value(vpc) }),
    ...(joinedBy === undefined ? {} : { joinedBy: joinedBy.map(thing) }),
  };
}
