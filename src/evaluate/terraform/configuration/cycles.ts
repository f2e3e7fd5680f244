/**
 * Declarations that depend on each other, so that Terraform cannot order them and refuses the configuration. It orders whole resources by
 * what their blocks name, whatever the values are: two security groups that name each other are a cycle although their ids depend on
 * nothing (https://developer.hashicorp.com/terraform/internals/graph).
 */

import { remembered } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type { Block } from "../../../parse/hcl/syntax.ts";
import { isModuleInput, MAX_MODULE_DEPTH } from "./module-calls.ts";
import { argument, type Declaration, type ModuleConfiguration } from "./module-configuration.ts";
import { type Reference, referencesOf } from "./references.ts";

/** One of the declarations in a circle, and where it names the next. */
interface CycleStep {
  /** Relative to the module: `aws_lb.x`, `local.y`, `module.m.output.id`. */
  readonly name: string;
  readonly span: Span;
}

export interface Cycle {
  /** A shortest circle: each names the next, the last the first. Not empty. */
  readonly steps: readonly CycleStep[];
  /** All that are tied up in it, those inside called modules too. */
  readonly members: ReadonlySet<string>;
}

/** The configuration that a call of a module in a directory leads to, where it is in the scan. */
type CallTarget = (directory: string, call: Declaration) => ModuleConfiguration | undefined;

/** To what a declaration leads, with where it is named; through a called module by the steps in between. */
interface Edge {
  readonly to: string;
  readonly span: Span;
  readonly through: readonly CycleStep[];
}

type Graph = ReadonlyMap<string, readonly Edge[]>;

export class Cycles {
  readonly #target: CallTarget;
  readonly #graphs = new Map<string, Graph>();
  readonly #inputs = new Map<string, ReadonlyMap<string, readonly Way[]>>();
  readonly #cycles = new Map<string, readonly Cycle[]>();
  /** How many modules are looked into, each for the one that calls it. */
  #depth = 0;

  constructor(target: CallTarget) {
    this.#target = target;
  }

  /** Those among the declarations of one module, in the order of declaration. */
  of(configuration: ModuleConfiguration): readonly Cycle[] {
    return remembered(this.#cycles, configuration.directory, () => {
      const graph = this.#graph(configuration);
      return components(graph).map((names): Cycle => {
        const inside = new Set(names);
        const edges = names.flatMap((name) => (graph.get(name) ?? []).filter(({ to }) => inside.has(to)));
        const members = new Set([...names, ...edges.flatMap(({ through }) => through.map((step) => step.name))]);
        return { steps: circle(graph, inside, names[0]!), members };
      });
    });
  }

  #graph(configuration: ModuleConfiguration): Graph {
    const known = this.#graphs.get(configuration.directory);
    if (known !== undefined) return known;
    const graph = new Map<string, readonly Edge[]>();
    // A module that calls itself adds nothing that it does not show without that.
    this.#graphs.set(configuration.directory, graph);
    const add = (name: string, references: readonly Reference[]): void => {
      graph.set(name, references.map(edgeOf));
    };
    for (const { name, expression } of configuration.locals.values()) add(`local.${name}`, referencesOf(expression));
    for (const [key, { block }] of configuration.resources) add(key, resourceReferences(key, block));
    for (const { name, block } of configuration.outputs.values()) add(`output.${name}`, referencesOf(block.body));
    for (const call of configuration.calls.values()) this.#addCall(graph, configuration.directory, call);
    return graph;
  }

  /** Whether there is the module comes first, then its inputs, then what its outputs are made from; a use of the whole waits for all. */
  #addCall(graph: Map<string, readonly Edge[]>, directory: string, call: Declaration): void {
    const { name, block } = call;
    const whole = `module.${name}`;
    const expand = `${whole} (expand)`;
    const span = block.headerSpan;
    graph.set(expand, expansionReferences(block).map(edgeOf));
    const after: Edge = { to: expand, span, through: [] };
    const parts: string[] = [];
    for (const { name: input, expression } of block.body.attributes) {
      if (!isModuleInput(input)) continue;
      graph.set(`${whole}.var.${input}`, [...referencesOf(expression).map(edgeOf), after]);
      parts.push(`${whole}.var.${input}`);
    }
    const target = this.#depth >= MAX_MODULE_DEPTH ? undefined : this.#target(directory, call);
    for (const [output, ways] of target === undefined ? [] : this.#inputsOf(target)) {
      const edges = ways.map(
        ({ input, first, through }): Edge => ({
          to: `${whole}.var.${input}`,
          span: first,
          through: through.map((step) => ({ ...step, name: `${whole}.${step.name}` })),
        }),
      );
      graph.set(`${whole}.output.${output}`, [...edges, after]);
      parts.push(`${whole}.output.${output}`);
    }
    graph.set(whole, [after, ...parts.map((part): Edge => ({ to: part, span, through: [] }))]);
  }

  /** The input variables from which each output is made. */
  #inputsOf(configuration: ModuleConfiguration): ReadonlyMap<string, readonly Way[]> {
    const known = this.#inputs.get(configuration.directory);
    if (known !== undefined) return known;
    const inputs = new Map<string, readonly Way[]>();
    this.#inputs.set(configuration.directory, inputs);
    this.#depth += 1;
    const graph = this.#graph(configuration);
    this.#depth -= 1;
    for (const name of configuration.outputs.keys()) inputs.set(name, waysToInputs(graph, `output.${name}`));
    return inputs;
  }
}

/** How an output comes to depend on an input. */
interface Way {
  readonly input: string;
  /** Where the output names what leads there. */
  readonly first: Span;
  /** What stands between them. */
  readonly through: readonly CycleStep[];
}

function edgeOf({ name, span }: Reference): Edge {
  const [kind, call, output] = name.split(".");
  const to = kind === "module" && output !== undefined ? `module.${call}.output.${output}` : name;
  return { to, span, through: [] };
}

/** Only what is done when a resource is there, by its provisioners and over its connection, may name the resource itself. */
function resourceReferences(key: string, { body }: Block): readonly Reference[] {
  const isLater = ({ type }: Block): boolean => type === "provisioner" || type === "connection";
  const later = body.blocks.filter(isLater);
  if (later.length === 0) return referencesOf(body);
  const made = referencesOf({ ...body, blocks: body.blocks.filter((block) => !isLater(block)) });
  return [...made, ...later.flatMap((block) => referencesOf(block.body)).filter(({ name }) => name !== key)];
}

function expansionReferences(block: Block): readonly Reference[] {
  const lifecycle = block.body.blocks.find(({ type }) => type === "lifecycle");
  const own = ["count", "for_each", "depends_on"].flatMap((name) => argument(block, name)?.expression ?? []);
  return [...own.flatMap(referencesOf), ...(lifecycle === undefined ? [] : referencesOf(lifecycle.body))];
}

function waysToInputs(graph: Graph, start: string): readonly Way[] {
  const ways: Way[] = [];
  for (const [name, path] of shortestPaths(graph, start, undefined)) {
    if (!name.startsWith("var.")) continue;
    const [first] = path;
    const through = path
      .slice(1)
      .flatMap((edge, at) => [...path[at]!.through, { name: path[at]!.to, span: edge.span }]);
    ways.push({ input: name.slice(4), first: first!.span, through: [...through, ...path.at(-1)!.through] });
  }
  return ways;
}

/** The edges of a shortest path to each name that can be reached, within `inside` where that is given. */
function shortestPaths(
  graph: Graph,
  start: string,
  inside: ReadonlySet<string> | undefined,
): ReadonlyMap<string, readonly Edge[]> {
  const cameBy = new Map<string, { readonly from: string; readonly edge: Edge }>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const from = queue[at]!;
    for (const edge of graph.get(from) ?? []) {
      if (cameBy.has(edge.to) || inside?.has(edge.to) === false) continue;
      cameBy.set(edge.to, { from, edge });
      if (edge.to !== start) queue.push(edge.to);
    }
  }
  const pathTo = (name: string): readonly Edge[] => {
    const path: Edge[] = [];
    let at = name;
    do {
      const { from, edge } = cameBy.get(at)!;
      path.unshift(edge);
      at = from;
    } while (at !== start);
    return path;
  };
  return new Map([...cameBy.keys()].map((name) => [name, pathTo(name)]));
}

function circle(graph: Graph, inside: ReadonlySet<string>, start: string): readonly CycleStep[] {
  const path = shortestPaths(graph, start, inside).get(start)!;
  return path.flatMap((edge, at) => [{ name: at === 0 ? start : path[at - 1]!.to, span: edge.span }, ...edge.through]);
}

/** The sets of names that all lead to each other, in the order of the graph (Tarjan's algorithm, without recursion). */
function components(graph: Graph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  for (const root of graph.keys()) {
    if (order.has(root)) continue;
    const work: { readonly name: string; next: number }[] = [];
    const enter = (name: string): void => {
      order.set(name, order.size);
      low.set(name, order.get(name)!);
      stack.push(name);
      onStack.add(name);
      work.push({ name, next: 0 });
    };
    enter(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { name } = top;
      const edge = graph.get(name)?.[top.next++];
      if (edge === undefined) {
        work.pop();
        const above = work.at(-1)?.name;
        if (above !== undefined) low.set(above, Math.min(low.get(above)!, low.get(name)!));
        if (low.get(name) === order.get(name)) {
          const names = stack.splice(stack.indexOf(name));
          for (const one of names) onStack.delete(one);
          if (names.length > 1 || (graph.get(name) ?? []).some(({ to }) => to === name)) found.push(names);
        }
      } else if (!order.has(edge.to)) enter(edge.to);
      else if (onStack.has(edge.to)) low.set(name, Math.min(low.get(name)!, order.get(edge.to)!));
    }
  }
  const place = new Map([...graph.keys()].map((name, at) => [name, at]));
  const byPlace = (a: string, b: string): number => (place.get(a) ?? 0) - (place.get(b) ?? 0);
  return found.map((names) => names.sort(byPlace)).sort(([a], [b]) => byPlace(a!, b!));
}
