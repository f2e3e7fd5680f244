/** Files that AWS CLI commands wrote → the things that they tell of, by the place that each directory of files stands for. */
import { groupBy } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { directoryOf, type Files, whyNotRead } from "../../base/files.ts";
import { SourceFile, type Span } from "../../base/source-file.ts";
import type { FactFile } from "../../discover/facts.ts";
import type { LocatedNode } from "../../parse/located.ts";
import type { Parsers } from "../input.ts";
import { elements, member, memberAt, text } from "../plan/document.ts";
import { wholeIn } from "./commands.ts";
import { ALL_KINDS, FACT_KINDS, type FactKind, type FactName, LISTS } from "./kinds.ts";
import { type ReadStates, readStates } from "./read-states.ts";

/** One thing that is deployed, as a command printed it. */
export interface DeployedFact {
  readonly kind: FactName;
  /** What names it. */
  readonly id: string;
  readonly node: LocatedNode;
  /** Where its id stands. */
  readonly span: Span;
}

/** An account in a region: what the files of one directory tell. */
export interface FactPlace {
  /** The directory. */
  readonly path: string;
  readonly facts: readonly DeployedFact[];
  /** Families of which a file tells all that there is: it is called as its command, `describe-subnets.json`, and nothing is cut off. */
  readonly whole: ReadonlySet<string>;
  /** Kinds of which more follows that is in no file. */
  readonly cutOff: ReadonlySet<FactName>;
  /** `eu-west-1`, where ARNs tell one. */
  readonly region: string | undefined;
  /** Of twelve digits, where ARNs tell one. */
  readonly account: string | undefined;
  /** The day on which the oldest file was written, `2026-11-20`. */
  readonly day: string | undefined;
}

export interface ReadFacts {
  readonly places: readonly FactPlace[];
  readonly states: ReadStates["states"];
  /** How many files there are. */
  readonly count: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every file of a directory tells of the same account and region. */
export function readFacts(found: readonly FactFile[], files: Files, parse: Parsers): ReadFacts {
  const ofStates = readStates(found, files, parse);
  const diagnostics: Diagnostic[] = [...ofStates.diagnostics];
  const ofPlaces = found.filter(({ state }) => state === undefined);
  const places = [...groupBy(ofPlaces, ({ path }) => directoryOf(path))].map(([path, own]) =>
    placeOf(path, own, files, parse, diagnostics),
  );
  return { places, states: ofStates.states, count: found.length, diagnostics };
}

function placeOf(
  path: string,
  own: readonly FactFile[],
  files: Files,
  parse: Parsers,
  diagnostics: Diagnostic[],
): FactPlace {
  const read = own.flatMap((file) => readFile(file.path, files, parse, diagnostics));
  const facts = withoutContradictions(
    read.flatMap((one) => one.facts),
    diagnostics,
  );
  const days = own.flatMap(({ day }) => day ?? []).sort();
  tellSeveralPlaces(facts, diagnostics);
  const wheres = facts.flatMap(wheresOf);
  const cutOff = new Set(read.filter(({ isCutOff }) => isCutOff).map(({ kind }) => kind));
  return {
    path,
    facts,
    whole: new Set(read.filter(({ kind }) => !cutOff.has(kind)).flatMap(({ whole }) => whole)),
    cutOff,
    region: onlyOne(wheres.map(({ region }) => region)) ?? onlyOne(facts.flatMap(regionOfZone)),
    account: onlyOne(wheres.map(({ account }) => account)),
    day: days[0],
  };
}

interface ReadFile {
  readonly kind: FactName;
  readonly facts: readonly DeployedFact[];
  readonly isCutOff: boolean;
  /** Families of which it tells all, as its name says. */
  readonly whole: readonly string[];
}

const EXPECTED = "reachlint reads what AWS CLI commands print with --output json; docs/usage.md lists which";

function readFile(path: string, files: Files, parse: Parsers, diagnostics: Diagnostic[]): readonly ReadFile[] {
  const refuse = (message: string, hint: string, span?: Span): readonly ReadFile[] => {
    const place = span === undefined ? { path } : { span };
    diagnostics.push({ code: "not-a-fact", severity: "error", message, ...place, hint, notAnalysed: true });
    return [];
  };
  const read = files.read(path);
  if (!read.ok) return refuse(`the file cannot be read: ${whyNotRead(read.because)}`, "check its permissions");
  if (read.text.trim() === "")
    return refuse(`${path} is empty: the command that was to write it failed`, "run the command again");
  const parsed = parse.json(new SourceFile(path, read.text, !mayBeShown(read.text)));
  diagnostics.push(...parsed.diagnostics);
  if (parsed.output === undefined) return [];
  const { root } = parsed.output;
  if ([...LISTS].some((key) => member(root, key) !== undefined)) return [];
  const found = ALL_KINDS.filter(([, kind]) => isOfKind(kind, root, path));
  const [first] = found;
  if (first === undefined) {
    const keys = root.kind === "mapping" ? root.entries.slice(0, 5).map(({ key }) => key.text) : [];
    const what = keys.length === 0 ? "it is no JSON object" : `its keys are ${keys.join(", ")}`;
    return refuse(`${path} is nothing that is read of what is deployed: ${what}`, EXPECTED, root.span);
  }
  const [kind] = first;
  const whole = wholeIn(kind, nameOf(path));
  return [{ kind, facts: factsOf(kind, root, path), isCutOff: tellCut(root, diagnostics), whole }];
}

/** Whether a report may show lines of the file; by its beginning, before it is parsed. */
function mayBeShown(source: string): boolean {
  const key = /^\s*\{\s*"([A-Za-z]+)"/.exec(source)?.[1];
  return ALL_KINDS.some(([, kind]) => kind.key === key && kind.isShown === true);
}

function isOfKind({ key, isOne, subject, isObject }: FactKind, root: LocatedNode, path: string): boolean {
  const node = member(root, key);
  if (node?.kind !== (isObject === true ? "mapping" : "sequence")) return false;
  const named = subject === undefined || subject.test(nameOf(path));
  return named && (isOne === undefined || elements(node).every(isOne));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A command prints a token where it was told to stop before the end. */
function tellCut(root: LocatedNode, diagnostics: Diagnostic[]): boolean {
  const tokens = ["NextToken", "nextToken", "NextMarker"].flatMap((name) => member(root, name) ?? []);
  const told = tokens.filter((token) => text(token) !== undefined && text(token) !== "");
  for (const { span } of told)
    diagnostics.push({
      code: "facts-cut-off",
      severity: "warning",
      message: "more follows that is not in this file",
      span,
      hint: "run the command without --max-items and --no-paginate",
    });
  return told.length > 0;
}

function factsOf(kind: FactName, root: LocatedNode, path: string): readonly DeployedFact[] {
  const { key, id, subject }: FactKind = FACT_KINDS[kind];
  const node = member(root, key)!;
  if (subject !== undefined) {
    const match = subject.exec(nameOf(path))!;
    return [{ kind, id: match[1] ?? match[0], node, span: node.span }];
  }
  const things = kind === "instance" ? elements(node).flatMap((one) => elements(member(one, "Instances"))) : undefined;
  return (things ?? (node.kind === "sequence" ? node.elements : [node])).flatMap((thing): readonly DeployedFact[] => {
    const name = member(thing, id!);
    const own = text(name);
    if (name === undefined || own === undefined || own === "") return [];
    const version = memberAt(thing, "VersionNumber");
    const whole = version?.kind === "scalar" ? `${own}:${version.text}` : own;
    return [{ kind, id: whole, node: thing, span: name.span }];
  });
}

/** What is told twice alike is one thing. Where two files contradict each other, it is not known which is true, so that neither counts. */
function withoutContradictions(facts: readonly DeployedFact[], diagnostics: Diagnostic[]): readonly DeployedFact[] {
  return [...groupBy(facts, ({ kind, id }) => `${kind} ${id}`).values()].flatMap(([first, ...others]) => {
    const other = others.find((one) => textOf(one) !== textOf(first));
    if (other === undefined) return [first];
    const { file, start } = first.span;
    diagnostics.push({
      code: "facts-contradict",
      severity: "error",
      message: `${first.id} is told otherwise at ${file.path}:${file.position(start).line}, so that neither counts`,
      span: other.span,
      hint: "delete the file that is older, or keep the files of each account and region in a directory of their own",
      notAnalysed: true,
    });
    return [];
  });
}

function textOf({ node: { span } }: DeployedFact): string {
  return span.file.text.slice(span.start, span.end).replace(/\s+/g, "");
}

const ARN = /^arn:[a-z-]+:[a-z0-9-]+:([a-z0-9-]+):(\d{12}):/;

/** Members that hold the ARN of a thing which is not named by it. */
const OWN_ARNS = ["ARN", "SecurityGroupArn", "SubnetArn", "StackId"];

interface Where {
  readonly region: string;
  readonly account: string;
}

function wheresOf({ id, node }: DeployedFact): readonly Where[] {
  return [id, ...OWN_ARNS.flatMap((name) => text(member(node, name)) ?? [])].flatMap((arn) => {
    const [, region, account] = ARN.exec(arn) ?? [];
    return region === undefined || account === undefined ? [] : [{ region, account }];
  });
}

function regionOfZone({ kind, node }: DeployedFact): readonly string[] {
  const region = kind === "availability-zone" ? text(member(node, "RegionName")) : undefined;
  return region === undefined ? [] : [region];
}

function onlyOne(all: readonly string[]): string | undefined {
  return new Set(all).size === 1 ? all[0] : undefined;
}

function tellSeveralPlaces(facts: readonly DeployedFact[], diagnostics: Diagnostic[]): void {
  const found = new Map<string, DeployedFact>();
  for (const fact of facts) {
    const [, region, account] = ARN.exec(fact.id) ?? [];
    const key = `${account} in ${region}`;
    if (region !== undefined && !found.has(key)) found.set(key, fact);
  }
  const [first, second] = [...found];
  if (first === undefined || second === undefined) return;
  diagnostics.push({
    code: "facts-of-several-places",
    severity: "warning",
    message: `there are facts of ${first[0]} here, and of ${second[0]}: names may be mixed up`,
    span: second[1].span,
    hint: "keep the files of each account and region in a directory of their own, below the one that --facts names",
  });
}
