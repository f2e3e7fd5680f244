/** Infinity, which HCL has and JSON has not. */
import { expect, test } from "vitest";
import { startConsole } from "../../src/evaluate/terraform/console.ts";
import { exactJson, partsOfValue, renderAnswer } from "../../src/report/evaluated/value-json.ts";
import { inputOf } from "../evaluate/terraform/support.ts";

const { answer: ask } = startConsole(inputOf({ "main.tf": "" }), ".");

function answered(expression: string): unknown {
  const answer = ask(expression);
  return JSON.parse(renderAnswer(answer.ok ? { value: answer.value, type: answer.type } : { errors: answer.errors }));
}

test.each(["1/0", "-1/0", "[1/0]", "{ a = [1, -1/0] }", "log(0, 10)", 'tonumber("Inf")', "pow(10, 400)"])(
  "the console has no value for %s, as jsonencode has none",
  (expression) => {
    expect(answered(expression)).toEqual({ ok: false, error: "cannot serialize infinity as JSON." });
    expect(answered(`jsonencode(${expression})`)).toEqual({
      ok: false,
      error: 'Call to function "jsonencode" failed: cannot serialize infinity as JSON.',
    });
  },
);

test("where no infinity is left, there is a value", () => {
  expect(answered('"x${1/0}"')).toMatchObject({ ok: true, value: "x+Inf" });
  expect(answered("1/0 > 5")).toMatchObject({ ok: true, value: true });
  expect(answered("sensitive(1/0)")).toMatchObject({ ok: true, unknown: true });
});

test("values are printed as valid JSON", () => {
  const answer = ask("{ a = 1/0, b = [-1/0], c = 1e400 }");
  const json = exactJson(partsOfValue(answer.ok ? answer.value : { kind: "bool", value: false }).known!);
  expect(JSON.parse(json)).toMatchObject({ a: "+Inf", b: ["-Inf"] });
});
