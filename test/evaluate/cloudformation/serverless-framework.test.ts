/** Templates that other tools deploy: the `resources` of the Serverless Framework, whose variables are known to it alone, and add-ons of Copilot. */
import { describe, expect, test } from "vitest";
import { scanned, type Texts } from "../../inputs/estate.ts";
import { template } from "../../service-source.ts";

const HEAD = "service: web\nprovider: { name: aws, runtime: nodejs20.x }\nfunctions:\n  hello: { handler: a.b }\n";

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

/** The template as `resources` of a configuration. */
const inResources = (text: string): string => `${HEAD}resources:\n${indented(text, "  ")}`;

async function told(texts: Texts) {
  const { roots, flows, diagnostics } = await scanned(texts);
  const verdicts = [...new Set(flows.map(({ verdict }) => verdict))];
  const causes = [...new Set(flows.flatMap(({ because }) => because.flatMap((one) => one.from ?? one)))];
  return { roots: roots.map(({ path }) => path), verdicts, causes, codes: diagnostics.map(({ code }) => code) };
}

describe("what stands in resources is judged", () => {
  test("as a mapping", async () => {
    expect(await told({ "serverless.yml": inResources(template("32768")) })).toMatchObject({
      roots: ["serverless.yml"],
      verdicts: ["reachable"],
      codes: [],
    });
    expect(await told({ "serverless.yml": inResources(template("60000")) })).toMatchObject({ verdicts: ["partial"] });
  });

  test("as a list of parts, of which each has some of the resources", async () => {
    const parts = template("32768").split(/(?<=^Resources:\n)|(?=^ {2}Host:)/m);
    const [head = "", one = "", two = ""] = parts.length === 3 ? parts : [];
    const text = `${HEAD}resources:\n${[head + one, `Resources:\n${two}`].map((part) => `  - ${indented(part, "    ").trimStart()}`).join("")}`;
    expect(await told({ "serverless.yml": text })).toMatchObject({ verdicts: ["reachable"], codes: [] });
  });

  test("with the files that a list of parts names, which are no stacks of their own", async () => {
    const files = {
      "serverless.yml": `${HEAD}resources:\n  - \${file(./cfn/all.yml)}\n  - Outputs: { A: { Value: !Ref AWS::Region } }\n`,
      "cfn/all.yml": template("32768"),
    };
    expect(await told(files)).toMatchObject({ roots: ["serverless.yml"], verdicts: ["reachable"] });
  });
});

describe("what only the framework knows is not known", () => {
  test.each([
    "${self:custom.port}",
    "${opt:port, 32768}",
    "${file(ports.yml):web}",
    "${env:PORT}",
    "${ssm(eu-west-1):/port}",
  ])("%s", async (variable) => {
    const { verdicts, codes } = await told({ "serverless.yml": inResources(template(`"${variable}"`)) });
    expect(verdicts).toEqual(["undetermined"]);
    expect(codes).toEqual(["placeholder"]);
  });

  test("but for what CloudFormation itself replaces", async () => {
    const outputs = "Outputs: { A: { Value: !Sub '${AWS::Region}: ${Vpc} ${Host.GroupId} ${!x}' } }\n";
    expect(await told({ "serverless.yml": inResources(template("32768") + outputs) })).toMatchObject({
      verdicts: ["reachable"],
      codes: [],
    });
  });

  test("a resource that it makes of a function is no mistake", async () => {
    const more =
      "  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref HelloLambdaFunction } }\n";
    const { verdicts, codes } = await told({ "serverless.yml": inResources(template("32768")) + indented(more, "  ") });
    expect(verdicts).toEqual(["reachable"]);
    expect(codes).not.toContain("unknown-reference");
  });
});

test("aliases that share a thing many times over are changed once", async () => {
  const aliases = Array.from({ length: 24 }, (_, at) => `  a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join("");
  const text = `${HEAD}custom:\n  a0: &a0 [x]\n${aliases}resources:\n  Resources:\n    B: { Type: AWS::S3::Bucket, Properties: { Tags: *a24 } }\n`;
  expect((await told({ "serverless.yml": text })).verdicts).toEqual([]);
});

test("an add-on of Copilot is a template whose names Copilot gives", async () => {
  const parameters = "Parameters:\n  App: { Type: String }\n  Env: { Type: String }\n  Name: { Type: String }\n";
  const named = "Outputs: { G: { Value: !Ref Host, Export: { Name: !Sub '${App}-${Env}-${Name}' } } }\n";
  const text = template("32768", parameters) + named;
  expect(
    await told({
      "copilot/web/addons/web.yml": text,
      "copilot/web/manifest.yml": "name: web\ntype: Backend Service\n",
    }),
  ).toEqual({
    roots: ["copilot/web/addons/web.yml"],
    verdicts: ["reachable"],
    causes: [],
    codes: [],
  });
});
