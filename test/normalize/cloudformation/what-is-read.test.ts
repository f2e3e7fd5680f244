/** The tables that say on which types and properties a flow can depend, held against what the readers ask for. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { CATALOGUE, CLOUDFORMATION_TYPES, type Kind, typesOf } from "../../../src/catalogue/catalogue.ts";
import {
  ASKED_BY_RULES,
  isDecidedProperty,
  NOT_READ,
} from "../../../src/evaluate/cloudformation/template/resource-types.ts";
import type { EvaluatedWorld, Resource } from "../../../src/evaluate/resource.ts";
import { Context } from "../../../src/normalize/context.ts";
import { spellingOf } from "../../../src/normalize/spelling.ts";
import { reach } from "../../../src/reach/reach.ts";
import { describeFlows } from "../../flow-text.ts";
import { cloudFormationGroups, normalizeWorld } from "../sources.ts";
import { type Reads, recorded } from "./recorded.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
const READERS = join(import.meta.dirname, "../../../src/normalize");

const asked = new Set<string>();
const reads: Reads = { properties: new Map() };
let worlds: readonly EvaluatedWorld[] = [];

beforeAll(() => {
  const folders = readdirSync(FIXTURES).flatMap((rule) =>
    readdirSync(join(FIXTURES, rule)).map((name) => join(FIXTURES, rule, name)),
  );
  const templates = (folder: string): Readonly<Record<string, string>> => {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
    return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  };
  worlds = [...folders, import.meta.dirname]
    .flatMap((folder) => cloudFormationGroups(templates(folder)))
    .flatMap((group) => group.worlds);
  const managed = vi.spyOn(Context.prototype, "managed");
  for (const world of worlds) normalizeWorld(recorded(world, reads), { strict: false });
  for (const type of (managed.mock.calls.flat() as readonly Kind[]).flatMap(typesOf))
    if (type.startsWith("AWS::")) asked.add(type);
  managed.mockRestore();
}, 120_000);

test("the types of the catalogue are those that a reader asks for, or that others name", () => {
  const named = Object.values(CATALOGUE).flatMap(({ family, cloudformation }) =>
    family === undefined ? [] : (cloudformation ?? []),
  );
  expect([...new Set([...asked, ...named])].sort()).toEqual([...CLOUDFORMATION_TYPES].sort());
});

test("no property that is read is taken for one that is not", () => {
  const read = [...reads.properties.keys()];
  expect(read.filter((name) => NOT_READ.has(name))).toEqual([]);
  expect(read.filter((name) => !isDecidedProperty(name)).sort()).toEqual([...ASKED_BY_RULES].sort());
});

/** What is read of Terraform only, where CloudFormation has nothing of the kind or writes it otherwise. */
const OF_TERRAFORM: ReadonlySet<string> = new Set([
  "autoScalingGroupName",
  "defaultNetworkAclId",
  "defaultRouteTableId",
  "enableCrossZoneLoadBalancing",
  "ipv6CidrBlocks",
  "loadBalancingCrossZoneEnabled",
  "prefixListId",
  "prefixListIds",
  "preserveClientIp",
  "securityGroupId",
  "targetId",
  "vpcEndpointId",
]);

test("the templates of this test make the readers ask for all that they can ask for", () => {
  const paths = readdirSync(READERS, { recursive: true, encoding: "utf8" });
  const readers = paths.filter((path) => path.endsWith(".ts") && !/^(?:user-data|terraform)\/|spelling/.test(path));
  const sources = readers.map((path) =>
    readFileSync(join(READERS, path), "utf8").replace(/Pick<[^>]*>|\w\["\w+"\]/g, ""),
  );
  const written = sources.flatMap((text) =>
    [...text.matchAll(/"([a-z]+\d?[A-Z][A-Za-z0-9]*)"/g)].map(([, name]) => name!),
  );
  const spellings = [...CLOUDFORMATION_TYPES, "AWS::CodeDeploy::BlueGreen"].map((type) =>
    spellingOf({ type, dialect: "cloudformation" }),
  );
  const isAsked = (name: string): boolean => {
    const spelt = spellings.map((spelling) => spelling(name, new Map()));
    return spelt.some((names) => names.length === 0 || names.some((one) => reads.properties.has(one)));
  };
  expect(written.length).toBeGreaterThan(150);
  expect([...new Set(written)].filter((name) => !isAsked(name) && !OF_TERRAFORM.has(name))).toEqual([]);
  expect([...OF_TERRAFORM].filter((name) => !written.includes(name))).toEqual([]);
});

/** Without the properties of those names, at any depth. */
function without(resource: Resource, names: ReadonlySet<string>): Resource {
  const kept = new Map([...resource.body.attributes].filter(([name]) => !names.has(name)));
  const attributes = new Map(
    [...kept].map(([name, one]) => {
      const { value } = one;
      if (value.kind !== "list") return [name, one] as const;
      const elements = value.elements.map((element) =>
        element.kind === "map"
          ? { ...element, entries: new Map([...element.entries].filter(([key]) => !names.has(key))) }
          : element,
      );
      return [name, { ...one, value: { ...value, elements } }] as const;
    }),
  );
  return { ...resource, body: { ...resource.body, attributes } };
}

test("no flow depends on what only rules ask for", () => {
  const flows = (world: EvaluatedWorld): string =>
    describeFlows(reach(normalizeWorld(world, { strict: false }).graph, { strict: false, ephemeral: undefined }).flows);
  let removed = 0;
  for (const world of worlds) {
    const resources = world.resources.map((resource) => {
      const bare = without(resource, ASKED_BY_RULES);
      removed += resource.body.attributes.size - bare.body.attributes.size;
      return bare;
    });
    expect(flows({ ...world, resources })).toBe(flows(world));
  }
  expect(removed).toBeGreaterThan(50);
});
