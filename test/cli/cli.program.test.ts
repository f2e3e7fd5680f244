/** The command line as users and scripts meet it: output, errors and exit codes of the bundled program. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { execute } from "../../src/cli/program.ts";
import { EXIT } from "../../src/report/exit-code.ts";
import { VERSION } from "../../src/version.generated.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "../built-program.ts";

/** A service in bridge mode on dynamic ports, whose hosts admit the load balancer on `ports` only. */
const service = (ports: string): string => `
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_security_group" "alb" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "host" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port       = ${ports.split("-")[0]}
    to_port         = ${ports.split("-").at(-1)}
    protocol        = "tcp"
    security_groups = [aws_security_group.alb.id]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-west-1b"
}
resource "aws_lb" "main" {
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = [aws_subnet.a.id, aws_subnet.b.id]
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_cluster" "main" { name = "main" }
resource "aws_launch_template" "host" {
  image_id               = "ami-1"
  vpc_security_group_ids = [aws_security_group.host.id]
  user_data              = base64encode("#!/bin/bash\\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\\n")
}
resource "aws_autoscaling_group" "hosts" {
  min_size            = 1
  max_size            = 3
  vpc_zone_identifier = [aws_subnet.a.id]
  launch_template {
    id      = aws_launch_template.host.id
    version = "$Latest"
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx"
    memory       = 128
    portMappings = [{ containerPort = 80, hostPort = 0 }]
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
`;

let built: string;
let work: string;

beforeAll(async () => {
  built = await buildInto(buildProgram, true);
  work = makeDirectory({
    "open/main.tf": service("32768-65535"),
    "blocked/main.tf": service("8080"),
    "broken/main.tf": 'resource "aws_vpc" "main" {\n  cidr_block =\n}\n',
    "broken/other.tf": service("8080"),
    "empty/readme.md": "nothing here",
  });
});

afterAll(() => {
  removeDirectory(built);
  removeDirectory(work);
});

const cli = (): string => join(built, "dist/cli.js");
const run = (...args: readonly string[]): Run => runNode([cli(), ...args], work);

describe("exit codes", () => {
  test("0: analysed, nothing found", () => {
    expect(run("open")).toMatchObject({ code: 0, err: "" });
  });

  test("1: a finding, on the line that admits too little", () => {
    const { code, out } = run("blocked");
    expect(code).toBe(1);
    expect(out).toContain("dynamic-ports-blocked-by-target-security-group");
    expect(out).toContain("blocked/main.tf:26");
  });

  test("1 only at the level asked for", () => {
    expect(run("blocked", "--fail-on", "never").code).toBe(0);
    expect(
      run("blocked", "--disable", "dynamic-ports-blocked-by-target-security-group", "--fail-on", "error").code,
    ).toBe(0);
    expect(run("blocked", "--severity", "dynamic-ports-blocked-by-target-security-group=note").code).toBe(0);
  });

  test("2: a mistake on the command line, with a hint and no stack", async () => {
    for (const args of [
      ["--fromat", "json"],
      ["--format", "yaml"],
      ["--report", "json"],
      ["--report", "yaml=x"],
      ["--var", "x"],
      ["--ephemeral-range", "9-1"],
      ["--evaluation-steps", "99999999"],
      ["--severity", "rule=fatal"],
      ["--disable", "no-such-rule"],
      ["--rules", "nowhere"],
      ["rules", "no-such-rule"],
      ["explain", join(work, "open"), "--service", "no.such.service"],
      ["evaluate", "open", "blocked"],
      ["evaluate", work],
    ]) {
      await expect(execute(args)).rejects.toMatchObject({ name: "UsageError", hint: expect.stringMatching(/./) });
    }
    const { code, out, err } = run("--fromat", "json");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe("error: unknown option '--fromat'\nhint: Did you mean --format?\n");
  });

  test("3: no input, or one that cannot be read; the rest is analysed all the same", () => {
    expect(run("empty").code).toBe(3);
    expect(run("scan", "nowhere").code).toBe(3);
    const { code, out } = run("broken", "--fail-on", "never");
    expect(code).toBe(3);
    expect(out).toContain("broken/main.tf:2");
    expect(out).toContain("dynamic-ports-blocked-by-target-security-group");
    expect(run("broken").code).toBe(1);
  });

  test("3: a flow waits for a mistake; --fail-on-problems decides, be it in reachlint.yaml", () => {
    mkdirSync(join(work, "mistaken"));
    writeFileSync(join(work, "mistaken/main.tf"), service("var.nothing"));
    const { code, out } = run("mistaken");
    expect(out).toContain("2 undetermined · no findings · 2 problems in the configuration · ");
    expect(code).toBe(3);
    expect(run("mistaken", "--fail-on-problems", "never").code).toBe(0);
    expect(run("mistaken", "--fail-on-problems", "warning").code).toBe(3);
    writeFileSync(join(work, "mistaken/reachlint.yaml"), "fail-on-problems: never\n");
    expect(run("mistaken").code).toBe(0);
    expect(run("mistaken", "--fail-on-problems", "always").code).toBe(2);
  });
});

describe("output", () => {
  test("--version and --help", () => {
    expect(run("--version")).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
    expect(run("--help").out).toContain("Usage: reachlint");
    const help = run("scan", "--help").out.replaceAll(/\s+/g, " ");
    expect(help).toContain("--fail-on-problems");
    // Each format once, with what it is for.
    expect(help.match(/gitlab: GitLab's Code Quality/g)).toHaveLength(1);
    expect(help).not.toContain('"gitlab"');
    expect(run("graph", "--help").out.replaceAll(/\s+/g, " ")).toContain("(default: json)");
  });

  test("a command that there is not is told, with what was meant, and nothing is scanned", () => {
    expect(run("scna", ".")).toEqual({
      code: 2,
      out: "",
      err: "error: there is no command scna, nor a file or directory of that name\nhint: did you mean reachlint scan?\n",
    });
    expect(run("fix", ".").err).toContain("hint: reachlint --help lists the commands");
    expect(run("blocked").code).toBe(1);
  });

  test("help has the exit codes and examples of commands that there are, in 80 columns", () => {
    const { out } = run("--help");
    const commands = [...out.matchAll(/reachlint ([a-z]+) /g)].map(([, name]) => name!);
    expect(commands.length).toBeGreaterThan(3);
    for (const name of commands) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    for (const code of Object.values(EXIT)) expect(out).toMatch(new RegExp(`^  ${code} `, "m"));
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(run("scan", "--help").out).toMatch(/^Report:\n[\s\S]*^What counts:\n[\s\S]*^Sources and values:\n/m);
  });

  test("standard output is the report and nothing else, the same each time", () => {
    const first = run("blocked", "open", "--format", "json");
    const report = JSON.parse(first.out);
    expect(report.flows.map((flow: { verdict: string }) => flow.verdict)).toContain("blocked");
    expect(report.roots.map(({ path }: { path: string }) => path)).toEqual(["blocked", "open"]);
    expect(run("blocked", "open", "--format", "json").out).toBe(first.out);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "standard output without room is a mistake of the place, not of the program",
    () => {
      const all = spawnSync("sh", ["-c", '"$0" "$1" blocked >/dev/full', process.execPath, cli()], { cwd: work });
      expect(all.stderr.toString()).toBe(
        "error: standard output cannot be written: ENOSPC: no space left on device, write\n",
      );
      expect(all.status).toBe(2);
    },
  );

  test("a reader that goes away ends the report, and nothing is said of it", () => {
    const all = spawnSync("sh", ["-c", '"$0" "$1" rules | head -1', process.execPath, cli()], { cwd: work });
    expect({ err: all.stderr.toString(), lines: all.stdout.toString().split("\n").length }).toEqual({
      err: "",
      lines: 2,
    });
  });

  test("--report writes files beside it", () => {
    const sarif = join(work, "reports/out.sarif");
    run("blocked", "--report", `sarif=${sarif}`, "--report", "json=reports/out.json");
    expect(JSON.parse(readFileSync(sarif, "utf8")).version).toBe("2.1.0");
    expect(JSON.parse(readFileSync(join(work, "reports/out.json"), "utf8")).schemaVersion).toBe(1);
  });

  test("--report writes to a pipe that is there", () => {
    const command = 'mkfifo pipe; cat pipe >got & "$0" "$1" blocked --report json=pipe >out; wait';
    spawnSync("sh", ["-c", command, process.execPath, cli()], { cwd: work });
    expect(JSON.parse(readFileSync(join(work, "got"), "utf8")).schemaVersion).toBe(1);
  });

  test("--report writes through no link of the repository, and through no directory that leads out of the repository", () => {
    const outside = makeDirectory({ "victim.json": "kept" });
    mkdirSync(join(work, "repository/.git"), { recursive: true });
    symlinkSync(join(outside, "victim.json"), join(work, "repository/out.json"));
    symlinkSync(outside, join(work, "repository/folder"));
    const report = (path: string): Run =>
      runNode([cli(), "../blocked", "--report", `json=${path}`], join(work, "repository"));
    expect(report("out.json")).toMatchObject({
      code: 2,
      out: "",
      err: "error: out.json is a link, which is not written through\n",
    });
    for (const path of ["folder/new.json", join(work, "repository/folder/new.json")])
      expect(report(path)).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringContaining("leads out of the repository"),
      });
    expect(readdirSync(outside)).toEqual(["victim.json"]);
    expect(readFileSync(join(outside, "victim.json"), "utf8")).toBe("kept");
    expect(report("../beside.json").code).toBe(1);
    expect(readdirSync(work)).toContain("beside.json");
    // A link elsewhere is the user's own, such as /dev/stdout.
    symlinkSync(join(outside, "victim.json"), join(outside, "meant.json"));
    expect(report(join(outside, "meant.json")).code).toBe(1);
    expect(JSON.parse(readFileSync(join(outside, "victim.json"), "utf8")).schemaVersion).toBe(1);
    removeDirectory(outside);
  });

  test("colours only where they are asked for", () => {
    const csi = "\u001b[";
    expect(run("blocked").out).not.toContain(csi);
    expect(run("blocked", "--color", "always").out).toContain(csi);
    expect(runNode([cli(), "blocked"], work, { FORCE_COLOR: "1" }).out).toContain(csi);
    expect(runNode([cli(), "blocked"], work, { FORCE_COLOR: "1", NO_COLOR: "1" }).out).not.toContain(csi);
    expect(runNode([cli(), "blocked", "--color", "never"], work, { FORCE_COLOR: "1" }).out).not.toContain(csi);
  });

  test("help and rules are folded to COLUMNS, and else to what fits a terminal or a pipe", () => {
    const longest = (args: readonly string[], env: Readonly<Record<string, string>> = {}): number =>
      Math.max(
        ...runNode([cli(), ...args], work, env)
          .out.split("\n")
          .map((line) => line.length),
      );
    for (const args of [["--help"], ["scan", "--help"], ["rules"]])
      expect(longest(args, { COLUMNS: "70" }), args.join(" ")).toBeLessThanOrEqual(70);
    expect(longest(["scan", "--help"])).toBeLessThanOrEqual(80);
    expect(longest(["rules"])).toBeGreaterThan(100);
  });

  test("paragraphs are folded to COLUMNS, and not below what can be read", () => {
    const repairs = (columns: string): readonly string[] => {
      const { out } = runNode([cli(), "blocked"], work, { COLUMNS: columns });
      return out.slice(out.indexOf("  repair: "), out.indexOf("\n\n", out.indexOf("  repair: "))).split("\n");
    };
    const longest = (columns: string): number => Math.max(...repairs(columns).map((line) => line.length));
    expect(longest("200")).toBeGreaterThan(72);
    expect(longest("72")).toBeLessThanOrEqual(72);
    expect(longest("72")).toBeGreaterThan(60);
    expect(repairs("10")).toEqual(repairs("60"));
    expect(repairs("wide")).toEqual(repairs("120"));
  });

  test("--timings goes to standard error", () => {
    const { out, err } = run("open", "--timings");
    expect(out).toBe(run("open").out);
    for (const stage of ["discover", "parse", "evaluate", "normalize", "reach", "check", "report", "total"]) {
      expect(err).toMatch(new RegExp(`^${stage} +\\d+\\.\\d ms$`, "m"));
    }
  });

  test("a reader that goes away is no error", () => {
    const command = `"${process.execPath}" "${cli()}" blocked --format json | head -c 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: work, encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: "{", stderr: "" });
  });
});

describe("get and --init", () => {
  const source = 'module "app" { source = "./app" }\noutput "x" { value = module.app.x }\n';
  const files = { "main.tf": source, "app/main.tf": 'output "x" { value = 1 }\n' };

  test("say what is installed and what is kept", () => {
    const place = makeDirectory(files);
    expect(runNode([cli(), "get"], place).out).toBe("module.app is ./app in app\n1 root: 1 module installed\n");
    expect(runNode([cli(), "get", "."], place).out).toBe("1 root: 0 modules installed, 1 kept\n");
    removeDirectory(place);
  });

  test("what cannot be installed is told with its place, and makes the exit code 3; the scan is made all the same", () => {
    const place = makeDirectory({
      ...files,
      "far.tf": 'module "far" {\n  source = "s3::https://s3.amazonaws.com/x/y.zip"\n}\n',
    });
    const { code, out, err } = runNode([cli(), "get"], place);
    expect({ code, out }).toEqual({
      code: 3,
      out: "module.app is ./app in app\n1 root: 1 module installed, 1 error\n",
    });
    expect(err).toContain("far.tf:2:3: module.far is not installed: sources in S3");
    const scan = runNode([cli(), "evaluate", ".", "--init"], place);
    expect(scan.code).toBe(3);
    expect(JSON.parse(scan.out).outputs.x.after).toBe(1);
    removeDirectory(place);
  });

  test("a path that is not there is a mistake of the user", () => {
    expect(runNode([cli(), "scan", "missing", "--init"], work).code).toBe(2);
    expect(runNode([cli(), "get", "missing"], work).code).toBe(2);
  });

  test("a scan opens no connection and starts no program", () => {
    const trap = `
      import child from "node:child_process";
      import net from "node:net";
      import { syncBuiltinESMExports } from "node:module";
      const trapped = (what) => () => { process.stderr.write("TRAPPED " + what); process.exit(99); };
      for (const name of ["spawn", "spawnSync", "exec", "execFile", "execSync", "execFileSync", "fork"]) child[name] = trapped(name);
      net.Socket.prototype.connect = trapped("connect");
      globalThis.fetch = trapped("fetch");
      syncBuiltinESMExports();`;
    const remote =
      'module "far" { source = "acme/far/aws" }\nmodule "g" { source = "git::https://127.0.0.1:9/x.git" }\n';
    const place = makeDirectory({ ...files, "trap.mjs": trap, "remote.tf": remote });
    const guarded = (...args: readonly string[]) =>
      runNode(["--import", join(place, "trap.mjs"), cli(), ...args], place);
    for (const command of ["scan", "explain", "graph", "evaluate"])
      expect(guarded(command).err).not.toContain("TRAPPED");
    expect(guarded("scan").out).toContain("run reachlint get");
    // The trap works.
    expect(guarded("get").err).toContain("TRAPPED");
    removeDirectory(place);
  });
});

describe("commands", () => {
  test("explain shows the deciding line of each hop", () => {
    const { code, out } = run("explain", "open", "--service", "aws_ecs_service.web");
    expect(code).toBe(0);
    expect(out).toContain("aws_ecs_service.web");
    expect(out).toContain("open/main.tf:26");
  });

  test("evaluate prints the plan's shape", () => {
    const { code, out } = run("evaluate", "open");
    expect(code).toBe(0);
    const { resources } = JSON.parse(out).planned_values.root_module;
    expect(resources.find(({ address }: { address: string }) => address === "aws_vpc.main").values.cidr_block).toBe(
      "10.0.0.0/16",
    );
  });

  test("graph prints nodes and references, as JSON and as pictures", () => {
    const { graphs } = JSON.parse(run("graph", "open").out);
    expect(graphs).toHaveLength(1);
    const admits = {
      from: ".#aws_security_group.host",
      to: ".#aws_security_group.alb",
      label: "rules.peers.group",
    };
    expect(graphs[0].edges).toContainEqual({ ...admits, certain: true });
    expect(run("graph", "open", "--format", "mermaid").out).toMatch(
      /^flowchart LR\n {2}n0\["vpc<br\/>aws_vpc\.main"\]\n/,
    );
    expect(run("graph", "open", "--format", "dot").out).toMatch(
      /^digraph resources \{[\s\S]*\n {2}n\d+ -> n\d+ \[label="cluster"\];\n[\s\S]*\}\n$/,
    );
  });

  test("evaluate and graph tell on standard error what they could not read, and nothing in it moves the cursor", () => {
    const place = makeDirectory({ "a\u001b[2J/main.tf": service("80"), "a\u001b[2J/broken.tf": "resource {" });
    for (const command of ["evaluate", "graph"]) {
      const { code, err } = runNode([cli(), command, "a\u001b[2J"], place);
      expect(code).toBe(3);
      expect(err).toMatch(/^error: a\\u001b\[2J\/broken\.tf:1:\d+: .+\n$/);
    }
    removeDirectory(place);
  });

  test("console answers each line in the scope of the root, whatever the line before was", () => {
    const lines = ["aws_vpc.main.cidr_block", "1 +", "", "{ a = 1, id = aws_vpc.main.id }", "9007199254740993"];
    const { code, out } = runNode([cli(), "console", "open"], work, {}, lines.join("\n"));
    expect(code).toBe(0);
    const answers = out.trimEnd().split("\n");
    expect(answers[0]).toBe('{"ok":true,"type":"string","value":"10.0.0.0/16"}');
    expect(answers.slice(1, 3).map((answer) => JSON.parse(answer))).toMatchObject([{ ok: false }, { ok: false }]);
    expect(answers[3]).toBe('{"ok":true,"type":"object({a: number, id: string})","value":{"a":1},"unknown":true}');
    expect(answers[4]).toBe('{"ok":true,"type":"number","value":9007199254740993}');
  });

  test("console tells what of the root could not be read, behind all answers", () => {
    const place = makeDirectory({ "main.tf": "locals { a = 1 }\n", "broken.tf": 'resource "x" "y" {\n' });
    const flags = ["--var-file", "nope.tfvars"];
    const { code, out, err } = runNode([cli(), "console", ".", ...flags], place, {}, "local.a\nlocal.a");
    expect(code).toBe(3);
    expect(out.trimEnd().split("\n")).toEqual(Array(2).fill('{"ok":true,"type":"number","value":1}'));
    expect(err).toMatch(/^error: broken\.tf:1:\d+: .+\nerror: nope\.tfvars: .+\n$/);
    removeDirectory(place);
  });

  test("rules lists all, and prints the page of one", () => {
    expect(run("rules").out).toMatch(/^dynamic-ports-blocked-by-target-security-group +error +\S/m);
    expect(run("rules", "dynamic-ports-blocked-by-target-security-group").out).toContain("# ");
  });
});
