/** Filesystem functions inside and outside of the scan, OpenTofu's additions, and input meant to exhaust. */
import { expect, test } from "vitest";
import { textOf } from "../../../../src/base/source-file.ts";
import { encodeJson } from "../../../../src/evaluate/terraform/language/functions/json.ts";
import { isFailure } from "../../../../src/evaluate/terraform/language/types/values.ts";
import { makeUnknown } from "../../../../src/values/unknown.ts";
import { cpuTime } from "../../../cpu-time.ts";
import { answer, ask } from "./ask.ts";

test.each(["../secret.txt", "/etc/passwd", "~/.ssh/id_rsa.pub"])("%s is outside: unknown, with what to do", (path) => {
  const given = ask(`file(${JSON.stringify(path)})`);
  expect(given.ok && given.value.kind === "unknown" ? given.value.cause : given).toMatchObject({
    kind: "external",
    text: expect.stringContaining("is outside of what is scanned"),
    hint: "scan a directory that contains it",
  });
});

test("a missing file is an error, as in Terraform", () => {
  expect(answer('file("nope.txt")')).toMatch(
    /^error: Invalid value for "path" parameter: no file exists at "nope.txt"; /,
  );
  expect(answer('filemd5("nope.txt")')).toMatch(/^error: Call to function "filemd5" failed: open nope.txt/);
  expect(answer('fileexists("nope.txt")')).toBe(false);
});

test("a path below the current directory is one below the root module", () => {
  expect(answer('file("${path.cwd}/hello.txt")')).toBe("Hello\n");
  expect(answer('file(abspath("hello.txt"))')).toBe("Hello\n");
  expect(answer('file("${abspath(path.module)}/./hello.txt")')).toBe("Hello\n");
});

test("what the current directory and those above it are called is not known, what is below it is", () => {
  const unknown = (expression: string) =>
    expect(ask(expression), expression).toMatchObject({ ok: true, value: { kind: "unknown" } });
  for (const path of ["path.cwd", "abspath(path.module)", '"${path.cwd}/a/.."', '"${path.cwd}/.."']) {
    unknown(`basename(${path})`);
    unknown(`dirname(${path})`);
  }
  expect(answer('dirname("${path.cwd}/hello.txt")')).toBe("<path.cwd>");
  expect(answer('basename("${path.cwd}/hello.txt")')).toBe("hello.txt");
  expect(answer('file("${dirname("${path.cwd}/a/hello.txt")}/../hello.txt")')).toBe("Hello\n");
});

test("a file's text knows where it stands", () => {
  const given = ask('file("hello.txt")');
  const origin = given.ok ? given.value.origin : undefined;
  const last = origin?.via ?? origin;
  expect(last?.span.file.path).toBe("hello.txt");
});

test.each([
  ['format(file("port.json"), "x")', "8080"],
  ['replace(file("port.json"), "%s", var.s)', "8080"],
  ['trimspace(file("port.json"))', "8080"],
  ['chomp("${file("port.json")}\\n")', "8080"],
])("a value in a file keeps its place through %s", (expression, wanted) => {
  const given = ask(`jsondecode(${expression.replaceAll("\\\\", "\\")})`);
  const port = given.ok && given.value.kind === "map" ? given.value.entries.get("port") : undefined;
  const origin = port?.origin;
  expect(origin === undefined ? given : [origin.span.file.path, textOf(origin.span)]).toEqual(["port.json", wanted]);
});

test.each([
  ['cidrcontains("10.0.0.0/8", "10.1.2.3")', true],
  ['cidrcontains("10.0.0.0/8", "10.1.0.0/16")', true],
  ['cidrcontains("10.1.0.0/16", "10.0.0.0/8")', false],
  ['cidrcontains("10.0.0.0/8", "11.0.0.0/16")', false],
  ['cidrcontains("fd00::/8", "fd00:1::/32")', true],
  ['urldecode("Hello+World%21%E2%98%83")', "Hello World!☃"],
  ['base64gunzip("H4sIAAAAAAAA/8pIzcnJVyjPL8pJAQAAAP//AwCFEUoNCwAAAA==")', "hello world"],
  ["issensitive(sensitive(1))", true],
  ["issensitive(1)", false],
  ['issensitive(split(",", sensitive("a,b"))[0])', true],
  ['issensitive(jsondecode(sensitive("[1]"))[0])', true],
  ["issensitive(keys(sensitive({ a = 1 }))[0])", true],
  ['issensitive(concat(sensitive(["a"]), ["b"])[1])', true],
  ['issensitive(sensitive(["a"])[*])', true],
  ['issensitive([for v in sensitive(["a"]) : "x"][0])', true],
  ['issensitive((sensitive(true) ? ["a"] : ["b"])[0])', true],
  ["issensitive(merge({ a = sensitive(1) }, { b = 2 }).b)", false],
  ['issensitive(nonsensitive(sensitive(["a"]))[0])', false],
  ["ephemeralasnull(1)", 1],
  ['core::upper("a")', "A"],
  ['list("a", 1)', ["a", "1"]],
  ['map("a", 1, "b", "x")', { a: "1", b: "x" }],
])("OpenTofu's additions and the legacy constructors: %s", (expression, wanted) => {
  expect(answer(expression)).toEqual(wanted);
});

test.each([
  ['cidrcontains("10.0.0.0/8", "fd00::1")', /address family mismatch/],
  ['urldecode("%zz")', /invalid URL escape/],
  ['map("a")', /even number/],
  ['base64gunzip("aGVsbG8=")', /gzip/],
])("their errors: %s", (expression, wanted) => {
  expect(answer(expression)).toMatch(wanted);
});

test.each([
  ["range(1e9)", /more than 1024 values/],
  ['format("%2000000d", 1)', /too large/],
  ["setproduct(range(1000), range(1000))", /more than 100000 combinations/],
  ['indent(1e8, "a\\nb\\nc")', /not evaluated/],
  ['tonumber("1e999999999")', /cannot convert/],
  ['regex("(((a{1,100}){1,100}){1,100})", "a")', /regexp/],
  ['jsondecode(join("", [for i in range(1000) : "["]))', /error/],
])("input meant to exhaust is refused: %s", (expression, wanted) => {
  expect(cpuTime(() => expect(answer(expression)).toMatch(wanted))).toBeLessThan(5000);
});

test("aliases of YAML that double and double are refused", () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(",")}]`;
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const lines = names.map((name, at) => level(name, at === 0 ? "x" : `*${names[at - 1]}`));
  expect(answer(`yamldecode(${JSON.stringify(lines.join("\n"))})`)).toMatch(/too large/);
});

test("decryption with a key of the configuration", () => {
  expect(answer('rsadecrypt("x", "y")')).toMatch(/must be base64-encoded/);
  expect(answer('rsadecrypt("aGVsbG8=", "y")')).toMatch(/no key found/);
});

test("a quote in a table that nothing closes is told at once", () => {
  const text = `a\\n\\"${"a".repeat(100_000)}${'\\"\\"b'.repeat(10_000)}`;
  const took = cpuTime(() => expect(answer(`csvdecode("${text}")`)).toMatch(/extraneous or missing " in quoted-field/));
  expect(took).toBeLessThan(1000);
});

test("a text of more holes than a call takes arguments becomes JSON", () => {
  const hole = makeUnknown({ symbol: "var.x", cause: { kind: "input", text: "nobody says" } });
  const parts = Array.from({ length: 150_000 }, () => ["a", hole]).flat();
  const text = encodeJson({ kind: "text", parts });
  expect(!isFailure(text) && text.kind === "text" && text.parts.length).toBe(parts.length + 1);
});
