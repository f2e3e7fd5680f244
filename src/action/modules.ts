/** The input `init`: the modules that roots in the workspace call are installed before the scan, and offered where it is not given. */
import type { Asked } from "../configuration/settings.ts";
import { GET } from "../evaluate/terraform/configuration/module-calls.ts";
import type { ProcessEnvironment } from "../git/run-git.ts";
import { annotation } from "../report/github/annotations.ts";
import type { ScanResult } from "../report/scan-result.ts";
import { count } from "../report/words.ts";

/**
 * Loaded only where it is asked for: nothing else reads from the network. What cannot be installed is a warning at its place, and the scan
 * then says what it lacks.
 */
export async function installModules(
  workspace: string,
  { paths, directory = ".", options }: Asked,
  environment: ProcessEnvironment,
): Promise<void> {
  const { install } = await import("../install/install.ts");
  const { diagnostics } = await install({
    workingDirectory: workspace,
    paths: paths.length === 0 ? [directory] : paths,
    exclude: options.exclude ?? [],
    environment,
  });
  for (const { message, hint, span, path } of diagnostics)
    process.stdout.write(
      annotation({
        severity: "warning",
        title: "reachlint",
        message: hint === undefined ? message : `${message}\n${hint}`,
        ...(span && { span }),
        ...(path && { path }),
      }),
    );
}

/** A notice, once, where modules are missing that the input `init` would install. */
export function offerModules({ coverage }: ScanResult): void {
  const missing = coverage.notEvaluated.filter(({ hint }) => hint?.startsWith(GET)).length;
  if (missing === 0) return;
  const message = `${count(missing, "module")} from elsewhere ${missing === 1 ? "is" : "are"} not installed, so that what ${missing === 1 ? "it holds" : "they hold"} was not checked: init: true installs modules first`;
  process.stdout.write(annotation({ severity: "note", title: "reachlint", message }));
}
