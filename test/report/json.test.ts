/** The JSON report is what schemas/report.schema.json says, and the same for the same input. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { obstacle } from "../../src/check/vocabulary/flow.ts";
import { hop as hopRecord } from "../../src/check/vocabulary/hop.ts";
import { jsonText } from "../../src/report/escape.ts";
import { renderJson } from "../../src/report/json/json.ts";
import { InTurn, objectInPieces } from "../../src/report/json/pieces.ts";
import { at, flow, hop } from "../check/sample.ts";
import { proven } from "../proofs.ts";
import { blocked, scanOf, undetermined } from "./sample-scan.ts";

const schema = JSON.parse(readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8"));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

function problems(report: unknown) {
  validate(report);
  return validate.errors ?? [];
}

describe("the schema", () => {
  test.each([
    ["findings of both kinds", scanOf(blocked, undetermined)],
    ["nothing", scanOf()],
    [
      "an obstacle",
      scanOf(
        flow([], {
          obstacles: [proven({ kind: "zone-not-served", text: "no subnet in c", span: at("aws_lb") })],
        }),
      ),
    ],
    [
      "a flow of which hardly anything is known",
      scanOf(
        flow([], {
          taskDefinition: undefined,
          targetGroup: undefined,
          loadBalancer: undefined,
          container: { name: undefined, port: undefined },
          requiredText: "var.port",
          portMapping: "unknown",
          verdict: "undetermined",
        }),
      ),
    ],
  ])("holds for %s", (_, scan) => {
    expect(problems(JSON.parse(renderJson(scan)))).toEqual([]);
  });

  test.each([
    ["obstacles", schema.definitions.flow.properties.obstacles.items.properties.kind, obstacle.properties.kind],
    ["hops", schema.definitions.hop.properties.kind, hopRecord.properties.kind],
  ])("names every kind of %s that there is", (_, told, known) => {
    expect(known).toMatchObject({ of: told.enum });
  });

  test("holds for a suppressed finding", () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, suppressed: { reason: "known", span: one.span } }));
    expect(problems(JSON.parse(renderJson({ ...scan, findings })))).toEqual([]);
  });
  test("holds for a finding of the baseline", () => {
    const scan = scanOf(blocked);
    const findings = scan.findings.map((one) => ({ ...one, baselined: true as const }));
    const report = JSON.parse(renderJson({ ...scan, findings }));
    expect(problems(report)).toEqual([]);
    expect(report.findings[0]).toMatchObject({ baselined: true, suppressed: null });
  });
  test("sees a wrong report", () => {
    const report = JSON.parse(renderJson(scanOf(blocked)));
    report.flows[0].hops[0].verdict = "maybe";
    report.extra = 1;
    expect(
      problems(report)
        .map(({ keyword }) => keyword)
        .sort(),
    ).toEqual(["additionalProperties", "enum"]);
  });
});

test("places count lines and columns from 1, the end exclusive", () => {
  const [finding] = JSON.parse(renderJson(scanOf(blocked))).findings;
  expect(finding.location).toEqual({ path: "infra/main.tf", startLine: 7, startColumn: 5, endLine: 8, endColumn: 25 });
});

test("flows are in order of their ids, and the same input gives the same bytes", () => {
  const forward = renderJson(scanOf(blocked, undetermined));
  expect(renderJson(scanOf(blocked, undetermined))).toBe(forward);
  const ids = JSON.parse(renderJson(scanOf(undetermined, blocked))).flows.map(({ id }: { id: string }) => id);
  expect(ids).toEqual([...ids].sort());
});

test("an undetermined flow says what would settle it", () => {
  const { flows, findings, coverage } = JSON.parse(renderJson(scanOf(undetermined)));
  expect(flows[0].undeterminedBecause).toEqual([
    {
      symbol: "var.alb_security_group_id",
      cause: "var.alb_security_group_id has no value",
      location: expect.objectContaining({ path: "infra/main.tf" }),
      hint: "give it with --var alb_security_group_id=…",
    },
  ]);
  expect(findings[0]).toMatchObject({ verdict: "undetermined", severity: "note", flow: flows[0].id, fix: null });
  expect(coverage.flows).toEqual({ reachable: 0, partial: 0, blocked: 0, undetermined: 1 });
});

test("a hop tells what it lets through and which filter rules decided", () => {
  const [{ hops }] = JSON.parse(renderJson(scanOf(flow([hop("target-ingress", "open")])))).flows;
  expect(hops[0]).toMatchObject({
    kind: "target-ingress",
    node: "aws_security_group.hosts",
    verdict: "open",
    required: "32768-65535",
    open: { must: "32768-65535", may: "32768-65535" },
    decidedBy: [],
  });
});

describe("in pieces", () => {
  const text = fc.constantFrom("a", "\n", "  ", "\u001b", "##[error]", "😀", "");
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: "small" }, text, fc.integer(), fc.constant(null), tie("list"), tie("object")),
    list: fc.array(tie("any"), { maxLength: 3 }),
    object: fc.dictionary(text, fc.oneof(tie("any"), fc.constant(undefined)), { maxKeys: 3 }),
  }));
  const objects = fc.array(value.object as fc.Arbitrary<object>, { maxLength: 4 });

  test("it is what it is in one", () => {
    fc.assert(
      fc.property(
        fc.dictionary(text, fc.oneof(value.any, fc.constant(undefined))),
        objects,
        objects,
        (object, one, other) => {
          const inTurn = (all: readonly object[]): InTurn => new InTurn(all.map((each) => () => each));
          const pieces = objectInPieces({ one: inTurn(one), ...object, other: inTurn(other) });
          expect([...pieces].join("")).toBe(jsonText({ one, ...object, other }));
        },
      ),
    );
  });
  test("no piece is much longer than the longest element", () => {
    const element = { text: "x".repeat(1_000) };
    const pieces = [...objectInPieces({ all: new InTurn(Array.from({ length: 3_000 }, () => () => element)) })];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(300_000);
  });
});
