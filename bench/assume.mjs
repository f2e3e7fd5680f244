// What it costs to say much under `assume`: one service, and a file with 1,000 and with 10,000 statements that the scan takes, of which one decides
// its flows and has to be found among the others. Time must grow as they do: more than MOST times as much for ten times as many is a failure.
// Usage: node bench/assume.mjs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { processorSeconds } from "./measure.mjs";

const MOST = 15;
const ROUNDS = 2;
const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CASE = "fixtures/dynamic-ports-blocked-by-target-security-group/source-is-an-input";

if (import.meta.url === pathToFileURL(process.argv[1]).href) await run();

export async function run() {
  const { DIRECTORY, inMemory, scan, scanRequest, settingsOf } = await bundled();
  const scanned = (files) => {
    const system = inMemory(files);
    const { paths, options } = settingsOf(DIRECTORY, { paths: ["."], assume: ["said.yaml"], options: {} }, system);
    return scan(scanRequest(DIRECTORY, paths, { ...options, system }));
  };
  const dialects = { Terraform: inTerraform, CloudFormation: inTemplate };
  for (const [dialect, make] of Object.entries(dialects)) {
    const times = [];
    for (const count of [1_000, 10_000]) {
      const files = make(count);
      const { flows } = await scanned(files);
      if (flows.length === 0 || flows.some(({ verdict }) => verdict !== "reachable"))
        throw new Error(`what is said does not decide the flows of ${dialect}`);
      times.push(await processorSeconds(() => scanned(files), ROUNDS));
      console.log(`${dialect}, ${count} statements: ${times.at(-1).toFixed(2)} s`);
    }
    if (times[1] / times[0] <= MOST) continue;
    console.error(`ten times as many statements take ${(times[1] / times[0]).toFixed(1)} times as long`);
    process.exitCode = 1;
  }
}

/** Variables that a tag has, and one that is a security group. */
function inTerraform(count) {
  const names = Array.from({ length: count - 1 }, (_, at) => `more_${at}`);
  const tag = `  tags = { all = join("", [${names.map((name) => `var.${name}`).join(", ")}]) }\n`;
  const source = readFileSync(`${ROOT}${CASE}/main.tf`, "utf8").replace('"aws_lb" "main" {\n', (found) => found + tag);
  return {
    "main.tf": source + names.map((name) => `variable "${name}" {}\n`).join(""),
    "said.yaml": `${names.map((name) => `var.${name}: x\n`).join("")}var.source_group: { is: aws_security_group.alb }\n`,
  };
}

/** Groups by their ids, each with a rule, and a parameter. */
function inTemplate(count) {
  const ids = Array.from({ length: count - 1 }, (_, at) => `sg-${at.toString(16).padStart(8, "0")}`);
  // A template has a thousand resources at most here.
  const rules = ids
    .slice(0, 900)
    .map(
      (id, at) =>
        `  Rule${at}: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: ${id}, IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8 } }\n`,
    );
  const source = readFileSync(`${ROOT}${CASE}/template.yaml`, "utf8");
  return {
    "template.yaml": source.replace("Resources:\n", (found) => found + rules.join("")),
    "said.yaml": `${ids.map((id) => `${id}: { egress: anywhere }\n`).join("")}SourceGroup: { is: AlbSecurityGroup }\n`,
  };
}

async function bundled() {
  const { outputFiles } = await build({
    stdin: {
      contents: [
        'export { DIRECTORY, inMemory } from "./test/fuzz/memory-files.ts";',
        'export { settingsOf } from "./src/configuration/settings.ts";',
        'export { scan } from "./src/pipeline.ts";',
        'export { scanRequest } from "./src/request.ts";',
      ].join("\n"),
      resolveDir: ROOT,
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
    splitting: false,
  });
  // Packages are found from there.
  const folder = mkdtempSync(`${ROOT}node_modules/.bench-`);
  try {
    writeFileSync(`${folder}/scan.mjs`, outputFiles[0].text);
    return await import(pathToFileURL(`${folder}/scan.mjs`).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
