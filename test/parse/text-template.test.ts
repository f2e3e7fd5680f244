import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import type { LocatedNode } from "../../src/parse/located.ts";
import { parseYaml } from "../../src/parse/yaml.ts";

function plain(node: LocatedNode): unknown {
  if (node.tag === "!placeholder") return "?";
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.elements.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

function read(text: string) {
  const { output, diagnostics } = parseYaml(new SourceFile("t.yaml", text));
  return {
    value: output === undefined ? undefined : plain(output.root),
    output,
    codes: diagnostics.map(({ code }) => code),
  };
}

const within = (lines: string): string =>
  `R:\n  Web:\n    Properties:\n      Name: web\n      List:\n${lines}\n      Port: 80\n`;
const inside = (list: unknown): unknown => ({ R: { Web: { Properties: { Name: "web", List: list, Port: 80 } } } });

test.each([
  [
    "Go",
    "      {{with .X}}\n        {{range .}}\n        - Name: {{.}}\n        {{end}}\n      {{end}}\n        - Name: last",
  ],
  [
    "Go with trims and else",
    '        {{- if eq .A "b" }}\n        - a: 1\n        {{- else }}\n        - a: 2\n        {{- end }}',
  ],
  ["Jinja", "        {% for x in xs %}\n        - {{ x }}-{{ y }}\n        {% endfor %}"],
  ["Mustache", "        {{#xs}}\n        - {{name}} of\n        {{/xs}}"],
])("%s: a list that actions add to is not known, and what stands beside it is", (_, lines) => {
  const { value, codes } = read(within(lines));
  expect(value).toEqual(inside("?"));
  expect(codes).toEqual(["text-template"]);
});

test("an action inside a scalar leaves that scalar unknown", () => {
  const { value } = read(
    within("        - { Value: '{{ a }}-b' }\n        - {{ c }}-d\n        - {{if x}}e{{else}}f{{end}}\n        - g"),
  );
  expect(value).toEqual(inside([{ Value: "?" }, "?", "?", "g"]));
});

test("a text with lines that may be missing is not known", () => {
  const { value } = read(
    within("        - |\n          a\n          {{if .X}}\n          b\n          {{end}}\n        - {{.Y}} z"),
  );
  expect(value).toEqual(inside(["?", "?"]));
});

test("spans lead into the file itself", () => {
  const text = within("        - {{ c }}-d\n        - g");
  const { output } = read(text);
  const visit = (node: LocatedNode): readonly LocatedNode[] =>
    node.kind === "scalar"
      ? [node]
      : node.kind === "sequence"
        ? node.elements.flatMap(visit)
        : node.entries.flatMap(({ key, value }) => [key, ...visit(value)]);
  for (const node of visit(output!.root)) {
    expect(node.span.file).toBe(output!.file);
    if (node.kind === "scalar") expect(text.slice(node.span.start, node.span.end)).toBe(node.text);
  }
});

test("a dynamic reference is no action of a text template", () => {
  expect(read("a: '{{resolve:ssm:x}}'\nb: {{ c }}-d\n").value).toEqual({ a: "{{resolve:ssm:x}}", b: "?" });
});

test.each([
  ["resources that may not be there", "R:\n  {{if .X}}\n  Web: { Type: a }\n  {{end}}\n  Api: { Name: {{ c }}-d }\n"],
  [
    "a resource that may have other properties",
    "R:\n  Web:\n    Properties:\n      {{if .X}}\n      A: 1\n      {{end}}\n      B: {{c}}-d\n",
  ],
  ["an action without its end", within("        {{if .X}}\n        - a\n        - {{ c }}-d")],
  [
    "an action that opens behind a text",
    within("        - a {{if .X}}\n        - b\n        {{end}}\n        - {{ c }}-d"),
  ],
  ["no text template", "a: [\n"],
])("%s cannot be told apart: it is an error as before", (_, text) => {
  expect(read(text)).toMatchObject({ value: undefined, codes: ["yaml-syntax"] });
});

test.each([
  ["actions that do not end", "{{".repeat(100_000)],
  ["directives that do not end", "{%".repeat(100_000)],
  ["both, and dynamic references", "{{resolve:{%".repeat(50_000)],
])("%s take no long time", (_, line) => {
  const start = process.cpuUsage();
  expect(parseYaml(new SourceFile("a.yaml", `a: [\n${line}\n`)).output).toBeUndefined();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(3000);
});
