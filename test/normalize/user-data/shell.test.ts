/** What a script of the shell tells the ECS agent. */
import { describe, expect, test } from "vitest";
import { textOf } from "../../../src/base/source-file.ts";
import { cpuTime } from "../../cpu-time.ts";
import { readUserData } from "../sources.ts";
import { clusterOf, marked, onlyPlace, placeOf, scriptIn, shown, string, text } from "./texts.ts";

const CONFIG = "/etc/ecs/ecs.config";
const read = (source: string): ReturnType<typeof readUserData> =>
  readUserData({ value: scriptIn(source), span: onlyPlace });

describe("what joins a cluster", () => {
  const spellings: Readonly<Record<string, string>> = {
    echo: `echo ECS_CLUSTER=web >> ${CONFIG}`,
    "quoted whole": `echo "ECS_CLUSTER=web" >> ${CONFIG}`,
    "closing quote before the value": `echo 'ECS_CLUSTER='web >> ${CONFIG}`,
    "quotes that are written": `echo "ECS_CLUSTER=\\"web\\"" >> ${CONFIG}`,
    "redirection before the command": `>> ${CONFIG} echo ECS_CLUSTER=web`,
    "line escapes": `echo -e "ECS_LOGLEVEL=info\\nECS_CLUSTER=web" > ${CONFIG}`,
    "command over several lines": `echo \\\n  ECS_CLUSTER=web \\\n  >> ${CONFIG}`,
    printf: `printf 'ECS_CLUSTER=%s\\nECS_LOGLEVEL=%s\\n' web info >> ${CONFIG}`,
    "here-document": `cat <<'EOF' >> ${CONFIG}\nECS_CLUSTER=web\nECS_LOGLEVEL=debug\nEOF`,
    "here-document with tabs": `cat > ${CONFIG} <<-EOF\n\tECS_CLUSTER=web\n\tEOF`,
    "here-string": `tee ${CONFIG} <<< ECS_CLUSTER=web`,
    "printf that lacks the name of a variable": `printf -v\nif ! printf -v; then echo ECS_CLUSTER=web >> ${CONFIG}; fi`,
    tee: `printf 'ECS_CLUSTER=web\\n' | sudo tee -a ${CONFIG} > /dev/null`,
    group: `{ echo ECS_LOGLEVEL=info; echo ECS_CLUSTER=web; } >> ${CONFIG}`,
    subshell: `(cd /etc/ecs; echo ECS_CLUSTER=web > ecs.config)`,
    "path in a variable": `DIR=/etc/ecs\nFILE=$DIR/ecs.config\necho ECS_CLUSTER=web >> "$FILE"`,
    "name in a variable": `C="web"\necho "ECS_CLUSTER=\${C}" >> ${CONFIG}`,
    "default of a variable": `echo ECS_CLUSTER=\${CLUSTER:-web} >> ${CONFIG}`,
    "what a known command prints": `C=$(echo web)\necho ECS_CLUSTER=$C >> ${CONFIG}`,
    "bash -c": `sudo bash -c "echo ECS_CLUSTER=web >> ${CONFIG}"`,
    "bash that reads a here-document": `sudo -i bash <<'EOF'\necho ECS_CLUSTER=web >> ${CONFIG}\nEOF`,
    "su -c": `su - root -c 'echo ECS_CLUSTER=web >> ${CONFIG}'`,
    eval: `LINE="echo ECS_CLUSTER=web"\neval "$LINE >> ${CONFIG}"`,
    function: `join() { local name=$1; echo "ECS_CLUSTER=$name" >> ${CONFIG}; }\njoin web`,
    loop: `for line in ECS_LOGLEVEL=info ECS_CLUSTER=web; do echo $line >> ${CONFIG}; done`,
    "behind what a file holds": `echo ECS_CLUSTER=db > ${CONFIG}\necho ECS_CLUSTER=web >> /tmp/c\ncat /tmp/c >> ${CONFIG}`,
    "behind what a file that is not known holds": `echo ECS_CLUSTER=db > ${CONFIG}\ncat /tmp/other >> ${CONFIG}\necho ECS_CLUSTER=web >> ${CONFIG}`,
    "a file that is copied": `cat > /tmp/ecs.config <<EOF\nECS_CLUSTER=web\nEOF\nsudo cp /tmp/ecs.config /etc/ecs/`,
    "a file that is moved": `echo ECS_CLUSTER=web > /root/c && mv /root/c ${CONFIG}`,
    "a file that is run": `cat > /root/join.sh <<EOF\necho ECS_CLUSTER=web > ${CONFIG}\nEOF\nchmod +x /root/join.sh; /root/join.sh`,
    "a file that is sourced": `echo C=web > /etc/default/cluster\n. /etc/default/cluster\necho ECS_CLUSTER=$C >> ${CONFIG}`,
    "a placeholder that sed replaces": `echo ECS_CLUSTER=__NAME__ > ${CONFIG}\nsed -i "s/__NAME__/web/g" ${CONFIG}`,
    "a line that sed replaces": `echo ECS_CLUSTER=old > ${CONFIG}\nsed -i -e 's|^ECS_CLUSTER=.*$|ECS_CLUSTER=web|' ${CONFIG}`,
    "a line that sed adds": `echo ECS_LOGLEVEL=info > ${CONFIG}\nsed -i '$ a ECS_CLUSTER=web' ${CONFIG}`,
    "a line that grep leaves": `printf 'ECS_CLUSTER=old\\nX=1\\n' > ${CONFIG}; grep -v ECS_CLUSTER ${CONFIG} > /tmp/c; echo ECS_CLUSTER=web >> /tmp/c; mv /tmp/c ${CONFIG}`,
    "a test that can be told": `if [ "prod" = "prod" ]; then echo ECS_CLUSTER=web > ${CONFIG}; else echo ECS_CLUSTER=no > ${CONFIG}; fi`,
    "a case that can be told": `E=eu-prod\ncase $E in us-*) C=no;; *-prod) C=web;; *) C=no;; esac\necho ECS_CLUSTER=$C > ${CONFIG}`,
    "the same in each branch": `if [ -d /data ]; then C=web; else C=web; fi\necho ECS_CLUSTER=$C > ${CONFIG}`,
    "unless it is there": `grep -q ECS_CLUSTER ${CONFIG} || echo ECS_CLUSTER=web >> ${CONFIG}`,
    "after what succeeds": `mkdir -p /etc/ecs && echo ECS_CLUSTER=web >> ${CONFIG} || exit 1`,
    "before a guard": `echo ECS_CLUSTER=web >> ${CONFIG}\nyum install -y jq || { echo failed; exit 1; }`,
    "a way that ends in failure": `if [ ! -d /data ]; then exit 1; fi\necho ECS_CLUSTER=web >> ${CONFIG}`,
    "output that goes to a log too": `exec > >(tee /var/log/user-data.log|logger -t user-data) 2>&1\necho ECS_CLUSTER=web >> ${CONFIG}`,
    "agent's JSON file": `cat > ${CONFIG}.json <<E\n{"Cluster": "web"}\nE`,
    "docker run": "docker run --name agent -d --env=ECS_CLUSTER=web --net=host amazon/amazon-ecs-agent:latest",
    "docker run with a file": `echo ECS_CLUSTER=web > /etc/agent.env\ndocker run --env-file /etc/agent.env amazon/amazon-ecs-agent`,
    "docker run with what is exported": "export ECS_CLUSTER=web\ndocker run -e ECS_CLUSTER amazon/amazon-ecs-agent",
    "start with a variable": "start ecs ECS_CLUSTER=web",
    "start with what is exported": "export ECS_CLUSTER=web\nsystemctl start ecs",
    "start in its own environment": "ECS_CLUSTER=web service ecs start",
    "drop-in of systemd": `cat > /etc/systemd/system/ecs.service.d/cluster.conf <<EOF\n[Service]\nEnvironment="ECS_LOGLEVEL=info" ECS_CLUSTER=web\nEOF`,
    "a unit's file": `echo ECS_CLUSTER=web > /etc/join.env\nprintf '[Service]\\nEnvironmentFile=-/etc/join.env\\n' > /etc/systemd/system/amazon-ecs.service`,
    "last one wins": `echo ECS_CLUSTER=old > ${CONFIG}\necho ECS_CLUSTER=web >> ${CONFIG}`,
    "what is written over is gone": `echo ECS_CLUSTER=old > ${CONFIG}\necho ECS_LOGLEVEL=info > ${CONFIG}\necho ECS_CLUSTER=web >> ${CONFIG}`,
    "after an unfinished here-document": `echo ECS_CLUSTER=web > ${CONFIG}\ncat <<EOF > /tmp/x\nECS_CLUSTER=no`,
  };
  test.each(Object.entries(spellings))("%s", (_, source) => {
    expect(shown(read(`#!/bin/bash\n${source}\n`).cluster)).toBe("web");
    expect(read(source).open).toBeUndefined();
  });
});

describe("what joins none", () => {
  test.each([
    ["a comment", "# ECS_CLUSTER=web"],
    ["a variable", "ECS_CLUSTER=web"],
    ["a name that ends alike", `echo MY_ECS_CLUSTER=web >> ${CONFIG}`],
    ["another file", "cat <<EOF > /etc/agent.conf\nECS_CLUSTER=web\nEOF"],
    ["a copy of the file", `echo ECS_CLUSTER=web > ${CONFIG}.bak`],
    ["a script that is not run", "cat <<'EOF' > /etc/init/agent.conf\nECS_CLUSTER=$(curl x)\nEOF"],
    ["what is printed", "echo ECS_CLUSTER=web"],
    ["a function that is not called", `join() { echo ECS_CLUSTER=web >> ${CONFIG}; }`],
    ["a branch that is not taken", `if false; then echo ECS_CLUSTER=web >> ${CONFIG}; fi`],
    ["after the end", `exit 0\necho ECS_CLUSTER=web >> ${CONFIG}`],
    ["a comment in the file", `echo "# ECS_CLUSTER=web" >> ${CONFIG}`],
    ["an empty name", `echo ECS_CLUSTER= >> ${CONFIG}`],
    ["a container that is not the agent", "docker run -e ECS_CLUSTER=web nginx"],
    ["what is removed", `echo ECS_CLUSTER=web > ${CONFIG}\nrm -f ${CONFIG}`],
    ["what sed deletes", `echo ECS_CLUSTER=web > ${CONFIG}\nsed -i '/^ECS_CLUSTER/d' ${CONFIG}`],
    [
      "programs of the image",
      "/opt/aws/bin/cfn-signal -e $?\n./gitea admin\n. venv/bin/activate\n/etc/eks/bootstrap.sh",
    ],
    ["what a subshell sets", `(C=web)\necho X=$C > /tmp/x`],
  ])("%s", (_, source) => {
    const { cluster, open } = read(source);
    expect(cluster).toBeUndefined();
    expect(open).toBeUndefined();
  });
});

describe("holes", () => {
  test.each([
    ["a hole is the cluster", `echo ECS_CLUSTER=<name> >> ${CONFIG}`, "?name"],
    ["a hole is part of the name", `echo "ECS_CLUSTER=<env>-web" >> ${CONFIG}`, "<env>-web"],
    ["a hole goes through a variable", `C='<name>'\necho ECS_CLUSTER=$C >> ${CONFIG}`, "?name"],
    ["a hole stands in a here-document", `cat <<EOF > ${CONFIG}\nX=<more>\nECS_CLUSTER=<name>\nEOF`, "?name"],
    ["a hole is put in by sed", `echo ECS_CLUSTER=X > ${CONFIG}\nsed -i "s/X/<name>/" ${CONFIG}`, "?name"],
    ["holes beside it do not matter", `aws configure set region <region>\necho ECS_CLUSTER=web > ${CONFIG}`, "web"],
    ["lines beside it do not matter", `cat <<EOF > ${CONFIG}\nECS_CLUSTER=web\n<more>\nEOF`, "web"],
    ["commands beside it do not matter", `<before>\necho ECS_CLUSTER=web >> ${CONFIG}\n<after>`, "web"],
    ["a hole that may be empty has a default", `C=<name>\necho ECS_CLUSTER=\${C:-web} > ${CONFIG}`, "?name|web"],
  ])("%s", (_, source, expected) => expect(clusterOf(text(marked(source)))).toBe(expected));
});

describe("what depends on the instance", () => {
  test.each([
    ["a branch", `if [ -d /data ]; then echo ECS_CLUSTER=a > ${CONFIG}; fi`, "a|-", "[ -d /data ]"],
    ["two branches", `if probe; then C=a; else C=b; fi; echo ECS_CLUSTER=$C > ${CONFIG}`, "a|b", "probe"],
    ["a case", `case $(uname) in a) C=a;; *) C=b;; esac; echo ECS_CLUSTER=$C > ${CONFIG}`, "a|b", "a) "],
    ["what mends a failure", `false-or-not || echo ECS_CLUSTER=a > ${CONFIG}`, "-|a", "false-or-not"],
    ["an early end", `if [ -e /done ]; then exit 0; fi; echo ECS_CLUSTER=a > ${CONFIG}`, "-|a", "[ -e /done ]"],
    [
      "a line of the image that sed replaces",
      `sed -i 's/ECS_CLUSTER=.*/ECS_CLUSTER=a/' ${CONFIG}`,
      "a|-",
      `sed -i 's/ECS_CLUSTER=.*/ECS_CLUSTER=a/' ${CONFIG}`,
    ],
  ])("%s", (_, source, expected, place) => {
    const { cluster, clusterDoubt } = read(source);
    expect(shown(cluster)?.split("|").sort()).toEqual(expected.split("|").sort());
    expect(placeOf(clusterDoubt)).toBe(place);
    expect(clusterDoubt?.cause.hint).toMatch(/outside of the condition/);
  });

  test.each([
    [
      "what a program prints",
      `C=$(aws ssm get-parameter --name c)\necho ECS_CLUSTER=$C > ${CONFIG}`,
      /prints/,
      "aws ssm",
    ],
    ["a variable that is not set", `echo ECS_CLUSTER=$FROM_IMAGE > ${CONFIG}`, /does not set itself/, "$FROM_IMAGE"],
    ["what is read", `read -r C < /etc/name\necho ECS_CLUSTER=$C > ${CONFIG}`, /only on the instance/, "read -r C"],
  ])("%s is an unknown cluster, and its line is told", (_, source, why, place) => {
    const { cluster } = read(source);
    if (cluster?.kind !== "unknown") throw new Error("it is known");
    expect(cluster.cause.text).toMatch(why);
    expect(placeOf(cluster)?.startsWith(place)).toBe(true);
    expect(cluster.cause.hint).toMatch(/write|set/);
  });

  test.each([
    ["a configuration fetched from elsewhere", `yum update\naws s3 cp s3://b/ecs.config ${CONFIG}`, "aws s3 cp"],
    ["a directory fetched from elsewhere", "aws s3 sync s3://b/ecs /etc/ecs", "aws s3 sync"],
    ["a download", `curl -o ${CONFIG} https://example.com/c`, "curl -o"],
    ["what a download prints", `curl -s https://example.com/c > ${CONFIG}`, "curl -s"],
    ["a script fetched from elsewhere", "curl -s https://x/y | bash", "bash"],
    ["a script in a pipe of its own", "bash <(curl -s https://x/y)", "bash <("],
    ["a script that was downloaded", "wget https://x/setup.sh\nchmod +x setup.sh\n./setup.sh", "./setup.sh"],
    ["a script of the image", "/opt/company/bootstrap.sh web", "/opt/company/bootstrap.sh web"],
    ["a cluster that is exported to nobody", "export ECS_CLUSTER=web\n", "web"],
    ["an edit that is not followed", `echo X=1 > ${CONFIG}\nsed -i 's/\\(X\\)=1/\\1=2/' ${CONFIG}`, "sed -i"],
    ["a write to a file that is not known", `echo ECS_CLUSTER=web > $SOMEWHERE`, "> $SOMEWHERE"],
  ])("%s leaves it open, and its line is told", (_, source, place) => {
    const { cluster, open } = read(source);
    expect(cluster).toBeUndefined();
    expect(placeOf(open)?.startsWith(place)).toBe(true);
    expect(open?.cause.hint).toMatch(/write/);
  });

  test("a script with a hole in its path leaves it open", () =>
    expect(readUserData({ value: text("<home>/setup.sh web\n"), span: onlyPlace }).open?.symbol).toMatch(/setup\.sh/));
  test("a hole in a word that is no script says nothing", () =>
    expect(readUserData({ value: text(marked("NAME-<env>,\n")), span: onlyPlace }).open).toBeUndefined());
  test("a hole that is a line of its own leaves it open", () =>
    expect(readUserData({ value: text("#!/bin/bash\n<extra>\n"), span: onlyPlace }).open?.symbol).toBe("extra"));
});

describe("places", () => {
  const placeIn = (source: string): string | undefined => {
    const origin = read(source).cluster?.origin;
    return origin === undefined ? undefined : textOf(origin.span);
  };
  test.each([
    ["in a command", `echo ECS_CLUSTER=web-1 >> ${CONFIG}`],
    ["in a here-document", `cat <<-EOF > ${CONFIG}\n\tX=1\n\tECS_CLUSTER=web-1\n\tEOF`],
    ["in a variable", `C='web-1'\necho ECS_CLUSTER=$C > ${CONFIG}`],
    ["in a script inside of a script", `bash -c 'echo ECS_CLUSTER=web-1 > ${CONFIG}'`],
    ["between quotes that are written", `echo "ECS_CLUSTER=\\"web-1\\"" > ${CONFIG}`],
    [
      "in cloud-config",
      `#cloud-config\nwrite_files:\n- path: ${CONFIG}\n  content: |\n    X=1\n    ECS_CLUSTER=web-1\n`,
    ],
    ["in TOML", `[settings.ecs]\ncluster = "web-1"\n`],
    ["in a substitution of sed", `echo ECS_CLUSTER=X > ${CONFIG}; sed -i 's/X/web-1/' ${CONFIG}`],
  ])("%s the name alone is marked", (_, source) => expect(placeIn(source)).toBe("web-1"));
});

describe("dynamic ports", () => {
  const ports = (source: string): string => {
    const found = readUserData({ value: text(marked(source)), span: onlyPlace }).dynamicPorts;
    if (found === undefined) return "";
    const show = (fact: typeof found.from): string => (fact.known ? String(fact.value) : `?${fact.unknown.symbol}`);
    return `${show(found.from)}-${show(found.to)}`;
  };
  const RANGE = "ECS_DYNAMIC_HOST_PORT_RANGE";
  const KERNEL = "net.ipv4.ip_local_port_range";
  test.each([
    [`echo ${RANGE}=40000-41000 >> ${CONFIG}`, "40000-41000"],
    [`echo "${RANGE}='100-200'" >> ${CONFIG}`, "100-200"],
    [`echo ${RANGE}=5000 >> ${CONFIG}`, "5000-5000"],
    [`docker run -e ${RANGE}=300-400 amazon/amazon-ecs-agent`, "300-400"],
    [`sysctl -w ${KERNEL}="1024 65535"`, "1024-65535"],
    [`sudo sysctl ${KERNEL}='1024 65000'`, "1024-65000"],
    [`echo '${KERNEL} = 15000\t61000' >> /etc/sysctl.conf\nsysctl -p`, "15000-61000"],
    [`echo '${KERNEL}=15000 61000' > /etc/sysctl.d/50-ports.conf\nsysctl --system`, "15000-61000"],
    [
      `echo '${KERNEL}=15000 61000' > /etc/sysctl.d/50-ports.conf\nsysctl -p /etc/sysctl.d/50-ports.conf`,
      "15000-61000",
    ],
    [`echo "10000 20000" > /proc/sys/net/ipv4/ip_local_port_range`, "10000-20000"],
    [`sysctl -w ${KERNEL}="1024 65535"\necho ${RANGE}=100-200 > ${CONFIG}`, "100-200"],
    [`sysctl -w ${KERNEL}="1024 65535"\nsysctl -w ${KERNEL}="2000 3000"`, "2000-3000"],
    [`[settings.kernel.sysctl]\n"${KERNEL}" = "1024 65535"\n`, "1024-65535"],
    [`echo ${RANGE}=300-200 > ${CONFIG}`, ""],
    [`cat <<EOF > /tmp/x\n${RANGE}=300-400\nEOF`, ""],
    ["echo hello", ""],
    [`echo ${RANGE}=<low>-60999 > ${CONFIG}`, "?low-60999"],
  ])("%s", (source, expected) => expect(ports(source)).toBe(expected));

  test("a setting that is only loaded at the next start is in force or not", () => {
    const found = read(`echo '${KERNEL} = 15000 61000' >> /etc/sysctl.conf\n`).dynamicPorts?.from;
    if (found === undefined || found.known) throw new Error("it is not open");
    expect(placeOf(found.unknown)).toBe("15000 61000");
    expect(found.unknown.cause.hint).toBe("load it in user data too: sysctl --system");
  });
});

describe("hostile scripts", () => {
  const repeated = (piece: string, times: number): string => piece.repeat(times).slice(0, 60_000);
  test.each([
    ["open parentheses", repeated("(", 60_000)],
    ["open substitutions", repeated("$(", 30_000)],
    ["open backquotes", repeated("`", 60_001)],
    ["open quotes", repeated('"$(', 20_000)],
    ["open branches", repeated("if a; then ", 6000)],
    ["branches", repeated("if a; then A=$A$B; fi; ", 2600)],
    ["branches that write", repeated(`if a; then echo $A >> ${CONFIG}; fi\n`, 1400)],
    ["loops in loops", `${"for i in 1 2 3 4 5 6 7 8 9; do ".repeat(12)}echo ${"; done".repeat(12)}`],
    ["a function that calls itself", "f() { f; f; }\nf"],
    ["functions that call each other with a text that doubles", 'f() { g "$1$1"; }\ng() { f "$1$1"; }\nf aa'],
    ["quotes beside each other", repeated('"', 60_001)],
    ["a variable that doubles", `A=xxxxxxxxxxxxxxxx\n${"A=$A$A\n".repeat(4000)}`],
    ["here-documents", repeated("cat <<A <<B\n", 5000)],
    ["a file that grows", `echo x > /tmp/a\n${"cat /tmp/a /tmp/a >> /tmp/a\n".repeat(2000)}`],
    ["a text that runs itself", 'A=\'eval "$A"\'\neval "$A"'],
    ["defaults in defaults", repeated("${a:-", 12_000)],
    ["patterns", `A=${"a".repeat(4000)}\n${"echo ${A##*a*a*a*b}\n".repeat(2000)}`],
    ["digits", `echo ECS_DYNAMIC_HOST_PORT_RANGE=${"9".repeat(50_000)} > ${CONFIG}`],
    ["headers", repeated("Content-Type: multipart/mixed; boundary=", 1500)],
  ])("%s", { timeout: 10_000 }, (_, source) => {
    const read = (): unknown => readUserData({ value: string(marked(source)), span: onlyPlace });
    expect(cpuTime(() => expect(read).not.toThrow())).toBeLessThan(3000);
  });
});
