/** A rule → its page in Markdown: docs/rules/, `reachlint rules ID` and the help of SARIF. */
import type { Rule } from "../check/rule.ts";

/** The whole page; ends with a line break. */
export function renderRulePage(rule: Rule): string {
  return `# ${rule.id}\n\n${rule.title}. Severity: ${severityNames(rule)}.\n\n${renderRuleHelp(rule)}`;
}

/** The page without its title. */
export function renderRuleHelp({ rationale, remediation, references }: Rule): string {
  const links = references.map((link) => `- <${link}>`).join("\n");
  return `## Why it matters\n\n${rationale.trim()}\n\n## What to do\n\n${remediation.trim()}\n\n## References\n\n${links}\n`;
}

/** The severities that a violation may have. */
function severityNames({ severity, severityCases = [] }: Rule): string {
  return [...new Set([severity, ...severityCases.map((one) => one.severity)])].join(" or ");
}

/** The list of all rules, with links to their pages beside it. */
export function renderRuleIndex(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${severityNames(rule)} | ${rule.title} |`);
  return `# Rules\n\n| rule | severity | violated where |\n|---|---|---|\n${rows.join("\n")}\n`;
}
