/**
 * A network of Linux namespaces that stands for a VPC: one for each subnet, a router between them. Security groups are stateful
 * nftables chains in the namespace of the interface, network ACLs stateless ones on the router. Everything is inside the
 * namespaces; nothing of the machine's own network is touched.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

export interface Attempt {
  readonly from: string;
  readonly address: string;
  readonly sourcePort: number;
  readonly to: string;
  readonly port: number;
}

/** Why the test cannot run here; undefined where it can. */
export function obstacleToKernel(): string | undefined {
  if (process.platform !== "linux") return "not Linux";
  if (process.getuid?.() !== 0) return "not root";
  for (const tool of ["ip", "nft"])
    if (spawnSync(tool, ["-V"]).error !== undefined) return `no ${tool} (Debian: apt-get install iproute2 nftables)`;
  const name = `reachlint-${process.pid}-probe`;
  const made = spawnSync("ip", ["netns", "add", name]);
  if (made.status !== 0) return `no network namespaces: ${made.stderr}`;
  const listed = spawnSync("ip", ["netns", "exec", name, "nft", "list", "ruleset"]);
  spawnSync("ip", ["netns", "del", name]);
  return listed.status === 0 ? undefined : `no nftables: ${listed.stderr}`;
}

const LISTEN = 9;
/** Accepts everything on one port; nftables leads all ports there. */
const SERVER = `require("net").createServer((s)=>{s.on("error",()=>{});s.end()}).listen(${LISTEN},"0.0.0.0",()=>console.log("ready"))`;
/** Reads attempts, one JSON a line with a patience in ms; answers with their number and whether a connection came about. */
const CLIENT = `
const net=require("net");
require("readline").createInterface({input:process.stdin}).on("line",(line)=>{
  const {id,address,sourcePort,to,port,patience}=JSON.parse(line);
  const socket=net.connect({host:to,port,localAddress:address,localPort:sourcePort});
  let done=false;
  const end=(ok,why)=>{if(done)return;done=true;clearTimeout(timer);socket.on("error",()=>{});if(ok&&socket.resetAndDestroy)socket.resetAndDestroy();else socket.destroy();console.log(JSON.stringify({id,ok,why}))};
  const timer=setTimeout(()=>end(false,"timeout"),patience);
  socket.on("connect",()=>end(true)).on("error",(e)=>end(false,e.code));
});console.log("ready")`;

function run(tool: string, args: readonly string[], input?: string): void {
  const { status, stderr } = spawnSync(tool, args, { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`${tool} ${args.join(" ")}: ${stderr}\n${input ?? ""}`);
}

export class KernelNetwork {
  readonly #prefix = `reachlint-${process.pid}`;
  readonly #children: ChildProcess[] = [];
  readonly #clients = new Map<string, ChildProcess>();
  readonly #waiting = new Map<number, (ok: boolean) => void>();
  #attempts = 0;

  /** Subnets by name: the first three numbers of their /24. Those in `senders` open connections, the others take them. */
  async start(
    subnets: Readonly<Record<string, string>>,
    senders: readonly string[],
    hosts: readonly number[],
  ): Promise<void> {
    const names = Object.keys(subnets);
    run("ip", ["netns", "add", this.#name("router")]);
    for (const name of names) run("ip", ["netns", "add", this.#name(name)]);
    const router = this.#name("router");
    for (const name of names) {
      const net = subnets[name]!;
      run("ip", [
        "-n",
        this.#name(name),
        "link",
        "add",
        "eth0",
        "type",
        "veth",
        "peer",
        "name",
        `to-${name}`,
        "netns",
        router,
      ]);
      const own = [
        "link set lo up",
        ...hosts.map((host) => `addr add ${net}.${host}/24 dev eth0`),
        "link set eth0 up",
        `route add default via ${net}.1`,
      ];
      run("ip", ["-n", this.#name(name), "-batch", "-"], own.join("\n"));
      run(
        "ip",
        ["-n", router, "-batch", "-"],
        [`addr add ${net}.1/24 dev to-${name}`, `link set to-${name} up`].join("\n"),
      );
    }
    run("ip", ["netns", "exec", router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
    await Promise.all(names.map((name) => this.#spawn(name, senders.includes(name))));
  }

  /** Replaces the rules of a namespace, `router` or a subnet. */
  rules(name: string, ruleset: string): void {
    run("ip", ["netns", "exec", this.#name(name), "nft", "-f", "-"], `flush ruleset\n${ruleset}`);
  }

  /** Whether the connection comes about within some milliseconds. */
  attempt({ from, ...rest }: Attempt, patience: number): Promise<boolean> {
    this.#attempts += 1;
    const id = this.#attempts;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#clients.get(from)!.stdin!.write(`${JSON.stringify({ id, ...rest, patience })}\n`);
    });
  }

  stop(subnets: Readonly<Record<string, string>>): void {
    for (const child of this.#children) child.kill("SIGKILL");
    for (const name of [...Object.keys(subnets), "router"]) spawnSync("ip", ["netns", "del", this.#name(name)]);
  }

  #name(part: string): string {
    return `${this.#prefix}-${part}`;
  }

  #spawn(name: string, sender: boolean): Promise<void> {
    const script = sender ? CLIENT : SERVER;
    const child = spawn("ip", ["netns", "exec", this.#name(name), process.execPath, "-e", script], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#children.push(child);
    if (sender) this.#clients.set(name, child);
    return new Promise((resolve) => {
      createInterface({ input: child.stdout! }).on("line", (line) => {
        if (line === "ready") return resolve();
        const { id, ok } = JSON.parse(line) as { id: number; ok: boolean };
        this.#waiting.get(id)?.(ok);
        this.#waiting.delete(id);
      });
    });
  }
}

/** Where all ports of a target lead after its security groups have let a packet in. */
export const REDIRECT = `chain all-ports { type nat hook prerouting priority -100; tcp dport 1-65535 redirect to :${LISTEN}; }`;
