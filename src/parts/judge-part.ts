/** One part of a scan, from its sources to its findings. */
import { SourceFile } from "../base/source-file.ts";
import { isRead } from "../catalogue/catalogue.ts";
import type { Rule } from "../check/rule.ts";
import type { Discovery } from "../discover/discover.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";
import type { ScanRequest } from "../pipeline.ts";
import { evaluateSources, readSources, type WholeScan } from "./evaluate-sources.ts";
import { type JudgedGroup, judgeGroups } from "./judge-groups.ts";
import type { JudgedPart } from "./part.ts";

/** `found`: what the part consists of. `onJudged`: told of each group before the next one is evaluated. `whole` is left out where that is all. */
export async function judgePart(
  found: Discovery,
  parsed: ParsedFiles,
  rules: readonly Rule[],
  request: ScanRequest,
  onJudged: (group: JudgedGroup) => void,
  whole?: WholeScan,
): Promise<JudgedPart> {
  request.onStage?.("parse");
  const sources = await readSources(found, parsed, request);
  const { groups: evaluated, said } = await evaluateSources(sources, request, isRead, whole);
  const groups: JudgedGroup[] = [];
  const before = whole?.taken.judging ?? 0;
  const ofScan = { taken: before };
  for await (const group of judgeGroups(evaluated, rules, request, ofScan)) {
    groups.push(group);
    onJudged(group);
  }
  // Templates of a cloud assembly are found by its manifest, and not among the documents of the scan.
  const assembled = groups.flatMap(({ roots }) => roots.flatMap(({ kind, path }) => (kind === "cdk" ? [path] : [])));
  const texts = assembled.flatMap((path) => {
    const read = found.files.read(path);
    return read.ok ? [new SourceFile(path, read.text)] : [];
  });
  const configurations = parsed.speaking().filter(({ path }) => found.terraformFiles.includes(path));
  const others = [...sources.templates.map(({ file }) => file), ...texts];
  const rejected = parsed.rejected();
  const { taken, offered: _, ...more } = said();
  return {
    groups,
    ...more,
    taken: { ...taken, judging: Math.ceil(ofScan.taken - before) },
    rejected,
    accepting: [...configurations, ...others.filter(({ text }) => text.includes(NAME))],
  };
}

/** What accepts a finding has it in it. */
const NAME = "reachlint";
