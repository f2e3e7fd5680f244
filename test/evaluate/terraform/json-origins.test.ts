import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/base/value.ts";
import { parseJsonText } from "../../../src/values/json-text.ts";
import { evaluateFiles, plain, valueAt } from "./support.ts";

/** Reads the JSON of an attribute and says where its host port stands: `file:line text`, along the chain of origins. */
function hostPort(files: Record<string, string>): { readonly value: unknown; readonly places: readonly string[] } {
  const result = evaluateFiles(files);
  expect(result.diagnostics).toEqual([]);
  const text = valueAt(result, "aws_ecs_task_definition.t", "container_definitions");
  if (text?.kind !== "string" && text?.kind !== "text") throw new Error(`no text: ${JSON.stringify(plain(text))}`);
  const read = parseJsonText(text);
  if (!read.ok) throw new Error(read.message);
  const port = member(member(member(member(read.value, 0), "portMappings"), 0), "hostPort");
  const places: string[] = [];
  for (let at = port?.origin; at !== undefined; at = at.via) {
    const { line } = at.span.file.position(at.span.start);
    places.push(`${at.span.file.path}:${line} ${at.span.file.text.slice(at.span.start, at.span.end)}`);
  }
  return { value: plain(port), places };
}

function member(value: Value | undefined, key: string | number): Value | undefined {
  if (value?.kind === "list" && typeof key === "number") return value.elements[key];
  return value?.kind === "map" && typeof key === "string" ? value.entries.get(key) : undefined;
}

const task = (definitions: string): string =>
  `resource "aws_ecs_task_definition" "t" {\n  container_definitions = ${definitions}\n}\n`;

describe("the host port keeps its place", () => {
  test("in jsonencode", () => {
    const main = task('jsonencode([{ name = "web", portMappings = [{ containerPort = 80, hostPort = 8080 }] }])');
    expect(hostPort({ "main.tf": main })).toEqual({ value: 8080, places: ["main.tf:2 8080"] });
  });

  test("in jsonencode beside an unknown image", () => {
    const main = `variable "image" {}\n${task("jsonencode([{ image = var.image, portMappings = [{ hostPort = 8080 }] }])")}`;
    expect(hostPort({ "main.tf": main })).toEqual({ value: 8080, places: ["main.tf:3 8080"] });
  });

  test.each(["<<EOT", "<<-EOT"])("in a heredoc %s", (mark) => {
    const main = task(
      `${mark}\n    [{\n      "image": "\${var.image}",\n      "portMappings": [{ "hostPort": 8080 }]\n    }]\n    EOT`.replace(
        "    EOT",
        mark === "<<EOT" ? "EOT" : "    EOT",
      ),
    );
    expect(hostPort({ "main.tf": `${main}variable "image" {}\n` })).toEqual({
      value: 8080,
      places: ["main.tf:5 8080"],
    });
  });

  test("in a heredoc as a number from a variable", () => {
    const main = `${task('<<EOT\n[{ "portMappings": [{ "hostPort": ${var.port} }] }]\nEOT')}variable "port" { default = 8080 }\n`;
    expect(hostPort({ "main.tf": main })).toEqual({
      value: 8080,
      places: ["main.tf:3 ${var.port}", "main.tf:3 var.port", "main.tf:6 8080"],
    });
  });

  test("in a quoted string with escapes", () => {
    const main = task('"[{\\"portMappings\\": [{\\"hostPort\\": 8080}]}]"');
    expect(hostPort({ "main.tf": main }).places).toEqual(["main.tf:2 8080"]);
  });

  test("in a JSON file", () => {
    const json = '[\n  { "portMappings": [{ "hostPort": 8080 }] }\n]\n';
    expect(hostPort({ "main.tf": task('file("${path.module}/task.json")'), "task.json": json }).places[0]).toBe(
      "task.json:2 8080",
    );
  });

  test("in templatefile, in the template and in its variables", () => {
    const template = '[{ "image": "${image}", "portMappings": [{ "hostPort": ${port} }] }]';
    const main = `variable "i" {}\nlocals { port = 8080 }\n${task('templatefile("${path.module}/task.json.tpl", { image = var.i, port = local.port })')}`;
    const { value, places } = hostPort({ "main.tf": main, "task.json.tpl": template });
    expect(value).toBe(8080);
    expect(places).toEqual([
      "task.json.tpl:1 ${port}",
      "task.json.tpl:1 port",
      "main.tf:4 local.port",
      "main.tf:2 8080",
    ]);
    expect(hostPort({ "main.tf": main, "task.json.tpl": template.replace("${port}", "8080") }).places[0]).toBe(
      "task.json.tpl:1 8080",
    );
  });

  test("in data.template_file", () => {
    const main = `${task("data.template_file.t.rendered")}
data "template_file" "t" {
  template = file("task.json")
  vars     = { port = 8080 }
}`;
    const files = (port: string) => ({
      "main.tf": main,
      "task.json": `[{ "portMappings": [{ "hostPort": ${port} }] }]`,
    });
    expect(hostPort(files("80")).places.at(-1)).toBe("task.json:1 80");
    expect(hostPort(files("${port}"))).toMatchObject({
      value: 8080,
      places: expect.arrayContaining(["task.json:1 ${port}", "main.tf:7 8080"]),
    });
  });

  test("in an inline data.template_file with escaped interpolations", () => {
    const main = `${task("data.template_file.t.rendered")}
data "template_file" "t" {
  template = <<EOT
[{ "image": "$\${image}", "portMappings": [{ "hostPort": 80 }] }]
EOT
  vars = { image = "x" }
}`;
    expect(hostPort({ "main.tf": main }).places.at(-1)).toBe("main.tf:7 80");
  });

  test("through the output of a module that encodes containers one by one", () => {
    const main = `module "c" {\n  source = "./c"\n  port   = 8080\n}\n${task('"[${module.c.json}]"')}`;
    const child =
      'variable "port" {}\noutput "json" { value = jsonencode({ portMappings = [{ hostPort = var.port }] }) }';
    const { value, places } = hostPort({ "main.tf": main, "c/main.tf": child });
    expect(value).toBe(8080);
    expect(places.at(-1)).toBe("main.tf:3 8080");
  });

  test("through join of several encoded containers", () => {
    const main = `locals { c = [for p in [8080, 81] : jsonencode({ portMappings = [{ hostPort = p }] })] }\n${task('"[${join(",", local.c)}]"')}`;
    expect(hostPort({ "main.tf": main })).toMatchObject({
      value: 8080,
      places: expect.arrayContaining(["main.tf:1 8080"]),
    });
  });
});
