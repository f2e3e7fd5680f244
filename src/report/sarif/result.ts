/** Findings of one rule at one place → one SARIF result, with the path of each flow as a code flow of one step per hop. */
import type { CodeFlow, Location, Result, ThreadFlowLocation } from "sarif";
import { remembered } from "../../base/collections.ts";
import type { SourceFile, Span } from "../../base/source-file.ts";
import type { Related } from "../../check/finding.ts";
import type { Rule } from "../../check/rule.ts";
import { describeFilterRule } from "../../graph/describe.ts";
import type { Flow } from "../../reach/flow.ts";
import { wellFormed } from "../escape.ts";
import { location, shownSpan } from "../location.ts";
import type { FindingGroup } from "../scan-result.ts";
import { collapse, filterNames, HOP_NAMES, type HopLine, openText, pairCount, whenText } from "../words.ts";
import { lineHashes } from "./line-hash.ts";

/** GitHub shows this many steps of the paths of one result (and refuses ten times as many). */
const MOST_STEPS = 1000;
/** GitHub keeps this many locations of one result. */
const MOST_RELATED = 100;

/** `hashes` keeps what was found for other results of the same files. */
export function sarifResult(
  group: FindingGroup,
  rules: readonly Rule[],
  hashes: Map<SourceFile, readonly string[]>,
): Result {
  const [finding] = group;
  const { ruleId, severity, fingerprint } = finding;
  const span = shownSpan(finding);
  const related = relatedOf(group);
  const codeFlows = codeFlowsOf(group);
  const lines = remembered(hashes, span.file, () => lineHashes(span.file));
  const hash = lines[span.file.position(span.start).line - 1];
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level: severity,
    message: { text: messageText(group, related) },
    locations: [sarifLocation(span)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(
            (one, at): Location =>
              sarifLocation(one.span, { id: at + 1, message: { text: cutText(one.message, 1024) } }),
          ),
        }),
    ...(codeFlows.length === 0 ? {} : { codeFlows }),
    partialFingerprints: {
      ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
      "reachlint/v1": fingerprint,
    },
  };
}

/** First the sentence that stands alone in lists; then who else is cut off, the repair, and links to the related places. */
function messageText(group: FindingGroup, related: readonly Related[]): string {
  const [{ message, repair, when }, ...others] = group;
  const services = new Set(
    others.flatMap(({ flows, message }) =>
      flows.length === 0 ? message : flows.map(({ service }) => service.address),
    ),
  );
  const parts = [`${noLinks(message)}.`];
  if (services.size > 0) parts.push(`The same for ${noLinks([...services].join(", "))}.`);
  if (when.length > 0) parts.push(`This holds ${noLinks(whenText(when))}.`);
  if (repair !== undefined) parts.push(`Repair: ${noLinks(repair)}.`);
  if (related.length > 0)
    parts.push(`See ${related.map((one, at) => `[${linkText(one.message)}](${at + 1})`).join(", ")}.`);
  return parts.join(" ");
}

/** Text in which nothing is read as a link (SARIF 2.1.0, 3.11.6). */
function noLinks(text: string): string {
  return text.replaceAll("](", "] (");
}

function linkText(text: string): string {
  return text.replace(/[[\]\\]/g, (found) => `\\${found}`);
}

/** Of all findings of the group, each place once. */
function relatedOf(group: FindingGroup): readonly Related[] {
  const found = new Map<string, Related>();
  const [{ span }] = group;
  const atFault = span.file.isElsewhere ? [{ message: "what is at fault, in another repository", span }] : [];
  for (const one of [...atFault, ...group.flatMap(({ related }) => related)]) {
    const key = `${one.span.file.path}:${one.span.start}:${one.span.end}`;
    if (!found.has(key) && found.size < MOST_RELATED) found.set(key, one);
  }
  return [...found.values()];
}

/** As many whole paths as GitHub shows. */
function codeFlowsOf(group: FindingGroup): CodeFlow[] {
  const result: CodeFlow[] = [];
  let steps = 0;
  for (const flow of group.flatMap(({ flows }) => flows)) {
    const locations = stepsOf(flow);
    steps += locations.length;
    if (locations.length === 0 || steps > MOST_STEPS) continue;
    result.push({
      message: { text: `${flow.loadBalancer?.address ?? "load balancer"} to ${flow.service.address}` },
      threadFlows: [{ locations }],
    });
  }
  return result;
}

function stepsOf(flow: Flow): ThreadFlowLocation[] {
  return collapse(flow.hops).map((line) => ({
    location: sarifLocation(line.hop.span, { message: { text: cutText(stepText(line), 1024) } }),
    importance: line.hop.verdict === "open" ? "important" : "essential",
  }));
}

/** `into the target: aws_security_group.hosts, closed 32768-65535 (allow tcp 80 from aws_security_group.alb)`. */
function stepText({ hop, hops }: HopLine): string {
  const number = pairCount(hops);
  const pairs = number > 1 ? ` on ${number} pairs of subnets` : "";
  const decisions = hop.decidedBy.map(({ rule, why }) => why ?? rule.implied ?? describeFilterRule(rule));
  const because = hop.because.map(({ cause }) => cause.text);
  const reasons = [...new Set([...decisions, ...because])].join("; ");
  return `${HOP_NAMES[hop.kind]}: ${filterNames(hop)}, ${openText(hop)}${pairs}${reasons === "" ? "" : ` (${reasons})`}`;
}

export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${wellFormed(text.slice(0, length - 1))}…`;
}

/** The path is relative to the scanned directory; a span without width marks the character behind it, for GitHub shows no empty ones. */
export function sarifLocation(span: Span, more: Omit<Location, "physicalLocation"> = {}): Location {
  const { path, startLine, startColumn, endLine, endColumn } = location(span);
  const empty = startLine === endLine && startColumn === endColumn;
  return {
    ...more,
    physicalLocation: {
      artifactLocation: { uri: relativeUri(path), uriBaseId: "%SRCROOT%" },
      region: { startLine, startColumn, endLine, endColumn: empty ? endColumn + 1 : endColumn },
    },
  };
}

/** A relative path as a URI reference (RFC 3986): every segment percent-encoded, no segment taken for a scheme. */
export function relativeUri(path: string): string {
  return path.split("/").map(encodeSegment).join("/");
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(wellFormed(segment)).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
