/**
 * The result of a scan → one page that holds everything it needs: no request leaves it, and nothing but the program and the style sheet of this
 * project runs in it. It can be read without the program.
 */
import { pathsOf } from "../paths.ts";
import { type ScanResult, told } from "../scan-result.ts";
import { messages, notRead, openQuestions } from "./doubts.ts";
import { findingList } from "./findings.ts";
import { html, Markup } from "./markup.ts";
import { headline, overview, toolbar } from "./overview.ts";
import { PROGRAM, STYLE } from "./page.generated.ts";
import { pathList } from "./path-list.ts";
import { policyOf } from "./policy.ts";
import { SPRITE } from "./verdicts.ts";

export function renderHtml(result: ScanResult): string {
  const shown = told(result);
  const paths = pathsOf(shown.flows);
  const sections: readonly (readonly [id: string, name: string, content: Markup | undefined])[] = [
    ["findings", "Findings", findingList(result, shown, paths)],
    ["paths", "Paths", paths.length === 0 ? undefined : pathList(paths)],
    ["questions", "What would settle the rest", openQuestions(paths, shown)],
    ["unread", "What was not analysed", notRead(result)],
    ["messages", "Problems in the configuration", messages(result)],
  ];
  const links = sections.flatMap(([id, name, content]) =>
    content === undefined ? [] : [html` <a href="#${id}">${name}</a>`],
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf({ program: PROGRAM, style: STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="reachlint ${result.version}">
<title>${headline(paths)} – reachlint</title>
<link rel="icon" href="data:,">
<style>${Markup.written(STYLE)}</style>
</head>
<body>
${SPRITE}
<a class="skip" href="#content">Skip to the content</a>
<div class="page">
${overview(result, shown, paths, links)}
${toolbar(paths)}
<main id="content" tabindex="-1">
${sections.map(([, , content]) => content)}
</main>
</div>
<script>${Markup.written(PROGRAM)}</script>
</body>
</html>
`;
  return page.text;
}
