/** OpenTofu's `lifecycle { enabled = … }`: https://opentofu.org/docs/language/meta-arguments/enabled. */
import { describe, expect, test } from "vitest";
import { evaluateFiles, messages, plain, plainResources, valueAt } from "./support.ts";

const SWITCH = `variable "on" {
  type    = bool
  default = true
}
`;

function withSwitch(on: string, rest: string): ReturnType<typeof evaluateFiles> {
  return evaluateFiles(SWITCH + rest, { assignments: [{ kind: "var", name: "on", text: on }] });
}

describe("a resource with enabled", () => {
  const main = `
    resource "aws_subnet" "spare" {
      cidr_block = "10.7.0.0/24"
      lifecycle { enabled = var.on }
    }
    data "aws_vpc" "spare" {
      lifecycle { enabled = !var.on }
    }
    resource "x" "x" {
      is_null = aws_subnet.spare == null
      tried   = try(aws_subnet.spare.id, "none")
      asked   = aws_subnet.spare != null ? aws_subnet.spare.cidr_block : "none"
      all     = aws_subnet.spare[*].cidr_block
      data    = data.aws_vpc.spare == null
    }`;

  test("exists where it is true, without an index", () => {
    expect(plainResources(withSwitch("true", main))).toEqual({
      "aws_subnet.spare": { cidr_block: "10.7.0.0/24" },
      "x.x": {
        is_null: false,
        tried: "<aws_subnet.spare.id>",
        asked: "10.7.0.0/24",
        all: ["10.7.0.0/24"],
        data: true,
      },
    });
  });

  test("does not exist where it is false, and is null to whoever refers to it", () => {
    const result = withSwitch("false", main);
    expect(plainResources(result)).toEqual({
      "data.aws_vpc.spare": {},
      "x.x": { is_null: true, tried: "none", asked: "none", all: [], data: false },
    });
    expect(messages(result)).toEqual([]);
  });

  test("may exist where it is not known; what refers to it works as if it did or did not", () => {
    const result = evaluateFiles(`variable "on" { type = bool }${main}`);
    expect(plainResources(result)).toEqual({
      "aws_subnet.spare?": { cidr_block: "10.7.0.0/24" },
      "data.aws_vpc.spare?": {},
      "x.x": {
        is_null: "one of false | true",
        tried: 'one of "<aws_subnet.spare.id>" | "none"',
        asked: 'one of "10.7.0.0/24" | "none"',
        all: 'one of ["10.7.0.0/24"] | []',
        data: "one of false | true",
      },
    });
    expect(messages(result)).toEqual([]);
  });

  test("read without a guard where it is false is an error at the use", () => {
    const result = withSwitch("false", `${main}\nresource "y" "y" { id = aws_subnet.spare.id }`);
    expect(messages(result)).toEqual([expect.stringContaining("Attempt to get attribute from null value")]);
    expect(valueAt(result, "y.y", "id")).toMatchObject({ kind: "unknown", cause: { kind: "error" } });
  });
});

describe("a module with enabled", () => {
  const files = {
    "main.tf": `${SWITCH}
      module "net" {
        source = "./net"
        lifecycle { enabled = var.on }
      }
      resource "x" "x" { id = try(module.net.id, "none") }`,
    "net/main.tf": 'resource "aws_vpc" "v" {}\noutput "id" { value = aws_vpc.v.id }',
  };

  test("exists or does not, as a whole", () => {
    const of = (on: string) =>
      plainResources(evaluateFiles(files, { assignments: [{ kind: "var", name: "on", text: on }] }));
    expect(of("true")).toEqual({ "x.x": { id: "<module.net.aws_vpc.v.id>" }, "module.net.aws_vpc.v": {} });
    expect(of("false")).toEqual({ "x.x": { id: "none" } });
  });

  test("may exist, and so may what is in it", () => {
    const open = { ...files, "main.tf": files["main.tf"].replace(SWITCH, 'variable "on" {}') };
    expect(Object.keys(plainResources(evaluateFiles(open)))).toEqual(["x.x", "module.net.aws_vpc.v?"]);
  });

  test("in JSON syntax too", () => {
    const json = {
      module: { net: { source: "./net", lifecycle: { enabled: false } } },
      resource: { x: { x: { lifecycle: { enabled: "${1 == 2}" } } } },
    };
    const result = evaluateFiles({ "main.tf.json": JSON.stringify(json), "net/main.tf": files["net/main.tf"] });
    expect(plainResources(result)).toEqual({});
  });
});

describe("an override file", () => {
  test("takes a resource away", () => {
    const result = evaluateFiles({
      "main.tf": 'resource "x" "x" {\n lifecycle { create_before_destroy = true }\n}',
      "x_override.tf": 'resource "x" "x" {\n lifecycle { enabled = false }\n}',
    });
    expect(plainResources(result)).toEqual({});
  });
});

describe("mistakes", () => {
  test.each([
    ["null", "The value of enabled must be true or false: it is null."],
    ['"perhaps"', "The value of enabled must be true or false: a bool is required."],
    [
      "sensitive(true)",
      "The value of enabled must be true or false: a sensitive value would show in whether there is an instance.",
    ],
  ])("enabled = %s", (value, message) => {
    const result = evaluateFiles(`resource "x" "x" {\n n = 1\n lifecycle { enabled = ${value} }\n}`);
    expect(messages(result)).toEqual([`invalid-repetition: ${message}`]);
    expect(plainResources(result)).toEqual({ "x.x?": { n: 1 } });
  });

  test("beside count or for_each", () => {
    const result = evaluateFiles(`
      resource "x" "x" {
        count = 2
        lifecycle { enabled = false }
      }
      module "m" {
        source   = "./m"
        for_each = toset(["a"])
        lifecycle { enabled = true }
      }`);
    const said = (which: string) =>
      `invalid-repetition: Only one of count, for_each and enabled can say how many instances there are: ${which} are given.`;
    expect(messages(result)).toEqual([
      said("for_each and enabled"),
      expect.stringContaining("module-not-found"),
      said("count and enabled"),
    ]);
    expect(plain(valueAt(result, "x.x[1]", "n"))).toBeUndefined();
    expect(Object.keys(plainResources(result))).toEqual(["x.x[0]", "x.x[1]"]);
  });

  test("count beside for_each", () => {
    const result = evaluateFiles('resource "x" "x" {\n count = 1\n for_each = {}\n}');
    expect(messages(result)).toEqual([expect.stringContaining("count and for_each are given")]);
  });
});
