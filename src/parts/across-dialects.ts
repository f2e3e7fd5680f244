/**
 * Roots of Terraform and templates of one scan that refer to each other: a data source finds what a template makes, a template reads what
 * Terraform keeps under a name. Each is evaluated with what the other one says, and their graphs have the resources of both
 * (docs/decisions/0047-across-dialects.md).
 */
import { groupBy } from "../base/collections.ts";
import { withWorlds } from "../evaluate/choices.ts";
import type { StoredValue } from "../evaluate/input.ts";
import type { OfferedRoot } from "../evaluate/offered-root.ts";
import type { EvaluatedWorld, RootGroup } from "../evaluate/resource.ts";
import type { TerraformResult } from "../evaluate/terraform/evaluate.ts";

/** Templates as they are evaluated. */
interface TemplateGroups {
  readonly groups: Iterable<RootGroup>;
  readonly stacks: () => readonly OfferedRoot[];
}

export interface Evaluators<T extends TemplateGroups> {
  readonly terraform: () => Promise<TerraformResult>;
  /** The same where data sources look among more roots. */
  readonly beside: (alone: TerraformResult, roots: readonly OfferedRoot[]) => Promise<TerraformResult>;
  /** What they may read, and the ids of roots of which the user may say that they have what is meant, by their paths. */
  readonly templates: (stored: readonly StoredValue[], roots: ReadonlyMap<string, string>) => Promise<T>;
  /** The text of each template, by its path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths of roots of which something is said that holds in a root. */
  readonly saidIn: (root: string) => readonly string[];
}

/** Where nothing refers to the other dialect, both are as they are alone. */
export async function evaluateAcross<T extends TemplateGroups>(
  { terraform, beside, templates, texts, saidIn }: Evaluators<T>,
  isStrict: boolean,
): Promise<{ readonly terraform: TerraformResult; readonly templates: T; readonly groups: Iterable<RootGroup> }> {
  const [alone, first] = [await terraform(), await templates([], new Map())];
  const apart = { terraform: alone, templates: first, groups: first.groups };
  const roots = new Map(alone.groups.flatMap((group) => group.roots.map(({ id, path }) => [path, id] as const)));
  const isSaid =
    [...roots.keys()].some((root) => saidIn(root).some((path) => texts.has(path))) ||
    [...texts.keys()].some((path) => saidIn(path).some((root) => roots.has(root)));
  // What the user says is no assumption that strictness turns off.
  if (isStrict && !isSaid) return apart;
  const mayRead = [...texts.values()];
  const wanted = (isStrict ? [] : alone.stored).filter((one) => mayRead.some((text) => mentions(text, one)));
  if (!isSaid && !alone.looksAround && wanted.length === 0) return apart;
  // What is in a template that Terraform deploys would else be there twice.
  const stacksOf = (of: T): readonly OfferedRoot[] =>
    of.stacks().filter(({ path }) => !alone.deploys.has(texts.get(path) ?? ""));
  const found = stacksOf(first);
  if (found.length === 0) return apart;
  const kept = onlyKept(wanted, found);
  const stacks = kept.length === 0 && !isSaid ? found : stacksOf(await templates(kept, roots));
  const ids = new Set(stacks.map(({ id }) => id));
  const reading = (path: string): readonly StoredValue[] => kept.filter((one) => mentions(texts.get(path) ?? "", one));
  const both = await beside(
    alone,
    stacks.map((one) => ({ ...one, assumptions: [...one.assumptions, ...reading(one.path).map(assumptionOf)] })),
  );
  const linked = both.groups.filter(({ elsewhere = new Set() }) => [...elsewhere].some((id) => ids.has(id)));
  if (linked.length === 0) return apart;
  const names = new Set(kept.map(({ name }) => name));
  const again = both.stored.filter(({ name }) => names.has(name));
  const last = again.length === 0 && !isSaid ? first : await templates(again, roots);
  // What only other repositories have for templates is nothing to judge by itself.
  const judged = both.groups.filter(({ roots }) => roots.length > 0);
  return { terraform: { ...both, groups: judged }, templates: last, groups: joined(last.groups, linked) };
}

function assumptionOf({ assumption }: StoredValue): StoredValue["assumption"] {
  return assumption;
}

/** Whether a template writes the name of what is kept, or may put it together. */
function mentions(text: string, { name }: StoredValue): boolean {
  const [, plain = ""] = /^\w+:(.*)$/s.exec(name) ?? [];
  const words = plain.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.length > 0 && words.every((word) => text.includes(word));
}

/** Those of which one root alone keeps something under their name, and no template does. */
function onlyKept(stored: readonly StoredValue[], stacks: readonly OfferedRoot[]): readonly StoredValue[] {
  const own = new Set(
    stacks.flatMap(({ resources }) =>
      resources.flatMap(({ type, body: { attributes } }) => {
        const name = attributes.get(type === "AWS::SSM::Parameter" ? "Name" : "name")?.value;
        if (name?.kind !== "string") return [];
        if (type === "AWS::SSM::Parameter") return [`ssm:${name.value}`];
        return type === "aws_cloudformation_export" ? [`import:${name.value}`] : [];
      }),
    ),
  );
  return [...groupBy(stored, ({ name }) => name).values()].flatMap(([one, ...others]) =>
    others.length > 0 || own.has(one.name) ? [] : [one],
  );
}

/** Groups of templates with the resources of Terraform that refer to them, or to which they refer. */
function* joined(groups: Iterable<RootGroup>, terraform: readonly RootGroup[]): Generator<RootGroup> {
  for (const group of groups) yield joinedGroup(group, terraform);
}

function joinedGroup(group: RootGroup, terraform: readonly RootGroup[]): RootGroup {
  const own = new Set([...group.roots.map(({ id }) => id), ...(group.elsewhere ?? [])]);
  const others = terraform.filter(({ elsewhere = new Set() }) => [...elsewhere].some((id) => own.has(id)));
  if (others.length === 0) return group;
  const beside = others.flatMap(({ worlds: [world] }) => (world === undefined ? [] : [world]));
  const withOthers = (world: EvaluatedWorld): EvaluatedWorld => joinedWorld(world, beside);
  const { stated, choices } = group;
  return {
    ...group,
    elsewhere: new Set([
      ...(group.elsewhere ?? []),
      ...others.flatMap(({ roots, elsewhere = [] }) => [...roots.map(({ id }) => id), ...elsewhere]),
    ]),
    worlds: group.worlds.map(withOthers),
    ...(choices === undefined ? {} : { choices: choices.map((choice) => withWorlds(choice, withOthers)) }),
    ...(stated === undefined ? {} : { stated: { ...stated, only: (ids) => joinedGroup(stated.only(ids), terraform) } }),
  };
}

function joinedWorld(world: EvaluatedWorld, beside: readonly EvaluatedWorld[]): EvaluatedWorld {
  const own = new Set(world.resources.map(({ root }) => root));
  const all = [world, ...beside];
  const assumptions = new Map(all.flatMap((one) => one.assumptions.map((each) => [each.text, each] as const)));
  const isOther = ({ root }: { readonly root: string }): boolean => !own.has(root);
  return {
    ...world,
    resources: [...world.resources, ...beside.flatMap(({ resources }) => resources.filter(isOther))],
    links: all.flatMap(({ links }) => links),
    assumptions: [...assumptions.values()],
    unread: [...(world.unread ?? []), ...beside.flatMap(({ unread = [] }) => unread.filter(isOther))],
    lost: [...(world.lost ?? []), ...beside.flatMap(({ lost = [] }) => lost)],
  };
}
