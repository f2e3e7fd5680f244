/** User data in every language and encoding, and what it says of cluster and ports. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import { STRING } from "../../../src/base/type.ts";
import type { UnknownValue, Value } from "../../../src/base/value.ts";
import { readUserData } from "../../../src/normalize/user-data/read-user-data.ts";

const file = new SourceFile("main.tf", "user_data = …");
const span = { file, start: 0, end: 9 };

function unknown(symbol: string): UnknownValue {
  return { kind: "unknown", type: STRING, cause: { kind: "input", text: `${symbol} has no value` }, symbol };
}

/** Text with holes, written `<name>`. */
function text(source: string): Value {
  const parts = source
    .split(/<(\w+)>/)
    .map((part, at) => (at % 2 === 0 ? part : unknown(part)))
    .filter((part) => part !== "");
  const [only] = parts;
  if (parts.length === 1 && typeof only === "string") return { kind: "string", value: only };
  return { kind: "text", parts };
}

function clusterOf(value: Value): string | undefined {
  const { cluster } = readUserData(value, span);
  if (cluster?.kind === "string") return cluster.value;
  if (cluster?.kind === "unknown") return `?${cluster.symbol}`;
  if (cluster?.kind === "text")
    return cluster.parts.map((part) => (typeof part === "string" ? part : `<${part.symbol}>`)).join("");
  return undefined;
}

const string = (value: string): Value => ({ kind: "string", value });
const base64 = (value: string | Uint8Array): Value => string(Buffer.from(value).toString("base64"));

describe("spellings of the cluster", () => {
  const spellings: Readonly<Record<string, string>> = {
    echo: "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config",
    "quoted whole": `#!/bin/bash\necho "ECS_CLUSTER=web" >> /etc/ecs/ecs.config`,
    "quoted value": "echo ECS_CLUSTER='web' > /etc/ecs/ecs.config",
    "closing quote before the value": "echo 'ECS_CLUSTER='web >> /etc/ecs/ecs.config",
    "escaped quotes": `echo "ECS_CLUSTER=\\"web\\"" >> /etc/ecs/ecs.config`,
    export: "export ECS_CLUSTER=web",
    heredoc: "cat <<'EOF' >> /etc/ecs/ecs.config\nECS_CLUSTER=web\nECS_LOGLEVEL=debug\nEOF",
    tee: "printf 'ECS_CLUSTER=web\\n' | tee -a /etc/ecs/ecs.config",
    "line escapes": `echo -e "ECS_ENABLE_CONTAINER_METADATA=true\\nECS_CLUSTER=web" > /etc/ecs/ecs.config`,
    "docker run": "docker run --env=ECS_CLUSTER=web amazon/amazon-ecs-agent",
    "shell variable": "CLUSTER_NAME=web\necho ECS_CLUSTER=$CLUSTER_NAME >> /etc/ecs/ecs.config",
    "shell variable in braces": `CLUSTER="web"\necho "ECS_CLUSTER=\${CLUSTER}" >> /etc/ecs/ecs.config`,
    "last one wins": "echo ECS_CLUSTER=old > /etc/ecs/ecs.config\necho ECS_CLUSTER=web > /etc/ecs/ecs.config",
    "comment before": "echo ECS_CLUSTER=web > /etc/ecs/ecs.config\n# echo ECS_CLUSTER=other > /etc/ecs/ecs.config",
    "cloud-config":
      "#cloud-config\nwrite_files:\n  - path: /etc/ecs/ecs.config\n    content: |\n      ECS_CLUSTER=web\n",
    "cloud-config runcmd": "#cloud-config\nruncmd:\n  - echo 'ECS_CLUSTER=web' >> /etc/ecs/ecs.config\n",
    bootcmd: `#cloud-config\nbootcmd:\n - cloud-init-per instance x sh -xc "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config"\n`,
    PowerShell: "<powershell>\nInitialize-ECSAgent -Cluster 'web' -EnableTaskIAMRole\n</powershell>",
    "PowerShell without quotes":
      "<powershell>\nImport-Module ECSTools\nInitialize-ECSAgent -EnableTaskIAMRole -Cluster web\n</powershell>",
    "PowerShell variable": `<powershell>\n$name = "web"\nInitialize-ECSAgent -Cluster $name\n</powershell>`,
    "Windows environment": `[Environment]::SetEnvironmentVariable("ECS_CLUSTER", "web", "Machine")`,
    "PowerShell environment": `$env:ECS_CLUSTER = "web"`,
    Bottlerocket: `[settings.host-containers.admin]\nenabled = true\n[settings.ecs]\ncluster = "web"\n`,
    "Bottlerocket with other keys": `[settings.ecs]\nloglevel = "debug"\ncluster = "web"\n[settings.x]\ncluster = "other"`,
    "Bottlerocket in one key": `settings.ecs.cluster = "web"`,
    "agent's JSON file": `cat > /etc/ecs/ecs.config.json <<E\n{"Cluster": "web"}\nE`,
  };
  for (const [name, source] of Object.entries(spellings)) {
    test(name, () => expect(clusterOf(string(source))).toBe("web"));
  }

  const silent: Readonly<Record<string, string>> = {
    comment: "#!/bin/bash\n# ECS_CLUSTER=web",
    "other variable": "MY_ECS_CLUSTER=web",
    "another section": `[settings.kubernetes]\ncluster = "web"`,
    nothing: "#!/bin/bash\nyum update -y",
  };
  for (const [name, source] of Object.entries(silent)) {
    test(`${name} says no cluster`, () => {
      expect(clusterOf(string(source))).toBeUndefined();
      expect(readUserData(string(source), span).open).toBeUndefined();
    });
  }
});

describe("holes", () => {
  test("a hole is the cluster", () => expect(clusterOf(text("echo ECS_CLUSTER=<name> >> x"))).toBe("?name"));
  test("a hole is part of the name", () =>
    expect(clusterOf(text(`echo "ECS_CLUSTER=<env>-web" >> x`))).toBe("<env>-web"));
  test("a hole goes through a shell variable", () =>
    expect(clusterOf(text("C=<name>\necho ECS_CLUSTER=$C >> x"))).toBe("?name"));
  test("holes beside it do not matter", () =>
    expect(clusterOf(text("aws configure set region <region>\necho ECS_CLUSTER=web"))).toBe("web"));
  test("a command decides the cluster", () =>
    expect(clusterOf(string("echo ECS_CLUSTER=$(aws ssm get-parameter --name c)"))).toMatch(
      /^\?a command in user data/,
    ));
  test("a variable of elsewhere decides the cluster", () =>
    expect(clusterOf(string("echo ECS_CLUSTER=$FROM_METADATA"))).toMatch(/^\?\$FROM_METADATA/));
});

describe("encodings", () => {
  const plain = "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n";
  test("base64", () => expect(clusterOf(base64(plain))).toBe("web"));
  test("base64 of base64", () => expect(clusterOf(base64(Buffer.from(plain).toString("base64")))).toBe("web"));
  test("gzip", () => expect(clusterOf(base64(gzipSync(plain)))).toBe("web"));
  test("an encoder that kept the text", () => {
    const encoded: UnknownValue = { ...unknown("base64encode(…)"), plain: text("echo ECS_CLUSTER=<name>") };
    expect(clusterOf(encoded)).toBe("?name");
  });
  test("MIME with a base64 part", () => {
    const part = Buffer.from(plain).toString("base64");
    const mime = `Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n--B\nContent-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\nMime-Version: 1.0\n\n${part}\n--B--\n`;
    expect(clusterOf(string(mime))).toBe("web");
  });
  test("MIME with plain parts", () => {
    const mime = `Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/x-shellscript\n\n${plain}\n--B--\n`;
    expect(clusterOf(string(mime))).toBe("web");
  });
  test("a broken gzip is no text", () => expect(readUserData(string("H4sIAAAAAAAA"), span).cluster).toBeUndefined());
});

describe("what cannot be read", () => {
  const openOf = (value: Value): string | undefined => readUserData(value, span).open?.symbol;
  test("an unknown whole", () => expect(openOf(unknown("var.user_data"))).toBe("var.user_data"));
  test("a hole that is a line of its own", () => expect(openOf(text("#!/bin/bash\n<extra>\n"))).toBe("extra"));
  test("a hole inside a line says nothing of the cluster", () =>
    expect(openOf(text("#!/bin/bash\necho <region>\n"))).toBeUndefined());
  test("a configuration fetched from elsewhere", () =>
    expect(openOf(string("aws s3 cp s3://b/ecs.config /etc/ecs/ecs.config"))).toMatch(/fetches/));
  test("a script fetched from elsewhere", () =>
    expect(openOf(string("curl -s https://x/y | bash"))).toMatch(/fetches/));
  test("a known cluster beside an opaque line", () =>
    expect(readUserData(text("<extra>\necho ECS_CLUSTER=web"), span)).toMatchObject({ cluster: { value: "web" } }));
  test("alternatives that agree in kind", () => {
    const either: UnknownValue = {
      ...unknown("var.a ? x : y"),
      oneOf: [string("ECS_CLUSTER=a"), string("ECS_CLUSTER=b")],
    };
    expect(readUserData(either, span).cluster).toMatchObject({
      kind: "unknown",
      oneOf: [{ value: "a" }, { value: "b" }],
    });
  });
});

describe("dynamic ports", () => {
  const ports = (value: Value): string => {
    const found = readUserData(value, span).dynamicPorts;
    if (found === undefined) return "";
    const show = (fact: typeof found.from): string => (fact.known ? String(fact.value) : `?${fact.unknown.symbol}`);
    return `${show(found.from)}-${show(found.to)}`;
  };
  test.each([
    ["echo ECS_DYNAMIC_HOST_PORT_RANGE=40000-41000 >> /etc/ecs/ecs.config", "40000-41000"],
    [`echo "ECS_DYNAMIC_HOST_PORT_RANGE='100-200'"`, "100-200"],
    ["ECS_DYNAMIC_HOST_PORT_RANGE=5000", "5000-5000"],
    [`sysctl -w net.ipv4.ip_local_port_range="1024 65535"`, "1024-65535"],
    ["echo 'net.ipv4.ip_local_port_range = 15000\t61000' >> /etc/sysctl.conf", "15000-61000"],
    [`echo "10000 20000" > /proc/sys/net/ipv4/ip_local_port_range`, "10000-20000"],
    [`sysctl -w net.ipv4.ip_local_port_range="1024 65535"\nECS_DYNAMIC_HOST_PORT_RANGE=100-200`, "100-200"],
    ["ECS_DYNAMIC_HOST_PORT_RANGE=300-200", ""],
    ["echo hello", ""],
  ])("%s", (source, expected) => expect(ports(string(source))).toBe(expected));
  test("with a hole", () => expect(ports(text("ECS_DYNAMIC_HOST_PORT_RANGE=<low>-60999"))).toBe("?low-60999"));
});

describe("platform", () => {
  test.each([
    ["<powershell>\nInitialize-ECSAgent -Cluster x\n</powershell>", "windows"],
    ["#!/bin/bash\n", "linux"],
    ["", undefined],
  ])("%s", (source, expected) => expect(readUserData(string(source), span).platform).toBe(expected));
});
