/** The input `init`: the modules that roots in the workspace call are installed before the scan. */
import type { Asked } from "../configuration/settings.ts";
import type { ProcessEnvironment } from "../git/run-git.ts";
import { annotation } from "../report/github/annotations.ts";

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
