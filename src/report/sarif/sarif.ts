/**
 * The result of a scan → a SARIF 2.1.0 log as GitHub code scanning takes it
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 *
 * Results are the violations only: GitHub makes an alert of everything that is a result, whatever its `kind`, and also of
 * what is suppressed. What is not known, and what could not be read, is told as notifications of the run. What is in the baseline is a result
 * that is not new and is suppressed: who compares runs, or reads suppressions, sees both.
 */

import type { Log, Notification, ReportingDescriptor, Result, Run } from "sarif";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { onOneLine } from "../../base/text-ends.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Finding } from "../../check/finding.ts";
import type { Rule } from "../../check/rule.ts";
import { jsonText } from "../escape.ts";
import { renderRuleHelp } from "../rule-page.ts";
import { bySeverity, defectsOf, type ScanResult, told } from "../scan-result.ts";
import { causesOf } from "../words.ts";
import { cutText, sarifLocation, sarifResult } from "./result.ts";

/** More results than this in a run are refused by GitHub. */
const MOST_RESULTS = 25_000;

export function renderSarif(result: ScanResult): string {
  return jsonText(sarifLog(result));
}

/** The same with what is repaired, which is absent. Not for code scanning, to which everything that is a result is an alert. */
export function renderSarifChange(result: ScanResult): string {
  const { $schema, version, runs } = sarifLog(result);
  const fixed = defectsOf(result.change?.fixed ?? []).map((group) => ({
    ...sarifResult(group, result.rules, new Map()),
    baselineState: "absent",
  }));
  return jsonText({
    $schema,
    version,
    runs: runs.map((run) => ({ ...run, results: [...(run.results ?? []), ...fixed] })),
  });
}

/** The log as a value. */
export function sarifLog(result: ScanResult): Log {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [sarifRun(result)],
  };
}

function sarifRun(result: ScanResult): Run {
  const { version, diagnostics, rules } = result;
  const { defects, baselined, unchanged, undetermined, unread } = told(result);
  const old = defectsOf([...baselined, ...unchanged].filter(({ verdict }) => verdict === "violated"));
  // New ones and the gravest first, since GitHub shows the first 5,000.
  const groups = [defects, old].flatMap((some) => bySeverity(some, ([{ severity }]) => severity));
  const kept = groups.slice(0, MOST_RESULTS);
  const hashes = new Map();
  const notifications = [
    ...diagnostics.map(diagnosticNotification),
    ...undetermined.map((finding) => undeterminedNotification(finding, rules)),
    ...(kept.length < groups.length ? [capNotification(groups.length - kept.length)] : []),
  ];
  return {
    tool: {
      driver: {
        name: "reachlint",
        semanticVersion: version,
        informationUri: "https://github.com/reachlint/reachlint",
        rules: rules.map(descriptor),
      },
    },
    automationDetails: { id: "reachlint/" },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: {
      "%SRCROOT%": { description: { text: "The directory that was scanned, the root of the repository." } },
    },
    invocations: [
      {
        executionSuccessful: unread.length === 0,
        ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
      },
    ],
    results: kept.map((group) => ({
      ...sarifResult(group, rules, hashes),
      ...(hasBaseline(result) ? stateOf(group[0]) : {}),
    })),
  };
}

function hasBaseline({ baseline: { old, elsewhere }, change }: ScanResult): boolean {
  return change !== undefined || old.length + elsewhere.length > 0;
}

function stateOf({ baselined, unchanged }: Finding): Pick<Result, "baselineState" | "suppressions"> {
  if (baselined === undefined) return { baselineState: unchanged === undefined ? "new" : "unchanged" };
  const suppression = { kind: "external", status: "accepted", justification: "It is in the baseline." } as const;
  return { baselineState: "unchanged", suppressions: [suppression] };
}

function descriptor(rule: Rule): ReportingDescriptor {
  const { id, title, severity, rationale, remediation, references } = rule;
  return {
    id,
    name: id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).slice(0, 255),
    shortDescription: { text: cutText(title, 1024) },
    fullDescription: { text: cutText(onOneLine(rationale), 1024) },
    helpUri: references[0]!,
    help: {
      text: `${onOneLine(rationale)}\n\n${onOneLine(remediation)}\n\n${references.join("\n")}\n`,
      markdown: renderRuleHelp(rule),
    },
    defaultConfiguration: { level: severity },
    properties: {
      tags: ["ecs", "load-balancer", "network", "reachability"],
      precision: "very-high",
      "problem.severity": severity === "note" ? "recommendation" : severity,
    },
  };
}

function diagnosticNotification({ code, severity, message, span, hint }: Diagnostic): Notification {
  return {
    descriptor: { id: code },
    level: severity,
    message: { text: hint === undefined ? sentence(message) : `${sentence(message)} ${sentence(hint)}` },
    ...(span === undefined ? {} : { locations: [sarifLocation(span)] }),
  };
}

function undeterminedNotification({ ruleId, message, because, span }: Finding, rules: readonly Rule[]): Notification {
  return {
    descriptor: { id: "undetermined" },
    associatedRule: { id: ruleId, index: rules.findIndex(({ id }) => id === ruleId) },
    level: "note",
    message: { text: [message, ...whyNot(message, because)].map(sentence).join(" ") },
    locations: [sarifLocation(span)],
  };
}

/** What is not known as far as the message does not say it, and what to do about it. */
function whyNot(message: string, because: readonly UnknownValue[]): readonly string[] {
  return [...causesOf(because).values()].flatMap(({ cause: { text, hint } }) => [
    ...(message.includes(text) ? [] : [`Because ${text}`]),
    ...(hint === undefined ? [] : [hint]),
  ]);
}

function capNotification(left: number): Notification {
  return {
    descriptor: { id: "results-left-out" },
    level: "warning",
    message: {
      text: `${left} more results are left out, because GitHub takes ${MOST_RESULTS} in one run. See the text or JSON report.`,
    },
  };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
