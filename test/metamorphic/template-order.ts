/** Templates whose parts stand in another order, which means the same. */
import { mappingAt } from "../../src/evaluate/cloudformation/template/template.ts";
import type { LocatedMapping, LocatedNode, LocatedSequence } from "../../src/parse/located.ts";
import { type Change, permuted, place } from "./change.ts";
import { slotsOf } from "./document-slots.ts";
import type { Random } from "./random.ts";
import { directoryOf, inDirectory, type Sources } from "./sources.ts";

/** Properties whose lists are sets. */
const UNORDERED: ReadonlySet<string> = new Set([
  "CapacityProviderStrategy",
  "CapacityProviders",
  "ContainerDefinitions",
  "DefaultCapacityProviderStrategy",
  "LoadBalancerNames",
  "LoadBalancers",
  "PortMappings",
  "SecurityGroupEgress",
  "SecurityGroupIds",
  "SecurityGroupIngress",
  "SecurityGroups",
  "Subnets",
  "SubnetIds",
  "SubnetMappings",
  "TargetGroupARNs",
  "TargetGroups",
  "Targets",
  "VPCZoneIdentifier",
]);

export function lists({ templates }: Sources, random: Random): readonly Change[] {
  return templates.flatMap(({ document: { root } }) =>
    nodesIn(mappingAt(root, "Resources")).flatMap((node) =>
      node.kind !== "mapping"
        ? []
        : node.entries.flatMap(({ key, value }) =>
            value.kind === "sequence" && value.tag === undefined && UNORDERED.has(key.text)
              ? swapped(`the elements of ${key.text}`, value, random)
              : [],
          ),
    ),
  );
}

/** Of properties, at every depth. */
export function properties({ templates }: Sources, random: Random): readonly Change[] {
  return templates.flatMap(({ document: { root } }) =>
    (mappingAt(root, "Resources")?.entries ?? []).flatMap(({ value }) =>
      nodesIn(value).flatMap((node) => (node.kind === "mapping" ? swapped("keys", node, random) : [])),
    ),
  );
}

/** Resources, parameters, outputs, conditions and mappings. */
export function sections({ templates }: Sources, random: Random): readonly Change[] {
  return templates.flatMap(({ document: { root } }) =>
    root.kind !== "mapping"
      ? []
      : root.entries.flatMap(({ key, value }) =>
          value.kind === "mapping" ? swapped(`the entries of ${key.text}`, value, random) : [],
        ),
  );
}

function swapped(what: string, node: LocatedMapping | LocatedSequence, random: Random): readonly Change[] {
  const keys = node.kind === "mapping" ? node.entries.map(({ key }) => key.text) : [];
  if (new Set(keys).size < keys.length) return [];
  const slots = slotsOf(node);
  const change = slots && permuted(`${what} in another order, ${place(node.span)}`, slots, random);
  return change === undefined ? [] : [change];
}

export function nodesIn(node: LocatedNode | undefined): readonly LocatedNode[] {
  if (node === undefined) return [];
  if (node.kind === "sequence") return [node, ...node.elements.flatMap(nodesIn)];
  return node.kind === "mapping" ? [node, ...node.entries.flatMap(({ value }) => nodesIn(value))] : [node];
}

/** Only of templates that no other file mentions, and that do not stand there in another format under the same name. */
export function fileNames({ templates, texts }: Sources, random: Random): readonly Change[] {
  const names = random.shuffled(templates.map((_, at) => `t${at}`));
  return templates.flatMap(({ path }, at) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const bare = name.replace(/\..*$/, "");
    const stem = path.slice(0, path.length - name.length) + bare;
    if ([...texts].some(([other, text]) => other !== path && (text.includes(bare) || other.startsWith(`${stem}.`))))
      return [];
    const to = inDirectory(directoryOf(path), `${names[at]}-${name}`);
    return [
      {
        what: `${path} is named ${to}`,
        edits: [],
        files: new Map([
          [path, undefined],
          [to, texts.get(path)!],
        ]),
        renamed: new Map([[to, path]]),
      },
    ];
  });
}
