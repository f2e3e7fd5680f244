/** PowerShell of Windows instances: the last place that names the cluster
 *  (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_windows_container_instance.html). */

import type { UnknownValue } from "../../base/value.ts";
import { type FlatText, joinTexts, sliceText } from "../../values/text-runs.ts";
import { linesOf, unknownText } from "./text.ts";

/** A name with holes and variables. */
const NAME = String.raw`(?:\$\{\w+\}|[$\w.\-\uFFFC])+`;
const QUOTED = `["']?(${NAME})`;

const SPELLINGS: readonly RegExp[] = [
  new RegExp(String.raw`-Cluster(?:[ \t]+|:[ \t]*)${QUOTED}`, "di"),
  new RegExp(String.raw`SetEnvironmentVariable\(\s*["']ECS_CLUSTER["']\s*,\s*${QUOTED}`, "di"),
  new RegExp(String.raw`\$env:ECS_CLUSTER[ \t]*=[ \t]*${QUOTED}`, "di"),
  new RegExp(String.raw`^\s*set[ \t]+"?ECS_CLUSTER=(${NAME})`, "di"),
];
const ASSIGNMENT = new RegExp(String.raw`^\s*\$(\w+)[ \t]*=[ \t]*${QUOTED}`, "d");

const LONGEST_LINE = 4096;

export function clusterInPowerShell(
  text: FlatText,
  unset: (place: { pos: number; end: number }, name: string) => UnknownValue,
): FlatText | undefined {
  const variables = new Map<string, FlatText>();
  let cluster: FlatText | undefined;
  for (const { start, end } of linesOf(text)) {
    const line = text.characters.slice(start, Math.min(end, start + LONGEST_LINE));
    if (/^\s*#/.test(line)) continue;
    const assignment = ASSIGNMENT.exec(line);
    if (assignment !== null) variables.set(assignment[1]!.toLowerCase(), named(...assignment.indices![2]!, start));
    for (const spelling of SPELLINGS) {
      if (spelling === SPELLINGS[0] && !/Initialize-ECSAgent/i.test(line)) continue;
      const found = spelling.exec(line)?.indices?.[1];
      if (found !== undefined) cluster = named(...found, start);
    }
  }
  return cluster;

  /** The name at a place of a line, with its variables replaced by what they were last set to. */
  function named(from: number, to: number, line: number): FlatText {
    const pieces: FlatText[] = [];
    let at = line + from;
    for (const match of text.characters.slice(at, line + to).matchAll(/\$\{?(\w+)\}?/g)) {
      const pos = line + from + match.index;
      const end = pos + match[0].length;
      pieces.push(sliceText(text, at, pos));
      pieces.push(variables.get(match[1]!.toLowerCase()) ?? unknownText(unset({ pos, end }, match[0])));
      at = end;
    }
    return joinTexts([...pieces, sliceText(text, at, line + to)]);
  }
}

/** Whether a script of Windows calls `cfn-init` for a resource: its logical id. */
const CFN_INIT = /cfn-init(?:\.exe)?"?\s[^\n]{0,2000}?(?:--resource|-r)[ \t=]+["']?([A-Za-z0-9]+)/gi;

export function initialisedIn(text: FlatText): readonly string[] {
  return [...text.characters.matchAll(CFN_INIT)].map((match) => match[1]!);
}
