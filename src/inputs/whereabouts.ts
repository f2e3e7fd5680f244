/** The commands of a script, makefile or workflow → the directory in which each runs, as far as it is written: `cd`, `-chdir`, `working-directory`. */
import { resolvePath } from "../base/files.ts";
import { isOpen, type Word } from "./commands.ts";

type Command = readonly Word[];

/**
 * The end of the path of each one's directory; undefined where nothing says it. Where a script is started is not known: of a path that
 * begins with what a shell puts there, or with where CircleCI checks out, what follows is the end.
 */
export function directoriesOf(
  path: string,
  text: string,
  commands: readonly Command[],
): readonly (string | undefined)[] {
  const steps = /\.ya?ml$/.test(path) ? stepsIn(text) : undefined;
  const isMakefile = /(?:^|\/)(?:GNUm|[Mm])akefile$|\.mk$/.test(path);
  let inside: string | undefined;
  let last = 0;
  let around: Step | undefined;
  return commands.map((words) => {
    const at = words[0]?.at ?? last;
    // In YAML the key, or the dash of a list, stands before a command.
    const start = words.findIndex((word) => !/^(?:-|[\w-]+:)$/.test(word.text));
    const [first, second] = words.slice(Math.max(0, start));
    const step = steps?.of(at);
    // Each step of a workflow and each line of a recipe has a shell of its own.
    if (step !== around || (isMakefile && endsLine(text, last, at))) inside = undefined;
    around = step;
    last = at;
    if (/^\(?(?:cd|pushd)$/.test(first?.text.replace(/^@/, "") ?? "") && second !== undefined)
      inside = below(inside, second.text.replace(/\)$/, ""));
    const own = words.find((word) => word.text.startsWith("-chdir="))?.text.slice("-chdir=".length);
    const here = below(step?.directory, inside);
    return own === undefined ? here : below(here, own);
  });
}

/** A line that does not go on in the next one ends between two places. */
function endsLine(text: string, from: number, to: number): boolean {
  return /[^\\]\r?\n/.test(text.slice(from, to));
}

/** `path` as it is seen from a directory, without what only a shell knows before it. */
function below(directory: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined) return directory;
  const segments = path.replace(/^~\/(?:project\/)?/, "/").split("/");
  const open = segments[0] === "" ? 0 : segments.findLastIndex(isOpen);
  const rest = segments.slice(open + 1).join("/");
  const end = resolvePath(open === -1 ? (directory ?? ".") : ".", rest).replace(/^(?:\.\.\/?)+/, "");
  return /^[.~-]?$/.test(end) ? undefined : end;
}

interface Step {
  readonly start: number;
  directory: string | undefined;
}

const DIRECTORY = /^[ \t]*(?:-[ \t]+)?["']?working[-_]?[dD]irectory["']?:[ \t]*["']?([^"'#\r\n]+)/;

/**
 * The items of lists in a workflow, each of which may be a step: from where one is to where the next begins, with the directory that it
 * has, or what stands under `defaults: run:` before it. Asked for places in their order.
 */
function stepsIn(text: string): { readonly of: (at: number) => Step | undefined } {
  const steps: Step[] = [];
  let general: string | undefined;
  let [before, above] = ["", ""];
  let at = 0;
  for (const line of text.split("\n")) {
    if (/^[ \t]*- /.test(line)) steps.push({ start: at, directory: general });
    const directory = below(undefined, DIRECTORY.exec(line)?.[1]?.trim());
    const step = steps.at(-1);
    if (directory !== undefined && before === "run:" && above === "defaults:") general = directory;
    else if (directory !== undefined && step !== undefined) step.directory = directory;
    const word = line.trim();
    if (word !== "" && !word.startsWith("shell:")) [above, before] = [before, word];
    at += line.length + 1;
  }
  let next = 0;
  return {
    of: (place) => {
      while (next < steps.length && steps[next]!.start <= place) next += 1;
      return steps[next - 1];
    },
  };
}
