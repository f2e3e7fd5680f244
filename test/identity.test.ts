/** Flows and findings are called the same wherever the scan is started, and places are told from where it is started. */
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ScanResult, scan } from "../src/index.ts";
import { makeDirectory, removeDirectory } from "./built-program.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");
const BLOCKED = join(FIXTURES, "dynamic-ports-blocked-by-target-security-group/container-port-only");
const PLAN = join(import.meta.dirname, "evaluate/plan/through-modules.plan.json");

let top: string;

beforeEach(() => {
  top = makeDirectory();
});

afterEach(() => {
  removeDirectory(top);
});

/** Rules whose cases between them have both dialects, inputs, worlds and every kind of name. */
const CASES = [
  "dynamic-range-partly-open",
  "container-port-not-mapped",
  "target-type-mismatch",
  "target-group-without-listener",
];

/** A repository with some fixtures, a plan, and two roots of which one reads the other's state. */
function repository(name: string): string {
  const directory = join(top, name);
  for (const rule of CASES) cpSync(join(FIXTURES, rule), join(directory, "cases", rule), { recursive: true });
  cpSync(PLAN, join(directory, "plans/app.plan.json"));
  cpSync(join(BLOCKED, "main.tf"), join(directory, "linked/app/main.tf"));
  write(
    directory,
    "linked/app/network.tf",
    'data "terraform_remote_state" "network" {\n  backend = "local"\n  config  = { path = "../network/terraform.tfstate" }\n}\nresource "aws_security_group_rule" "more" {\n  type = "ingress"\n  protocol = "tcp"\n  from_port = 1\n  to_port = data.terraform_remote_state.network.outputs.port\n  cidr_blocks = ["10.0.0.0/8"]\n  security_group_id = aws_security_group.host.id\n}\n',
  );
  const balancer = 'variable "balancer" { default = "" }';
  const main = readFileSync(join(BLOCKED, "main.tf"), "utf8").replace("aws_lb.main.arn", "var.balancer");
  write(directory, "empty/main.tf", `${main}\n${balancer}\n`);
  write(directory, "linked/network/main.tf", 'variable "port" {}\noutput "port" { value = var.port }\n');
  return directory;
}

function write(directory: string, path: string, text: string): void {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), text);
}

/** What must not depend on the place: ids, fingerprints, and what unknowns are called. */
function names({ flows, findings }: ScanResult): unknown {
  const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort();
  return {
    flows: sorted(flows.map(({ id, because }) => [id, ...because.map(({ symbol }) => symbol)].join("\n"))),
    findings: sorted(findings.map(({ ruleId, fingerprint, flow }) => `${ruleId} ${fingerprint} ${flow?.id}`)),
  };
}

function paths({ roots, flows, findings }: ScanResult): string[] {
  return [
    ...roots.map(({ path }) => path),
    ...flows.map(({ root }) => root),
    ...findings.map(({ span }) => span.file.path),
  ];
}

describe("one repository", () => {
  test("has the same names from inside, from above and from beside, and places told from there", async () => {
    const directory = repository("shop");
    write(directory, ".git/HEAD", "");
    mkdirSync(join(top, "elsewhere/deep"), { recursive: true });
    const inside = await scan(directory, ["."]);
    expect(inside.flows.length).toBeGreaterThan(40);
    expect(inside.findings.length).toBeGreaterThan(20);
    for (const [from, path] of [
      [top, "shop"],
      [top, "."],
      [join(directory, "cases"), ".."],
      [join(top, "elsewhere/deep"), "../../shop"],
    ] as const) {
      const other = await scan(from, [path]);
      expect(names(other), `${path} from ${from}`).toEqual(names(inside));
      const placed = paths(inside).map((one) => relative(from, join(directory, one)) || ".");
      expect(paths(other).sort()).toEqual(placed.sort());
    }
  });

  test("has the same names without .git, in a linked work tree, under another name and through a link", async () => {
    const directory = repository("shop");
    const bare = names(await scan(top, ["shop"]));
    write(directory, ".git/HEAD", "");
    expect(names(await scan(directory, ["."]))).toEqual(bare);
    cpSync(directory, join(top, "tree"), { recursive: true, filter: (path) => !path.endsWith(".git") });
    write(top, "tree/.git", "gitdir: ../shop/.git/worktrees/tree\n");
    expect(names(await scan(top, ["tree"]))).toEqual(bare);
    symlinkSync("shop", join(top, "link"));
    expect(names(await scan(top, ["link"]))).toEqual(bare);
    renameSync(directory, join(top, "store"));
    expect(names(await scan(top, ["store"]))).toEqual(bare);
  });

  test("a part of it that is scanned alone keeps the names that it has in the whole", async () => {
    const directory = repository("shop");
    write(directory, ".git/HEAD", "");
    const whole = await scan(directory, ["linked"]);
    const part = await scan(join(directory, "linked/app"), ["."]);
    const fingerprints = whole.findings.map(({ fingerprint }) => fingerprint);
    expect(part.findings.length).toBeGreaterThan(0);
    expect(fingerprints).toEqual(expect.arrayContaining(part.findings.map(({ fingerprint }) => fingerprint)));
  });
});

describe("equal sources in different places have different names", () => {
  const fingerprintsOf = ({ findings }: ScanResult): readonly string[] =>
    findings.map(({ fingerprint }) => fingerprint);

  test("two roots of one repository", async () => {
    for (const name of ["a", "b"]) cpSync(BLOCKED, join(top, name), { recursive: true });
    write(top, ".git/HEAD", "");
    const all = fingerprintsOf(await scan(top, ["."]));
    expect(all.length).toBeGreaterThan(3);
    expect(new Set(all).size).toBe(all.length);
  });

  test("two repositories, or two directories without one, that are scanned together", async () => {
    for (const name of ["a", "b"]) cpSync(BLOCKED, join(top, name), { recursive: true });
    const apart = await scan(top, ["a", "b"]);
    expect(new Set(fingerprintsOf(apart)).size).toBe(apart.findings.length);
    expect(apart.flows.map(({ id }) => id.split(": ")[0])).toEqual(
      expect.arrayContaining(["a//.", "b//template.yaml"]),
    );
    for (const name of ["a", "b"]) write(top, `${name}/.git/HEAD`, "");
    expect(names(await scan(join(top, "a"), ["../b", "."]))).toEqual(names(apart));
  });

  test("two plans of the same name from outside of the scan", async () => {
    write(top, "scan/main.tf", "");
    for (const name of ["a", "b"]) cpSync(PLAN, join(top, name, "plan.json"));
    const { flows } = await scan(join(top, "scan"), ["."], { plans: ["../a/plan.json", "../b/plan.json"] });
    expect(flows.length).toBeGreaterThan(0);
    expect(new Set(flows.map(({ id }) => id)).size).toBe(flows.length);
    expect(new Set(flows.map(({ root }) => root))).toEqual(new Set(["../a/plan.json", "../b/plan.json"]));
  });

  test("a repository inside another one", async () => {
    write(top, ".git/HEAD", "");
    write(top, "sub/.git", "gitdir: ../.git/modules/sub\n");
    for (const name of ["infra", "sub/infra", "sub/only"]) cpSync(BLOCKED, join(top, name), { recursive: true });
    const ids = (await scan(top, ["."])).flows.map(({ id }) => id.split(": ")[0]);
    expect([...new Set(ids)].filter((id) => !id?.endsWith(".yaml")).sort()).toEqual(["infra", "only", "sub//infra"]);
  });
});
