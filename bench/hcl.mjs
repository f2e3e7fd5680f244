// How fast our HCL parser is, in MB/s and against hcl2json (HashiCorp's parser in WebAssembly) on the same files in the same run.
// Usage: node bench/hcl.mjs [FOLDER...]; without folders a generated corpus of typical configuration is used.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse as hcl2json } from "@cdktf/hcl2json";
import { build } from "esbuild";
import { nothingToMeasure, processorSeconds } from "./measure.mjs";

/** hcl2json takes about a second per MB, so both parse at most this much. */
const MOST_BYTES = 4_000_000;
const ROUNDS = 5;

if (import.meta.url === pathToFileURL(process.argv[1]).href) await run({}, process.argv.slice(2));

export async function run(_settings, paths = []) {
  const { parseHcl, SourceFile } = await ourParser();
  const parseOurs = (text) => parseHcl(new SourceFile("file.tf", text)).output.body.blocks.length;
  const texts = paths.length > 0 ? folders(paths) : generated();
  if (texts.length === 0) nothingToMeasure(`no .tf file in ${paths.join(", ")}`);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const ours = await processorSeconds(() => texts.map(parseOurs), ROUNDS);
  await hcl2json("warm-up.tf", texts[0]);
  const theirs = await processorSeconds(async () => {
    for (const text of texts) await hcl2json("file.tf", text);
  }, 1);

  const speed = (time) => `${(bytes / 1e6 / time).toFixed(1)} MB/s`;
  console.log(`${texts.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
  console.log(
    `reachlint ${speed(ours)}, hcl2json ${speed(theirs)}, ratio ${(theirs / ours).toFixed(1)} (processor time)`,
  );
}

async function ourParser() {
  const contents = `
    export { parseHcl } from "./src/parse/hcl/parse.ts";
    export { SourceFile } from "./src/base/source-file.ts";
  `;
  const resolveDir = new URL("..", import.meta.url).pathname;
  const bundle = await build({
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString("base64")}`);
}

function folders(paths) {
  const found = [];
  let size = 0;
  for (const path of paths) {
    if (!existsSync(path)) nothingToMeasure(`there is no ${path}`);
    for (const file of terraformFiles(path)) {
      const text = readFileSync(file, "utf8");
      if (text === "") continue;
      size += text.length;
      if (size > MOST_BYTES && found.length > 0) return found;
      found.push(text);
    }
  }
  return found;
}

function* terraformFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== ".git") yield* terraformFiles(path);
    else if (entry.isFile() && entry.name.endsWith(".tf")) yield path;
  }
}

function generated() {
  return Array.from({ length: 200 }, (_, file) =>
    Array.from({ length: 12 }, (_, at) => service(`s${file}_${at}`)).join("\n"),
  );
}

function service(name) {
  return `# The service ${name} and what lets traffic in.
resource "aws_security_group" "${name}" {
  name_prefix = "\${var.environment}-${name}-"
  vpc_id      = module.network.vpc_id

  dynamic "ingress" {
    for_each = { for port in var.ports : port.name => port if port.enabled }
    content {
      description     = "From the load balancer: \${ingress.key}"
      from_port       = ingress.value.from
      to_port         = coalesce(ingress.value.to, ingress.value.from + 10 * 2)
      protocol        = "tcp"
      security_groups = [aws_security_group.alb[0].id, var.extra_group]
    }
  }

  tags = merge(local.tags, { Name = "${name}", "kubernetes.io/cluster" = "owned" })
}

resource "aws_ecs_task_definition" "${name}" {
  family                = "${name}"
  container_definitions = jsonencode([{
    name         = "${name}"
    image        = "\${aws_ecr_repository.main.repository_url}:\${var.tag}"
    portMappings = [{ containerPort = 8080, hostPort = 0 }]
    environment  = [for key, value in var.environment : { name = key, value = tostring(value) }]
  }])
  # Depends on the role.
  execution_role_arn = var.role != "" ? var.role : aws_iam_role.task.*.arn[0]
}

variable "${name}_user_data" {
  type    = string
  default = <<-EOT
    #!/bin/bash
    echo "ECS_CLUSTER=\${name}" >> /etc/ecs/ecs.config
    echo "a line of text that is as long as such lines are"
  EOT
}
`;
}
