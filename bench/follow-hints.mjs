// Does for each undetermined flow what the program itself says, until it says nothing new: which flows stay open for a team that uses its ways?
// Usage: node bench/follow-hints.mjs LAID; needs `npm run build`. REACHLINT_DIST names another build. LAID holds repositories with their modules, as
// bench/lay-out.mjs makes them. Prints Markdown. DETAILS=FILE keeps what was done in each repository and what is still open there.
//
// Flags that hints spell out are taken as they stand. What `missing` asks for is filled in: with the first resource of the scan that it names, which for
// some is the wrong one, so that the verdict is not the point here, but that there is one; where it names none, with a value of the form that it asks for.
// What `missing --commands` would have an account print, a made-up account prints: bench/made-up-account.mjs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { accountOf, VALUES } from "./made-up-account.mjs";
import { nothingToMeasure } from "./measure.mjs";
import { DIST } from "./sweep.mjs";

/** Longer than any scan may take. */
const LIMIT_MS = 300_000;
/** What is said may lead to the next question; nothing needs more. */
const MOST_ROUNDS = 8;

function follow(folder) {
  if (folder === undefined) nothingToMeasure("name a folder of repositories");
  if (!existsSync(folder)) nothingToMeasure(`there is no ${folder}`);
  const ends = [];
  const details = [];
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const one = followIn(join(resolve(folder), name), name);
    ends.push(...one.ends);
    if (one.done.length > 0 || one.open.length > 0) details.push(one);
  }
  if (ends.length === 0) nothingToMeasure(`no repository in ${folder} has a flow`);
  if (process.env.DETAILS !== undefined) writeFileSync(process.env.DETAILS, JSON.stringify(details, undefined, 2));
  console.log("| flows that end | before | after |\n|---|---|---|");
  for (const verdict of ["reachable", "partial", "blocked", "undetermined", "no flow"])
    console.log(
      `| ${verdict} | ${["before", "after"].map((when) => share(ends, (one) => one[when] === verdict)).join(" | ")} |`,
    );
  console.log(`| together | ${ends.length} | ${ends.length} |\n`);
  console.log("| flows that stay open wait for | flows |\n|---|---|");
  const reasons = count(
    ends.filter(({ reason }) => reason !== undefined),
    ({ reason }) => reason,
  );
  for (const [reason, flows] of Object.entries(reasons).sort((a, b) => b[1] - a[1]))
    console.log(`| ${reason} | ${flows} |`);
}

function followIn(repository, name) {
  const scratch = mkdtempSync(join(tmpdir(), "reachlint-follow-"));
  try {
    const said = new Said(repository, scratch);
    const first = scan(repository, said);
    let now = first;
    const done = [];
    for (let round = 0; round < MOST_ROUNDS && undetermined(now).length > 0; round += 1) {
      const news = said.take(now, () => missing(repository, said));
      if (news.length === 0) break;
      done.push(...news);
      now = scan(repository, said);
    }
    const known = new Set(undetermined(first).flatMap(causesOf));
    const ends = first.flows.map((flow) => ({ before: flow.verdict, ...endOf(flow, now.flows, known) }));
    const open = undetermined(now).map(({ id, undeterminedBecause }) => ({ id, undeterminedBecause }));
    return { name, ends, done, open };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What became of a flow, and what it waits for; where another load balancer or target group is known to be meant now, or which instances there are, of those of its service. */
function endOf({ id, root, service, purpose }, flows, known) {
  const same = flows.filter((flow) => flow.id === id);
  const ofService = flows.filter(
    (flow) => flow.root === root && isOf(flow.service.address, service.address) && flow.purpose === purpose,
  );
  const meant = same.length > 0 ? same : ofService;
  const [open] = undetermined({ flows: meant });
  return open === undefined
    ? { after: meant[0]?.verdict ?? "no flow" }
    : { after: "undetermined", reason: reasonOf(open, known) };
}

/** Whether an address is that of an instance, or the same with `[*]` for any number. */
function isOf(address, pattern) {
  const parts = (text) => text.split(/\[[^\]]*\]/);
  return address === pattern || (pattern.includes("[*]") && parts(address).join("[]") === parts(pattern).join("[]"));
}

/** What was said in a repository so far. */
class Said {
  #repository;
  #scratch;
  #flags = [];
  #stated = new Map();
  #told = "";

  constructor(repository, scratch) {
    this.#repository = repository;
    this.#scratch = scratch;
  }

  /** For any command. */
  flags() {
    const assume = join(this.#scratch, "assume.yaml");
    const lines = [...this.#stated].map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}\n`);
    writeFileSync(assume, `assume:\n${lines.join("")}`);
    return [
      ...this.#flags.flat(),
      ...(this.#stated.size > 0 ? ["--assume", assume] : []),
      ...(this.#told === "" ? [] : ["--facts", join(this.#scratch, "facts")]),
    ];
  }

  /** What is new, said and told: flags of hints before lines of `missing`, and these before the account. */
  take(report, missing) {
    const flags = this.#flagsOf(report, (value) => !value.includes("=…"));
    if (flags.length > 0) return flags.map((one) => one.join(" "));
    const lines = this.#linesOf(missing());
    if (lines.length > 0) return lines;
    const toFillIn = this.#flagsOf(report, (value) => value.includes("=…"));
    return toFillIn.length > 0 ? toFillIn.map((one) => one.join(" ")) : this.#askAccount(report);
  }

  #flagsOf(report, isMeant) {
    const hints = undetermined(report).flatMap(({ undeterminedBecause }) =>
      undeterminedBecause.map(({ hint }) => hint ?? ""),
    );
    const words = hints.flatMap((hint) => {
      const [, flag, word = ""] =
        / (--(?:var-file|parameters-file|var|parameter)) ('(?:[^']|'\\'')*'|[^\s,;]+)/.exec(hint) ?? [];
      if (flag === undefined || !isMeant(word)) return [];
      // A name with dots in the place of its value is to be filled in.
      const [, open] = /^([^=]+)=…/.exec(word) ?? [];
      const value =
        open === undefined ? word.replace(/^'|'$/g, "").replaceAll("'\\''", "'") : `${open}=${textFor(open)}`;
      return value.includes("#RESOURCE") ? [] : [[flag, value]];
    });
    const fresh = [...new Map(words.map((one) => [one.join(" "), one])).values()].filter(
      (one) => !this.#flags.some((known) => known.join(" ") === one.join(" ")),
    );
    this.#flags.push(...fresh);
    return fresh;
  }

  #linesOf({ missing }) {
    return missing.flatMap((thing) => {
      if (this.#stated.has(thing.name)) return [];
      const value = valueFor(thing);
      if (value === undefined) return [];
      this.#stated.set(thing.name, value);
      return [`${thing.name}: ${JSON.stringify(value)}`];
    });
  }

  #askAccount(report) {
    const texts =
      JSON.stringify(undetermined(report).map(({ undeterminedBecause }) => undeterminedBecause)) + this.#told;
    if (
      texts.length === this.#told.length + "[]".length ||
      this.#told.includes(texts.slice(0, texts.length - this.#told.length))
    )
      return [];
    this.#told = texts;
    mkdirSync(join(this.#scratch, "facts"), { recursive: true });
    for (const [name, content] of Object.entries(accountOf(texts + arnsIn(this.#repository, texts))))
      writeFileSync(join(this.#scratch, "facts", name), JSON.stringify(content, undefined, 2));
    return ["the account"];
  }
}

/** Things of a load balancer are told by the names in their ARNs: the ARNs of the repository with these names. */
function arnsIn(repository, texts) {
  const names = [...texts.matchAll(/the (?:target group|listener|load balancer) ([\w/-]+) is not defined/g)];
  return names.flatMap(([, name]) => {
    const found = spawnSync("grep", [
      "-rhoE",
      `arn:aws[a-z-]*:elasticloadbalancing:[^"' ]*/${name}/[0-9a-z/]+`,
      repository,
    ]);
    return String(found.stdout).split("\n");
  });
}

function valueFor({ kind, form, type, candidates, name, because }) {
  const named = (address) => (form === "joined" ? { "joined-by": address } : { is: address });
  if (candidates.length > 0) {
    const best = closest(name, candidates);
    return form === "things" ? [named(best)] : named(best);
  }
  if (form === "thing") return / is not defined in the scanned files$/.test(because) ? undefined : VALUES[kind];
  if (form === "things") return kind in VALUES ? [VALUES[kind]] : undefined;
  if (form === "list" && /zones/.test(name)) return ["us-east-1a", "us-east-1b", "us-east-1c"];
  const declared = SIMPLE[form] ?? type;
  return declared === undefined ? undefined : ofType(declared, name);
}

const SIMPLE = { text: "string", number: "number", truth: "bool" };

/** A value of the type, in the notation of Terraform's JSON; `name` says what it is, as does that of each attribute. */
function ofType(type, name) {
  const [kind, inner, optional = []] = Array.isArray(type) ? type : [type];
  switch (kind) {
    case "bool":
      return true;
    case "number":
      return /port/i.test(name) ? 8080 : 2;
    case "list":
    case "set":
      return [ofType(inner, name)];
    case "map":
      return { "made-up": ofType(inner, name) };
    case "tuple":
      return inner.map((one) => ofType(one, name));
    case "object": {
      const needed = Object.entries(inner).filter(([key]) => !optional.includes(key));
      return Object.fromEntries(needed.map(([key, one]) => [key, ofType(one, key)]));
    }
    // What is declared without a type is as its name says.
    case "dynamic":
      return /s$/.test(name) ? [textFor(name)] : textFor(name);
    default:
      return textFor(name);
  }
}

/** By what the name says that it is. */
function textFor(name) {
  const last = name.split(/[.#]/).at(-1);
  const [, value] = TEXTS.find(([pattern]) => pattern.test(last));
  return value;
}

const TEXTS = [
  [/num|bits|count|size|length/i, 2],
  [/cidr|range|block|white_?list/i, "10.0.0.0/16"],
  [/port/i, 8080],
  [/security_?group|sg/i, VALUES["security-group"]],
  [/subnet/i, VALUES.subnet],
  [/vpc/i, VALUES.vpc],
  [/listener|rule_arn/i, VALUES.listener],
  [/target_?group/i, VALUES["target-group"]],
  [/load_?balancer|alb|lb/i, VALUES["load-balancer"]],
  [/cluster/i, VALUES.cluster],
  [/(?:^|_)ip/i, "10.0.0.10"],
  [/env/i, "dev"],
  [/./, "made-up"],
];

/** The candidate that shares most words with the name. */
function closest(name, candidates) {
  const words = new Set(wordsIn(name));
  const shared = (one) => wordsIn(one).filter((word) => words.has(word)).length;
  return candidates.reduce((best, one) => (shared(one) > shared(best) ? one : best));
}

function wordsIn(text) {
  return [...new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? [])];
}

function undetermined({ flows }) {
  return flows.filter(({ verdict }) => verdict === "undetermined");
}

function scan(repository, said) {
  return run(repository, ["scan", ".", ...said.flags(), "--format", "json"]);
}

function missing(repository, said) {
  return run(repository, ["missing", ".", ...said.flags(), "--format", "json"]);
}

function run(cwd, words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(DIST, "cli.js"), ...words], {
    cwd,
    encoding: "utf8",
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 28,
  });
  if (!stdout.startsWith("{"))
    throw new Error(`reachlint ${words.join(" ")} in ${cwd}: ${status} ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

function share(ends, fits) {
  const own = ends.filter(fits).length;
  return own === 0 ? "0" : `${own} (${((100 * own) / ends.length).toFixed(1)} %)`;
}

/**
 * What a flow waits for: a value that was made up here, a fault of the configuration, or the beginning of the reason. `known`: what flows waited for before anything was
 * made up: where types disagree now, a made-up value is of the wrong one.
 */
function reasonOf(flow, known) {
  const causes = causesOf(flow);
  const isMadeUp = (cause) => /made-up|badcafe/.test(cause) || (OF_WRONG_TYPE.test(cause) && !known.has(cause));
  if (causes.some(isMadeUp)) return "a value that was made up here, and is not good for it";
  if (causes.some((cause) => FAULT.test(cause))) return "a fault of the configuration";
  return causes[0].replaceAll("|", "\\|").slice(0, 100);
}

function causesOf({ undeterminedBecause }) {
  return undeterminedBecause.map(({ cause }) => cause);
}

const OF_WRONG_TYPE = /primitive-typed value|requires a map|must be of type/;

const FAULT =
  /not declared|no parameter or resource|no resource of the template|gives no value to the parameter|no network configuration|does not map port|has no container|Unsupported attribute|Invalid index|Missing map element|Invalid value|is not a CIDR|is no (?:id|ARN) of a|^something in .* is not read$|cannot be read: it may change anything$/;

function count(all, of) {
  const counts = {};
  for (const one of all) counts[of(one)] = (counts[of(one)] ?? 0) + 1;
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) follow(process.argv[2]);
