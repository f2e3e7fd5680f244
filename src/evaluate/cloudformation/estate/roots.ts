/** The templates of a scan into its roots, grouped into estates by who imports from whom. */
import type { Value } from "../../../base/value.ts";
import type { CloudFormationInput } from "../../input.ts";
import type { Root } from "../../resource.ts";
import type { EstateRun } from "../stack/estate.ts";
import type { Given } from "../stack/given.ts";
import { nestedStack } from "../stack/nested.ts";
import { STACK_NAME } from "../stack/pseudo-parameters.ts";
import { Stack } from "../stack/stack.ts";
import { type AssemblyStack, readAssemblies } from "../template/assembly.ts";
import type { Library } from "../template/library.ts";
import { Sink } from "../template/sink.ts";
import type { Template } from "../template/template.ts";
import { giving, NO_VALUE, string, textOfValue, unknown } from "../values.ts";
import { noSymbols, runOnce } from "../worlds/worlds.ts";
import { type AmbiguousImports, type LinkedEstate, linkEstates } from "./linked-estates.ts";
import { type Links, NO_LINKS } from "./links.ts";
import { keyOf } from "./market.ts";
import { exportHint, type Surveys } from "./missing-exports.ts";
import { type Survey, survey } from "./survey.ts";

/** Roots that are evaluated together under the same links. */
export interface OpenEstate {
  readonly paths: readonly string[];
  readonly links: Links;
  /** Makes the roots' stacks for a run. */
  readonly open: (run: EstateRun) => ReadonlyMap<string, Stack>;
}

export interface EstateRoots extends OpenEstate {
  readonly roots: readonly Root[];
  readonly borrowed: readonly string[];
  readonly choices: readonly {
    readonly root: string;
    readonly alternatives: readonly (OpenEstate & { readonly name: string })[];
  }[];
}

interface Candidate {
  readonly template: Template;
  readonly assembly: AssemblyStack | undefined;
}

export interface Roots {
  readonly estates: readonly EstateRoots[];
  readonly ambiguous: readonly AmbiguousImports[];
}

/** What is known of a template that cannot be opened. */
const NOTHING: Survey = {
  nested: [],
  exports: [],
  imports: [],
  services: false,
  needsHosts: false,
  hosts: false,
  clusters: false,
};

export function findRoots(input: CloudFormationInput, library: Library, given: Given, sink: Sink): Roots {
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

  const look = (candidate: Candidate, own = given, opens: Opens = "defaults"): Survey => {
    const { options } = input;
    const settings = { paths: [], library, options, links: NO_LINKS, given: own, sink: new Sink(), ways: 1 };
    const only = (run: EstateRun): ReadonlyMap<string, Stack> =>
      new Map([[candidate.template.path, openRoot(candidate, input, run, true, opens)]]);
    let found = NOTHING;
    runOnce({ ...settings, open: only }, noSymbols(), [], 0, (stack) => {
      found = survey(stack);
    });
    return found;
  };
  const surveys = new Map([...candidates].map(([path, candidate]) => [path, look(candidate)] as const));
  const nested = new Set([...surveys].flatMap(([path, found]) => found.nested.filter((one) => one !== path)));
  for (const path of library.includedPaths) nested.add(path);
  const isRoot = (path: string): boolean =>
    candidates.get(path)?.assembly !== undefined || input.named.includes(path) || !nested.has(path);
  const topmost = [...candidates.keys()].filter(isRoot);
  const roots = topmost.length > 0 ? topmost : [...candidates.keys()].slice(0, 1);

  const around = (from: string, wanted: (text: string) => boolean): ReadonlyMap<string, Survey> => {
    const found = library.candidates(from, wanted).filter(({ path }) => !candidates.has(path));
    for (const template of found) {
      const candidate = { template, assembly: undefined };
      candidates.set(template.path, candidate);
      surveys.set(template.path, look(candidate));
    }
    return new Map(found.map(({ path }) => [path, surveys.get(path)!] as const));
  };
  const { estates, ambiguous } = linkEstates({
    roots,
    named: input.named,
    surveys,
    edges: given.edges(roots.map((path) => ({ path, text: candidates.get(path)!.template.document.file.text }))),
    around,
    strict: input.options.strict,
  });
  const variants: Surveys = {
    open: once((path) => look(candidates.get(path)!, given, "nothing")),
    with: (path, more) => (more.size === 0 ? surveys.get(path)! : look(candidates.get(path)!, given.with(more))),
  };
  const hints = new Map<string, string | undefined>();
  const hintFor = (root: string, name: Value): string | undefined => {
    const key = keyOf(root, name);
    if (!hints.has(key)) hints.set(key, exportHint(root, name, roots, variants));
    return hints.get(key);
  };
  const hinted = (links: Links): Links => ({
    ...links,
    target: (root, name) => {
      const target = links.target(root, name);
      const hint = target.kind === "none" ? hintFor(root, name) : undefined;
      return hint === undefined ? target : { kind: "none", hint };
    },
  });
  const opened = (paths: readonly string[], links: Links): OpenEstate => ({
    paths,
    links: hinted(links),
    open: (run) =>
      new Map(paths.map((path) => [path, openRoot(candidates.get(path)!, input, run, paths.length > 1)] as const)),
  });
  return {
    ambiguous,
    estates: estates.map(
      ({ roots: own, borrowed, links, choices }: LinkedEstate): EstateRoots => ({
        ...opened([...own, ...borrowed], links),
        roots: own.map((path) => ({
          id: identityIn(input, path),
          path,
          kind: candidates.get(path)?.assembly === undefined ? "cloudformation" : "cdk",
        })),
        borrowed,
        choices: choices.map(({ root, alternatives }) => ({
          root: identityIn(input, root),
          alternatives: alternatives.map((one) => ({ ...opened(one.paths, one.links), name: one.name })),
        })),
      }),
    ),
  };
}

function identityIn({ identityOf }: CloudFormationInput, path: string): string {
  return identityOf?.(path) ?? path;
}

function once<V>(make: (path: string) => V): (path: string) => V {
  const made = new Map<string, V>();
  return (path) => {
    const before = made.get(path);
    if (before !== undefined) return before;
    const value = make(path);
    made.set(path, value);
    return value;
  };
}

/** What a parameter is for which nothing is given: its default, or unknown whether it has one or not. */
type Opens = "defaults" | "nothing";

function openRoot(
  { template, assembly }: Candidate,
  input: CloudFormationInput,
  run: EstateRun,
  qualified: boolean,
  opens: Opens = "defaults",
): Stack {
  const root = { id: identityIn(input, template.path), path: template.path };
  const qualifier = qualified ? `${root.id}#` : "";
  const { file } = template.document;
  const origin = { kind: "default" as const, span: { file, start: 0, end: 0 } };
  const name = assembly?.stackName ?? textOfValue(run.bound(`${qualifier}${STACK_NAME}`)?.value ?? NO_VALUE);
  const stackName =
    name === undefined
      ? {
          ...unknown(
            "input",
            `${qualifier}${STACK_NAME}`,
            "the stack's name is given when it is made",
            origin,
            qualified ? `scan ${template.path} alone and ${giving(STACK_NAME)}` : giving(STACK_NAME),
          ),
          notNull: true as const,
        }
      : string(name, origin);
  return new Stack({
    run,
    template,
    root,
    address: "",
    qualifier,
    environment: { region: input.options.region ?? assembly?.region, account: assembly?.account, stackName },
    given: (parameter) => {
      const declaredAt = template.parameters.get(parameter)?.nameSpan;
      const at = declaredAt === undefined ? undefined : { kind: "variable-argument" as const, span: declaredAt };
      const given = run.given.parameter(parameter, at);
      return given !== undefined || opens === "defaults"
        ? given
        : unknown("input", `${qualifier}${parameter}`, `the parameter ${parameter} has no value`, origin);
    },
    around: [],
    constructs: assembly?.constructs ?? new Map(),
    nested: nestedStack,
  });
}
