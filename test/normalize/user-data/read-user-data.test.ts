/** User data in every language and encoding, and what it says of cluster and ports. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/base/value.ts";
import { readUserData } from "../sources.ts";
import { clusterOf, onlyPlace, string, text, unknown } from "./texts.ts";

const base64 = (value: string | Uint8Array): Value => string(Buffer.from(value).toString("base64"));
const read = (value: Value): ReturnType<typeof readUserData> => readUserData({ value, span: onlyPlace });

const CONFIG = "/etc/ecs/ecs.config";
const PLAIN = `#!/bin/bash\necho ECS_CLUSTER=web >> ${CONFIG}\n`;

function mime(...parts: readonly (readonly [headers: string, body: string])[]): string {
  const all = parts.map(([headers, body]) => `--B\n${headers}\n\n${body}\n`).join("");
  return `Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n${all}--B--\n`;
}

describe("languages", () => {
  const spellings: Readonly<Record<string, string>> = {
    script: PLAIN,
    "script with the line ends of Windows": PLAIN.replaceAll("\n", "\r\n"),
    "indented script": `\n    #!/bin/bash\n    echo ECS_CLUSTER=web >> ${CONFIG}\n`,
    hook: `#cloud-boothook\n#!/bin/sh\necho ECS_CLUSTER=web >> ${CONFIG}\n`,
    write_files: `#cloud-config\nwrite_files:\n  - path: ${CONFIG}\n    content: |\n      ECS_CLUSTER=web\n`,
    "write_files that appends": `#cloud-config\nwrite_files:\n- {path: ${CONFIG}, content: "ECS_CLUSTER=no\\n"}\n- path: ${CONFIG}\n  append: true\n  content: "ECS_CLUSTER=web\\n"\n`,
    "write_files in base64": `#cloud-config\nwrite_files:\n- encoding: b64\n  path: ${CONFIG}\n  content: ${Buffer.from("ECS_CLUSTER=web\n").toString("base64")}\n`,
    "write_files in gzip": `#cloud-config\nwrite_files:\n- encoding: gz+b64\n  path: ${CONFIG}\n  content: ${gzipSync("ECS_CLUSTER=web\n").toString("base64")}\n`,
    "write_files folded": `#cloud-config\nwrite_files:\n- path: ${CONFIG}\n  content: >\n    ECS_CLUSTER=web\n`,
    "runcmd as text": `#cloud-config\nruncmd:\n  - echo 'ECS_CLUSTER=web' >> ${CONFIG}\n`,
    "runcmd as words": `#cloud-config\nruncmd:\n  - [sh, -c, "echo ECS_CLUSTER=web >> ${CONFIG}"]\n`,
    "runcmd over several commands": `#cloud-config\nruncmd:\n - C=web\n - echo ECS_CLUSTER=$C >> ${CONFIG}\n`,
    bootcmd: `#cloud-config\nbootcmd:\n - cloud-init-per instance x sh -xc "echo ECS_CLUSTER=web >> ${CONFIG}"\n`,
    "runcmd after write_files": `#cloud-config\nruncmd:\n- echo ECS_CLUSTER=web > ${CONFIG}\nwrite_files:\n- {path: ${CONFIG}, content: ECS_CLUSTER=no}\n`,
    "script that write_files brings": `#cloud-config\nwrite_files:\n- path: /opt/join\n  content: |\n    #!/bin/bash\n    echo ECS_CLUSTER=$1 > ${CONFIG}\nruncmd:\n- [/opt/join, web]\n`,
    PowerShell: "<powershell>\nInitialize-ECSAgent -Cluster 'web' -EnableTaskIAMRole\n</powershell>",
    "PowerShell without quotes": "<powershell>\nInitialize-ECSAgent -EnableTaskIAMRole -Cluster web\n</powershell>",
    "PowerShell variable": `<powershell>\n$name = "web"\nInitialize-ECSAgent -Cluster $name\n</powershell>`,
    "Windows environment": `<powershell>[Environment]::SetEnvironmentVariable("ECS_CLUSTER", "web", "Machine")</powershell>`,
    "PowerShell environment": `<powershell>\n# $env:ECS_CLUSTER = "no"\n$env:ECS_CLUSTER = "web"\n</powershell>`,
    Bottlerocket: `[settings.host-containers.admin]\nenabled = true\n[settings.ecs]\ncluster = "web"\n`,
    "Bottlerocket with other keys": `[settings.ecs]\nloglevel = "debug"\ncluster = "web"\n[settings.x]\ncluster = "other"`,
    "Bottlerocket in one key": `settings.ecs.cluster = 'web' # "no"`,
    Ignition: JSON.stringify({
      ignition: { version: "3.3.0" },
      storage: { files: [{ path: CONFIG, contents: { source: "data:,ECS_CLUSTER%3Dweb%0A" } }] },
    }),
    "Ignition in base64": JSON.stringify({
      ignition: { version: "2.2.0" },
      storage: {
        files: [
          {
            path: CONFIG,
            contents: { source: `data:;base64,${Buffer.from("ECS_CLUSTER=web").toString("base64")}` },
          },
        ],
      },
    }),
    "a unit of Ignition": JSON.stringify({
      ignition: { version: "3.3.0" },
      systemd: {
        units: [
          {
            name: "ecs-agent.service",
            contents: "[Service]\nExecStart=/usr/bin/docker run --env=ECS_CLUSTER=web amazon/amazon-ecs-agent\n",
          },
        ],
      },
    }),
  };
  for (const [name, source] of Object.entries(spellings)) {
    test(name, () => expect(clusterOf(string(source))).toBe("web"));
  }

  test.each([
    ["a script that others fetch", "#include\nhttps://example.com/boot.sh\n", /gets this part from elsewhere/],
    ["Python", "#!/usr/bin/env python3\nprint('ECS_CLUSTER=web')\n", /language that is not read/],
    ["cloud-config that is no YAML", "#cloud-config\nruncmd: [\n", /cannot be read/],
    ["Bottlerocket's settings that are no TOML", "[settings.ecs]\ncluster = web\n", /cannot be read/],
  ])("%s is open", (_, source, why) => {
    const { cluster, open } = read(string(source));
    expect(cluster).toBeUndefined();
    expect(open?.cause.text).toMatch(why);
    expect(open?.cause.hint).toBeDefined();
  });

  test("another section of TOML says nothing", () => {
    expect(read(string(`[settings.kubernetes]\ncluster-name = "web"\n`))).toEqual({ platform: "linux" });
  });
});

describe("parts", () => {
  const shell = "Content-Type: text/x-shellscript";
  test("each by its own type", () => {
    const config = `#cloud-config\nwrite_files:\n- {path: /etc/motd, content: ECS_CLUSTER=no}\n`;
    expect(clusterOf(string(mime(["Content-Type: text/cloud-config", config], [shell, PLAIN])))).toBe("web");
  });
  test("base64 in a part", () => {
    const part = Buffer.from(PLAIN).toString("base64");
    const headers = `${shell}\nContent-Transfer-Encoding: base64`;
    expect(clusterOf(string(mime([headers, part])))).toBe("web");
    expect(clusterOf(string(mime([`Content-Transfer-Encoding: base64\n${shell}`, part])))).toBe("web");
  });
  test("headers with the line ends of mail, and a boundary in a line of its own", () => {
    const source = `Content-Type: multipart/mixed;\r\n boundary=B\r\n\r\n--B\r\n${shell}\r\n\r\n${PLAIN}\r\n--B--\r\n`;
    expect(clusterOf(string(source))).toBe("web");
  });
  const writing = (name: string): string => `#!/bin/sh\necho ECS_CLUSTER=${name} > ${CONFIG}\n`;
  test("scripts run in the order in which they stand", () =>
    expect(clusterOf(string(mime([shell, writing("no")], [shell, writing("web")])))).toBe("web"));
  test("with names of files, in the order of these", () => {
    const named = (file: string): string => `${shell}\nContent-Disposition: attachment; filename="${file}"`;
    expect(clusterOf(string(mime([named("b.sh"), writing("web")], [named("a.sh"), writing("no")])))).toBe("web");
  });
  test("runcmd is one of the scripts: it runs after those that have no name", () => {
    const config = `#cloud-config\nruncmd:\n- echo ECS_CLUSTER=web > ${CONFIG}\n`;
    expect(clusterOf(string(mime(["Content-Type: text/cloud-config", config], [shell, writing("no")])))).toBe("web");
  });
  test("a later cloud-config takes the place of an earlier one, unless it is merged", () => {
    const config = (line: string): string => `#cloud-config\nruncmd:\n- ${line}\n`;
    const header = "Content-Type: text/cloud-config";
    const first = config(`echo ECS_CLUSTER=web > ${CONFIG}`);
    const second = config("true");
    expect(clusterOf(string(mime([header, first], [header, second])))).toBeUndefined();
    const merged = `${header}\nX-Merge-Type: list(append)+dict(no_replace,recurse_list)+str()`;
    expect(clusterOf(string(mime([header, first], [merged, second])))).toBe("web");
  });
});

describe("encodings", () => {
  test("base64", () => expect(clusterOf(base64(PLAIN))).toBe("web"));
  test("base64 of base64", () => expect(clusterOf(base64(Buffer.from(PLAIN).toString("base64")))).toBe("web"));
  test("gzip", () => expect(clusterOf(base64(gzipSync(PLAIN)))).toBe("web"));
  test("an encoder that kept the text", () => {
    const encoded = { ...unknown("base64encode(…)"), plain: text(`#!/bin/bash\necho ECS_CLUSTER=<name> >> ${CONFIG}`) };
    expect(clusterOf(encoded)).toBe("?name");
  });
  test("a broken gzip is no text", () => expect(read(string("H4sIAAAAAAAA")).cluster).toBeUndefined());
});

describe("user data that does not say what it is", () => {
  const write = `echo ECS_CLUSTER=web > ${CONFIG}\n`;
  test.each([
    ["a script without its first line", write],
    ["a comment in its place", `# join\n${write}`],
    ["a mark that lacks its first character", `!/bin/bash\n${write}`],
  ])("%s: nothing of it is run", (_, source) => {
    expect(read(string(source))).toMatchObject({ platform: "linux", unmarked: true });
    expect(read(string(source)).cluster).toBeUndefined();
  });
  test("is not told where it does not speak of ECS", () =>
    expect(read(string("yum update -y")).unmarked).toBeUndefined());
  test.each([
    ["what it begins with is not known", text(`<head>\n${write}`)],
    ["a template that is filled in first", string(`## template: jinja\n#!/bin/bash\n${write}`)],
  ])("%s: it is read as a script", (_, value) => {
    expect(read(value).unmarked).toBeUndefined();
    expect(clusterOf(value)).toBe("web");
  });
});

describe("white space before #!", () => {
  const indented = "  #!/bin/bash\n  echo ECS_CLUSTER=web > /etc/ecs/ecs.config\n";
  const part = (type: string, content: string): string => mime([`Content-Type: ${type}`, content]);
  test.each([
    ["of an indented script", indented],
    ["of a script after an empty line", `\n${PLAIN}`],
    ["of a part, whose headers end with one empty line", part("text/x-shellscript", `\n${PLAIN}`)],
  ])("%s is told, and the script is read", (_, source) =>
    expect(read(string(source))).toMatchObject({ cluster: string("web"), spaceBeforeMark: true }),
  );
  test("is told of one of several", () => {
    const either = { ...unknown("var.a ? x : y"), oneOf: [string(indented), string(PLAIN)] };
    expect(read(either).spaceBeforeMark).toBe(true);
  });
  test.each([
    ["there is none", PLAIN],
    ["it is a hook, of which it is taken away", part("text/cloud-boothook", indented)],
    ["it is what is written into a file", `#!/bin/bash\ncat > /x <<'EOF'\n  #!/bin/bash\nEOF\n`],
    ["it is cloud-config, which is none", "\n#cloud-config\nruncmd: []\n"],
  ])("is not told where %s", (_, source) => expect(read(string(source)).spaceBeforeMark).toBeUndefined());
});

describe("user data that is one of several", () => {
  const write = (name: string): string => `echo ECS_CLUSTER=${name} > ${CONFIG}`;
  const script = (name: string): Value => string(`#!/bin/bash\n${write(name)}`);
  test("as a whole", () => {
    const either = { ...unknown("var.a ? x : y"), oneOf: [script("a"), script("b")] };
    expect(read(either)).toMatchObject({
      cluster: { kind: "unknown", oneOf: [{ value: "a" }, { value: "b" }] },
      clusterDoubt: { symbol: "var.a ? x : y" },
    });
  });
  test("in lines of which some are there or not", () => {
    const hole = { ...unknown("var.more"), oneOf: [string(`${write("a")}\n`), string("")] };
    const value: Value = { kind: "text", parts: ["#!/bin/bash\n", hole, "yum update -y\n"] };
    expect(read(value)).toMatchObject({
      cluster: { kind: "unknown", oneOf: [{ value: "a" }, { kind: "null" }] },
      clusterDoubt: { symbol: "var.more" },
    });
  });
  test("in a name, it is the name that is one of several", () => {
    const hole = { ...unknown("var.env"), oneOf: [string("prod"), string("test")] };
    const value: Value = { kind: "text", parts: ["#!/bin/bash\necho ECS_CLUSTER=", hole, ` > ${CONFIG}`] };
    expect(read(value)).toMatchObject({ cluster: { symbol: "var.env" } });
    expect(read(value).clusterDoubt).toBeUndefined();
  });
});

describe("platform", () => {
  test.each([
    ["<powershell>\nInitialize-ECSAgent -Cluster x\n</powershell>", "windows"],
    ["#!/bin/bash\n", "linux"],
    ["", undefined],
  ])("%s", (source, expected) => expect(read(string(source)).platform).toBe(expected));
});
