/** However a scan is divided, worlds of files say the same. */
import { expect, test } from "vitest";
import { askArbiter } from "../../src/parse/hcl/arbiter.ts";
import { mostOf } from "../../src/parts/evaluate-sources.ts";
import { judgeInParts } from "../../src/parts/judge-scan.ts";
import { LocalWorker } from "../../src/parts/worker.ts";
import { begin, resultOf } from "../../src/pipeline.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { scanRequest } from "../../src/request.ts";
import { DIRECTORY, inMemory } from "../fuzz/memory-files.ts";
import { app, template } from "../service-source.ts";

const own = (more = ""): string => app("var.port", `variable "port" {}\nterraform {\n  backend "local" {}\n}\n${more}`);

const TEXTS = {
  "a/main.tf": own(),
  "a/env/dev.tfvars": "port = 60000",
  "a/env/prod.tfvars": "port = 32768",
  "b/main.tf": own('variable "wide" {}\noutput "x" { value = tobool(var.wide) }\n'),
  "b/env/eu.tfvars": 'port = 1024\nwide = "true"',
  "b/env/us.tfvars": 'port = 60000\nwide = "perhaps"',
  "c/main.tf": app("1024"),
  "d/main.tf": own(),
  "one.yaml": template("!Ref Port", "Parameters:\n  Port: { Type: Number }\n"),
  "two.yaml": template("1024"),
  "p/dev.json": '{ "Port": 60000 }',
  "p/prod.json": '{ "Port": 1024 }',
};

test("each root by itself, or all of them together", async () => {
  const request = scanRequest(DIRECTORY, ["."], {
    system: inMemory(TEXTS),
    assignments: [{ kind: "each" }],
    each: [
      { kind: "variables", glob: "*/env/*.tfvars" },
      { kind: "parameters", glob: "p/*.json" },
    ],
  });
  const told = async (charactersOfAPart: number): Promise<string> => {
    const begun = await begin(request);
    const workers = [new LocalWorker(begun.found, begun.rules, request, () => {})] as const;
    const most = (characters: number) => mostOf(characters, request);
    const judged = await judgeInParts(begun.found, { workers, askArbiter, most, charactersOfAPart });
    return renderJson(await resultOf(judged, begun));
  };
  const apart = await told(1);
  expect(apart).toContain("with a/env/dev.tfvars");
  expect(apart).toContain("with p/dev.json");
  expect(await told(1_000_000)).toBe(apart);
});
