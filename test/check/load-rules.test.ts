/** A rule file with a mistake is refused at its line and column; the built-in rules are up to date. */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acceptedByComments } from "../../src/accept/in-files.ts";
import { UsageError } from "../../src/base/diagnostic.ts";
import { SourceFile } from "../../src/base/source-file.ts";
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { loadRules } from "../../src/check/load-rules.ts";
import { parseYaml } from "../../src/parse/yaml.ts";

const top = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, top), "utf8");

const valid = `id: my-rule
title: Nothing may be open to the world
severity: warning
rationale: Because.
remediation: Close it.
references: [https://example.com/]
forbid:
  filterRule:
    direction: ingress
    action: allow
    ports: { meets: 22 }
    peers: { covers: 0.0.0.0/0 }
message:
  violated: "{filter} opens ssh"
  undetermined: "{filter} may open ssh"
`;

function load(text: string, path = "policies/my-rule.yaml") {
  const { output } = parseYaml(new SourceFile(path, text));
  return loadRules([output!]);
}

function mistakes(from: string | RegExp, to: string): string {
  const text = valid.replace(from, to);
  expect(text).not.toBe(valid);
  try {
    load(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  throw new Error("no mistake was found");
}

test("a valid rule is taken as it is written", () => {
  expect(load(valid)[0]).toMatchObject({
    id: "my-rule",
    severity: "warning",
    forbid: { filterRule: { direction: "ingress" } },
  });
});

describe("mistakes", () => {
  test("a hundred, and how many more there are", () => {
    const keys = Array.from({ length: 30_000 }, (_, at) => `k${at}: 1\n`).join("");
    const told = mistakes("title:", `${keys}title:`).split("\n");
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toBe("policies/my-rule.yaml: 29900 more mistakes");
  });
  test("an unknown key, with what was meant", () => {
    expect(mistakes("    direction", "    directoin")).toMatch(
      /^policies\/my-rule\.yaml:9:5: forbid\.filterRule: unknown key `directoin`; did you mean `direction`\? \(known: not, /,
    );
    expect(mistakes("severity:", "severty:")).toContain(
      "policies/my-rule.yaml:3:1: unknown key `severty`; did you mean `severity`?",
    );
  });
  test("an unknown value", () => {
    expect(mistakes("ingress", "inbound")).toBe(
      "policies/my-rule.yaml:9:16: forbid.filterRule.direction: must be one of ingress, egress",
    );
    expect(mistakes("warning", "fatal")).toBe(
      "policies/my-rule.yaml:3:11: severity: must be one of error, warning, note",
    );
  });
  test("an unknown entity", () => {
    expect(mistakes("filterRule:", "filterrule:")).toContain(
      "8:3: forbid: unknown key `filterrule`; did you mean `filterRule`?",
    );
  });
  test("something missing", () => {
    expect(mistakes("rationale: Because.\n", "")).toBe("policies/my-rule.yaml:1:1: `rationale` is missing");
    expect(mistakes(/forbid:[\s\S]*(?=message)/, "")).toBe(
      "policies/my-rule.yaml:1:1: must have either `forbid`, or `for` together with `require`",
    );
  });
  test("a set that is none", () => {
    expect(mistakes("meets: 22", "meets: 80-22")).toBe(
      "policies/my-rule.yaml:11:21: forbid.filterRule.ports.meets: `80-22` is no set of ports",
    );
    expect(mistakes("0.0.0.0/0", "0.0.0.0/33")).toContain(
      "12:22: forbid.filterRule.peers.covers: `0.0.0.0/33` is no set of addresses",
    );
    expect(mistakes("meets: 22", "meets: ssh")).toContain(
      "policies/my-rule.yaml:11:21: forbid.filterRule.ports.meets: ",
    );
  });
  test("an unknown placeholder", () => {
    expect(mistakes("{filter} opens", "{fitler} opens")).toBe(
      "policies/my-rule.yaml:14:13: message.violated: unknown placeholder `{fitler}`; did you mean `{filter}`? (known: filter, filterRule, direction, number)",
    );
  });
  test("a place that the entity does not have", () => {
    expect(mistakes("title:", "at: healthCheck\ntitle:")).toBe(
      "policies/my-rule.yaml:2:5: at: a filterRule has no place `healthCheck`",
    );
  });
  test("an id that is not the file's name, and one that is there twice", () => {
    expect(mistakes("id: my-rule", "id: your-rule")).toBe(
      "policies/my-rule.yaml:1:5: id: must be `my-rule`, as the file is called",
    );
    const twice = ["a/my-rule.yaml", "b/my-rule.yml"].map((path) => parseYaml(new SourceFile(path, valid)).output!);
    expect(() => loadRules(twice)).toThrow("b/my-rule.yml:1:5: id: there is another rule my-rule");
  });
  test("a pattern of `require` and of a severity's case is one of the rule's entity", () => {
    const requiring = valid
      .replace("forbid:", "for:")
      .replace("message:", "require: { action: deny, colour: red }\nmessage:");
    expect(() => load(requiring)).toThrow("13:26: require: unknown key `colour`");
    const cases = valid.replace(
      "rationale",
      "severityCases: [{ severity: note, when: { purpose: traffic } }]\nrationale",
    );
    expect(() => load(cases)).toThrow("4:43: severityCases.0.when: unknown key `purpose`");
  });
  test("all of them are told at once", () => {
    expect(mistakes("warning", "fatal\nextra: 1").split("\n")).toHaveLength(2);
  });
  test("a file that holds no mapping", () => {
    expect(() => load("- 1\n")).toThrow(UsageError);
    expect(() => load("text\n")).toThrow("policies/my-rule.yaml:1:1: must be object");
  });
});

describe("the generated files are up to date (npm run gen)", () => {
  const names = readdirSync(new URL("rules/", top));
  test("the rules", () => {
    expect(names.every((name) => name.endsWith(".yaml"))).toBe(true);
    const documents = names
      .sort()
      .map((name) => parseYaml(new SourceFile(`rules/${name}`, read(`rules/${name}`))).output!);
    expect(builtinRules).toEqual(loadRules(documents));
  });
  test.each(["rules", "rule-language"])("what scripts/gen/%s.mjs makes", async (name) => {
    const { generate } = await import(new URL(`scripts/gen/${name}.mjs`, top).href);
    for (const { path, text } of await generate()) expect(read(path), path).toBe(text);
  });
});

describe("docs/writing-rules.md", () => {
  const examples = [...read("docs/writing-rules.md").matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)];
  test("has examples", () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });
  test.each(examples.map(([, path, text]) => [path!, text!]))("%s is a valid rule", (path, text) => {
    expect(load(text, path)).toHaveLength(1);
  });
  test("says how a finding is suppressed", () => {
    const [, text] = /```terraform\n([\s\S]*?)```/.exec(read("docs/writing-rules.md"))!;
    const file = new SourceFile("main.tf", text!);
    const [accepted] = acceptedByComments(file).output;
    expect(accepted!.rule.value).toBe("dynamic-range-partly-open");
    expect(accepted!.reason).toMatch(/^the hosts set/);
  });
});
