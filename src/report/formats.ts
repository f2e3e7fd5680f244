/** Every form in which something is told: what the command line offers, its help, the Action and the guide come from here. */
import type { DrawnGroup } from "./graph/graph.ts";
import type { Missing } from "./missing/missing.ts";
import type { ScanResult } from "./scan-result.ts";
import type { ReportTextOptions } from "./text/text.ts";

/** A text, or its pieces one after the other: in one, that of a large scan takes more memory than all that it tells. */
export type Pieces = string | Iterable<string>;

/** How something of type `T` is told. */
export interface Format<T> {
  /** What it is for, as a clause. */
  readonly about: string;
  readonly mediaType: string;
  /** Whoever reads it reads standard output only, so it is not offered for files. */
  readonly onlyOutput?: true;
  /** Loaded only where it is asked for. */
  readonly load: () => Promise<(what: T, options: ReportTextOptions) => Pieces>;
}

/** Of what a scan found. A new format is an entry here, and a file with its function. */
export const SCAN_FORMATS = {
  text: {
    about: "for people at a terminal",
    mediaType: "text/plain",
    load: async () => (await import("./text/text.ts")).renderText,
  },
  json: {
    about: "everything, by schemas/report.schema.json",
    mediaType: "application/json",
    load: async () => (await import("./json/json.ts")).jsonPieces,
  },
  sarif: {
    about: "SARIF 2.1.0 as GitHub code scanning takes it, with one step of the code flow for each hop",
    mediaType: "application/sarif+json",
    load: async () => (await import("./sarif/sarif.ts")).renderSarif,
  },
  github: {
    about: "workflow commands, which a GitHub runner shows as annotations",
    mediaType: "text/plain",
    onlyOutput: true,
    load: async () => (await import("./github/annotations.ts")).renderAnnotations,
  },
  compact: {
    about: "a line for each problem as compilers print it, for editors and problem matchers",
    mediaType: "text/plain",
    load: async () => (await import("./compact/compact.ts")).renderCompact,
  },
  markdown: {
    about: "a summary in Markdown, as for a job or a comment",
    mediaType: "text/markdown",
    load: async () => (await import("./markdown/summary.ts")).renderSummary,
  },
  junit: {
    about: "JUnit's XML, a test for each flow, as every CI system shows it",
    mediaType: "application/xml",
    load: async () => (await import("./junit/junit.ts")).renderJunit,
  },
  gitlab: {
    about: "GitLab's Code Quality, shown in merge requests",
    mediaType: "application/json",
    load: async () => (await import("./gitlab/code-quality.ts")).renderCodeQuality,
  },
  html: {
    about: "one page for a browser, with a picture of each path",
    mediaType: "text/html",
    load: async () => (await import("./html/html.ts")).renderHtml,
  },
} as const satisfies Readonly<Record<string, Format<ScanResult>>>;

const changeText = {
  about: "for people at a terminal",
  mediaType: "text/plain",
  load: async () => (await import("./text/change-text.ts")).renderChangeText,
} as const;

const changeSarif = {
  about: "SARIF 2.1.0 with the state of each result: new, unchanged, or absent where it is repaired",
  mediaType: "application/sarif+json",
  load: async () => (await import("./sarif/sarif.ts")).renderSarifChange,
} as const;

/** Of what a change brings. */
export const DIFF_FORMATS = { ...SCAN_FORMATS, text: changeText, sarif: changeSarif } as const satisfies Readonly<
  Record<ScanFormat, Format<ScanResult>>
>;

/** Of flows, hop by hop. */
export const EXPLAIN_FORMATS = {
  text: {
    about: "for people at a terminal",
    mediaType: "text/plain",
    load: async () => (await import("./text/explain.ts")).renderExplain,
  },
  json: SCAN_FORMATS.json,
} as const satisfies Readonly<Record<string, Format<ScanResult>>>;

/** Of resource graphs. */
export const GRAPH_FORMATS = {
  json: {
    about: "every world, nodes with their places",
    mediaType: "application/json",
    load: async () => (await import("./graph/graph.ts")).renderGraphJson,
  },
  mermaid: {
    about: "a picture in the language of Mermaid, of the world of the defaults",
    mediaType: "text/vnd.mermaid",
    load: async () => (await import("./graph/graph.ts")).renderMermaid,
  },
  dot: {
    about: "the same in the language of Graphviz",
    mediaType: "text/vnd.graphviz",
    load: async () => (await import("./graph/graph.ts")).renderDot,
  },
  svg: {
    about: "that drawn, as a picture for a browser or a page",
    mediaType: "image/svg+xml",
    load: async () => (await import("./graph/svg.ts")).svgRenderer(),
  },
} as const satisfies Readonly<Record<string, Format<readonly DrawnGroup[]>>>;

/** Of what flows wait for. */
export const MISSING_FORMATS = {
  yaml: {
    about: "to fill in and give with --assume",
    mediaType: "application/yaml",
    load: async () => (await import("./missing/yaml.ts")).renderMissingYaml,
  },
  json: {
    about: "for programs",
    mediaType: "application/json",
    load: async () => (await import("./missing/json.ts")).renderMissingJson,
  },
} as const satisfies Readonly<Record<string, Format<Missing>>>;

export type MissingFormat = keyof typeof MISSING_FORMATS;
export type ScanFormat = keyof typeof SCAN_FORMATS;
export type ExplainFormat = keyof typeof EXPLAIN_FORMATS;
export type GraphFormat = keyof typeof GRAPH_FORMATS;

export function namesOf<F extends string>(formats: Readonly<Record<F, unknown>>): readonly F[] {
  return Object.keys(formats) as F[];
}

/** Those that `--report` writes to files. */
export function forFiles(): readonly ScanFormat[] {
  const formats: Readonly<Record<ScanFormat, Format<ScanResult>>> = SCAN_FORMATS;
  return namesOf(formats).filter((name) => formats[name].onlyOutput === undefined);
}

/** Without colours, for what is no terminal. */
const PLAIN: ReportTextOptions = { color: false, width: 120, quiet: false, verbose: false };

export async function render<T>(format: Format<T>, what: T, options = PLAIN): Promise<string> {
  const told = await renderPieces(format, what, options);
  return typeof told === "string" ? told : [...told].join("");
}

export async function renderPieces<T>({ load }: Format<T>, what: T, options = PLAIN): Promise<Pieces> {
  return (await load())(what, options);
}
