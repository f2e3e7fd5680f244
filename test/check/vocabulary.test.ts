/** Each record of the vocabulary keeps its word: what it selects, reads, says and marks, and that rules may ask for it. */
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { loadRules } from "../../src/check/load-rules.ts";
import { subjectsOf } from "../../src/check/subjects.ts";
import { type Property, possible } from "../../src/check/vocabulary/entity.ts";
import { entityKinds, recordOf } from "../../src/check/vocabulary/vocabulary.ts";
import { parseYaml } from "../../src/parse/yaml.ts";
import { blocked, undetermined } from "../report/sample-scan.ts";
import { at, discovered, endpoint, instances, natGateway, routeTable, source, subnetA, vpc, world } from "./sample.ts";

const inTheWay = { kind: "no-listener", text: "nothing forwards to it", span: at("aws_lb"), effect: "shuts" } as const;
const sample = world(
  [{ ...blocked, obstacles: [inTheWay] }, undetermined],
  [subnetA, vpc, instances, routeTable, natGateway, endpoint, discovered],
);

/** A condition on the property, as a rule file has it. */
function conditionOn(property: Property<never>): unknown {
  switch (property.type) {
    case "choice":
      return property.of;
    case "flag":
      return true;
    case "text":
      return { glob: ["a*", "?b"], exists: true };
    case "number":
      return { equals: 1, atLeast: 1, atMost: 2, moreThan: 0, lessThan: 3, exists: true };
    case "ports":
      return { meets: 80, covers: "80-90", within: "1-2,80", outside: 22 };
    case "addresses":
      return { meets: "10.0.0.0/8", covers: "internet", within: "::/0,vpc", outside: "10.0.0.0/8,load-balancer" };
    case "one":
      return {};
    case "many":
      return { where: {}, some: {}, every: {}, none: {}, count: { moreThan: 1 } };
  }
}

function load(rule: object): void {
  const file = new SourceFile("policies/own.yaml", JSON.stringify(rule));
  loadRules([parseYaml(file).output!]);
}

const own = {
  id: "own",
  title: "Own",
  severity: "note",
  rationale: "Because.",
  remediation: "Mend it.",
  references: ["https://example.com/"],
  message: { violated: "it is so", undetermined: "it may be so" },
};

describe.each(entityKinds)("%s", (kind) => {
  const { description, properties, placeholders, identity, place, places = {}, nodes, select } = recordOf(kind);
  const entities = select(sample);

  test("is found in the sample, as what it is", () => {
    expect(entities).not.toEqual([]);
    expect(new Set(entities.map((entity) => entity.kind))).toEqual(new Set([kind]));
  });

  test("is described, and each property is", () => {
    for (const text of [description, ...Object.values(properties).map((property) => property.description)])
      expect(text).toMatch(/^[A-Z`][\s\S]*[.|]$/);
  });

  test.each(Object.entries(properties))("%s is read as it is declared", (_, property) => {
    for (const entity of entities) {
      if (property.type === "choice") {
        const value = property.read(entity, sample) ?? [];
        const values = "known" in value ? (possible(value) ?? []) : value;
        for (const one of values) expect(property.of).toContain(one);
      }
      if (property.type === "flag") {
        const value = property.read(entity, sample);
        if (typeof value === "string") expect(["true", "false", "unknown"]).toContain(value);
        else expect([true, false, undefined]).toContain(value.known ? value.value : undefined);
      }
      if (property.type !== "one" && property.type !== "many") continue;
      const value = property.read(entity, sample);
      const others =
        typeof value === "string" ? [] : "members" in value ? value.members.map((one) => one.entity) : value;
      for (const other of others) expect(other.kind).toBe(property.kind);
    }
  });

  test("takes a condition on each property, and all that may be said and marked", () => {
    const conditions = Object.entries(properties).map(([name, property]) => [name, conditionOn(property)]);
    const pattern = Object.fromEntries(conditions);
    const violated = Object.keys(placeholders).map((name) => `{${name}}`);
    load({
      ...own,
      for: { [kind]: { ...pattern, not: pattern, anyOf: [pattern], allOf: [pattern], proven: pattern } },
      require: pattern,
      severityCases: [{ severity: "error", when: pattern }],
      message: { violated: violated.join(" "), undetermined: "it may be so" },
    });
    for (const name of Object.keys(places)) load({ ...own, at: name, forbid: { [kind]: {} } });
    expect(() => load({ ...own, forbid: { [kind]: { nothing: true } } })).toThrow("unknown key `nothing`");
  });

  test("says, marks and knows a finding", () => {
    for (const { subject } of subjectsOf(entities.map((entity) => ({ entity, truth: "unknown" as const })))) {
      for (const [name, read] of Object.entries(placeholders))
        expect(read(subject, sample), name).toEqual(expect.any(String));
      for (const span of [place(subject), ...Object.values(places).flatMap((read) => read(subject) ?? [])])
        expect(span.file).toBe(source);
      expect(identity(subject).length).toBeGreaterThan(0);
      expect(nodes(subject)).not.toEqual([]);
    }
  });
});
