/** The result of a scan → the JSON report of schemas/report.schema.json. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Span } from "../../base/source-file.ts";
import { rootUnknowns, type UnknownValue } from "../../base/value.ts";
import type { Finding } from "../../check/finding.ts";
import { describeFilterRule } from "../../graph/describe.ts";
import type { Flow, Hop } from "../../reach/flow.ts";
import { type Bounds, formatPorts, type PortSet } from "../../sets/port-set.ts";
import { type Location, location } from "../location.ts";
import { type ScanResult, told } from "../scan-result.ts";
import { withHint } from "../words.ts";
import { changeJson } from "./change-json.ts";
import { InTurn, objectInPieces } from "./pieces.ts";

/** The report as one text, for programs that use the library. */
export function renderJson(result: ScanResult): string {
  return [...jsonPieces(result)].join("");
}

/** Of many flows the text is long enough: the value of each is there only while it is written. */
export function jsonPieces(result: ScanResult): Iterable<string> {
  return objectInPieces(reportOf(result, (all, make) => new InTurn(all.map((one) => () => make(one)))));
}

/** The report as a value, for programs that use the library. */
export function reportJson(result: ScanResult): object {
  return reportOf(result, (all, make) => all.map(make));
}

/** `each`: what stands for flows or findings, of which there can be many. */
function reportOf(
  result: ScanResult,
  each: <T>(all: readonly T[], make: (one: T) => object) => unknown,
): Readonly<Record<string, unknown>> {
  const { version, roots, findings, diagnostics, coverage, change } = result;
  const { flows, verdicts } = told(result);
  return {
    schemaVersion: 1,
    tool: { name: "reachlint", version },
    roots: roots.map(({ path, kind }) => ({ path, kind })),
    flows: each(flows, flowJson),
    findings: each(findings, findingJson),
    diagnostics: diagnostics.map(diagnosticJson),
    ...(change === undefined ? {} : { change: changeJson(change, findingJson) }),
    coverage: {
      files: coverage.files,
      resources: coverage.resources,
      flows: verdicts,
      notEvaluated: coverage.notEvaluated.map(({ address, because, span, hint }) => ({
        address,
        because,
        location: placeJson(span),
        hint: hint ?? null,
      })),
      withoutFlow: coverage.withoutFlow.map(({ address, root, because, span, assumption }) => ({
        address,
        root,
        because,
        location: location(span),
        assumption: assumption?.text ?? null,
      })),
    },
  };
}

function findingJson(finding: Finding): object {
  const { suppressed, repair } = finding;
  return {
    ruleId: finding.ruleId,
    verdict: finding.verdict,
    severity: finding.severity,
    message: finding.message,
    location: location(finding.span),
    related: finding.related.map(({ message, span }) => ({ message, location: location(span) })),
    root: finding.root ?? null,
    flow: finding.flow?.id ?? null,
    flows: finding.flows.map(({ id }) => id),
    when: finding.when,
    undeterminedBecause: unknowns(finding.because),
    fingerprint: finding.fingerprint,
    baselined: finding.baselined === true,
    ...(finding.unchanged === undefined ? {} : { unchanged: true }),
    suppressed: suppressed === undefined ? null : { reason: suppressed.reason, location: location(suppressed.span) },
    fix: repair === undefined ? null : { description: repair, edits: [] },
  };
}

function diagnosticJson({ code, severity, message, span, path, hint }: Diagnostic): object {
  return {
    code,
    severity,
    message,
    location: placeJson(span),
    ...(path === undefined ? {} : { path }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function flowJson(flow: Flow): object {
  const { service, taskDefinition, targetGroup, loadBalancer, container } = flow;
  return {
    id: flow.id,
    root: flow.root,
    when: flow.when,
    service: node(service),
    taskDefinition: node(taskDefinition),
    container: { name: container.name ?? null, port: container.port ?? null },
    targetGroup: node(targetGroup),
    loadBalancer: node(loadBalancer),
    purpose: flow.purpose,
    portMapping: flow.portMapping,
    protocol: flow.protocol,
    required: flow.requiredText,
    verdict: flow.verdict,
    open: bounds(flow.open),
    blocked: formatPorts(flow.blocked),
    undeterminedBecause: unknowns(flow.because),
    assumptions: flow.assumptions.map(({ text }) => text),
    hops: flow.hops.map(hopJson),
    obstacles: (flow.obstacles ?? []).map(({ kind, text, span, proof }) => ({
      kind,
      text,
      location: location(span),
      certain: proof !== undefined,
    })),
  };
}

function hopJson(hop: Hop): object {
  return {
    kind: hop.kind,
    node: hop.nodes.map(({ address }) => address).join(", "),
    from: hop.from?.address ?? null,
    to: hop.to?.address ?? null,
    verdict: hop.verdict,
    required: formatPorts(hop.required),
    open: bounds(hop.open),
    decidedBy: hop.decidedBy.map(({ rule, role, why }) => ({
      address: rule.address,
      role,
      location: location(rule.portsSpan ?? rule.span),
      text: rule.implied ?? describeFilterRule(rule),
      ...(why === undefined ? {} : { why }),
    })),
    undeterminedBecause: unknowns(hop.because),
  };
}

function node(of: { readonly address: string; readonly span: Span } | undefined): object | null {
  return of === undefined ? null : { address: of.address, location: location(of.span) };
}

function bounds({ must, may }: Bounds<PortSet>): object {
  return { must: formatPorts(must), may: formatPorts(may) };
}

function placeJson(span: Span | undefined): Location | null {
  return span === undefined ? null : location(span);
}

/** Each root of the unknowns once, with what the user can do. */
function unknowns(because: readonly UnknownValue[]): readonly object[] {
  const roots = new Map(because.flatMap(rootUnknowns).map((unknown) => [unknown.symbol, unknown]));
  return [...roots.values()].map(({ symbol, cause }) => ({
    symbol,
    cause: cause.text,
    location: placeJson(cause.span),
    hint: withHint(cause).hint,
  }));
}
