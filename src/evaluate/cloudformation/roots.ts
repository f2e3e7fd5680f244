/** The templates of a scan into its roots, grouped into estates by who imports from whom. */
import type { Value } from "../../base/value.ts";
import type { CloudFormationInput } from "../input.ts";
import type { Root } from "../resource.ts";
import { type AssemblyStack, readAssemblies } from "./assembly.ts";
import type { EstateRun } from "./estate.ts";
import type { Library } from "./library.ts";
import { Links } from "./links.ts";
import { nestedStack } from "./nested.ts";
import { givenOnCommandLine } from "./parameter-files.ts";
import { Sink } from "./sink.ts";
import { Stack } from "./stack.ts";
import { type Survey, survey } from "./survey.ts";
import type { Template } from "./template.ts";
import { string, unknown } from "./values.ts";
import { runOnce } from "./worlds.ts";

/** How often templates that export what is missing are looked for around those that were named. */
const MAXIMUM_ROUNDS = 3;

export interface EstateRoots {
  readonly roots: readonly Root[];
  /** Makes the roots' stacks for a run. */
  readonly open: (run: EstateRun) => ReadonlyMap<string, Stack>;
}

interface Candidate {
  readonly template: Template;
  readonly assembly: AssemblyStack | undefined;
}

export interface Roots {
  readonly estates: readonly EstateRoots[];
  readonly links: Links;
}

export function findRoots(
  input: CloudFormationInput,
  library: Library,
  given: ReadonlyMap<string, Value>,
  sink: Sink,
): Roots {
  const assemblies = readAssemblies(input.assemblies, input.files, input.parse);
  for (const diagnostic of assemblies.diagnostics) sink.report(diagnostic);
  const candidates = new Map<string, Candidate>();
  for (const { file } of input.templates) {
    const template = library.template(file.path);
    if (template !== undefined) candidates.set(file.path, { template, assembly: undefined });
  }
  for (const assembly of assemblies.output) {
    const template = library.template(assembly.path);
    if (template !== undefined) candidates.set(assembly.path, { template, assembly });
  }

  const open = (candidate: Candidate, run: EstateRun, qualified: boolean): Stack =>
    openRoot(candidate, input, given, run, qualified);
  const look = (candidate: Candidate): Survey => {
    const settings = { paths: [], library, options: input.options, links: new Links([], []), sink: new Sink() };
    const only = (run: EstateRun): ReadonlyMap<string, Stack> =>
      new Map([[candidate.template.path, open(candidate, run, true)]]);
    let found: Survey = { nested: [], exports: [], imports: [] };
    runOnce({ ...settings, open: only }, { domains: new Map(), defaults: new Map(), rules: [] }, [], 0, (stack) => {
      found = survey(stack);
    });
    return found;
  };
  const surveys = new Map([...candidates].map(([path, candidate]) => [path, look(candidate)] as const));
  const nested = new Set([...surveys].flatMap(([path, found]) => found.nested.filter((one) => one !== path)));
  const isRoot = (path: string): boolean =>
    candidates.get(path)?.assembly !== undefined || input.named.includes(path) || !nested.has(path);
  let roots = [...candidates.keys()].filter(isRoot);
  if (roots.length === 0) roots = [...candidates.keys()].slice(0, 1);

  const linksOf = (paths: readonly string[]): Links =>
    new Links(
      paths.flatMap((path) => surveys.get(path)?.exports ?? []),
      paths.flatMap((path) => surveys.get(path)?.imports ?? []),
    );
  let links = linksOf(roots);
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const lacking = roots.filter(
      (path) => input.named.includes(path) || !input.templates.some(({ file }) => file.path === path),
    );
    const missing = lacking.filter((path) =>
      surveys.get(path)?.imports.some(({ name }) => links.target(path, name).kind === "none"),
    );
    const around = new Set(missing.flatMap((path) => library.neighbours(path)));
    const found = [...around].filter(
      (path) => !candidates.has(path) && library.text(path)?.includes("Export") === true,
    );
    const added: string[] = [];
    for (const path of found) {
      const template = library.template(path);
      if (template === undefined) continue;
      candidates.set(path, { template, assembly: undefined });
      surveys.set(path, look({ template, assembly: undefined }));
      added.push(path);
    }
    if (added.length === 0) break;
    const wider = linksOf([...roots, ...added]);
    const used = new Set(reachable(roots, wider.edges));
    roots = [...roots, ...added.filter((path) => used.has(path))];
    links = wider;
  }
  const groups = groupsOf(roots, links.edges);
  const estates = groups.map((paths): EstateRoots => {
    const members = paths.map((path) => candidates.get(path)!);
    return {
      roots: members.map(({ template, assembly }) => ({
        path: template.path,
        kind: assembly === undefined ? "cloudformation" : "cdk",
      })),
      open: (run) => new Map(members.map((one) => [one.template.path, open(one, run, members.length > 1)])),
    };
  });
  return { estates, links };
}

function openRoot(
  { template, assembly }: Candidate,
  input: CloudFormationInput,
  given: ReadonlyMap<string, Value>,
  run: EstateRun,
  qualified: boolean,
): Stack {
  const qualifier = qualified ? `${template.path}#` : "";
  const { file } = template.document;
  const origin = { kind: "default" as const, span: { file, start: 0, end: 0 } };
  const name = assembly?.stackName;
  const stackName =
    name === undefined
      ? {
          ...unknown("input", `${qualifier}AWS::StackName`, "the stack's name is given when it is made", origin),
          notNull: true as const,
        }
      : string(name, origin);
  return new Stack({
    run,
    template,
    root: template.path,
    address: "",
    qualifier,
    environment: { region: input.options.region ?? assembly?.region, account: assembly?.account, stackName },
    given: (parameter) => {
      const declaredAt = template.parameters.get(parameter)?.nameSpan;
      const at = declaredAt === undefined ? undefined : { kind: "variable-argument" as const, span: declaredAt };
      return givenOnCommandLine(input.options, parameter, at) ?? given.get(parameter);
    },
    around: [],
    nested: nestedStack,
  });
}

/** Everything that can be reached from `from` along the edges. */
function reachable(from: readonly string[], edges: readonly (readonly [string, string])[]): readonly string[] {
  const found = new Set(from);
  for (const path of found) for (const [a, b] of edges) if (a === path) found.add(b);
  return [...found];
}

/** The connected groups, each and all in the order of `paths`. */
function groupsOf(
  paths: readonly string[],
  edges: readonly (readonly [string, string])[],
): readonly (readonly string[])[] {
  const both = edges.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);
  const groups: (readonly string[])[] = [];
  const placed = new Set<string>();
  for (const path of paths) {
    if (placed.has(path)) continue;
    const group = new Set(reachable([path], both));
    for (const member of group) placed.add(member);
    groups.push(paths.filter((one) => group.has(one)));
  }
  return groups;
}
