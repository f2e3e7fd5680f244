/** The command line → man/reachlint.1. */
import { importSources } from "../sources.mjs";

export async function generate() {
  const { commandHelp, commandLine, manPage } = await importSources(`
    export { commandHelp } from "./src/cli/help/command-help.ts";
    export { manPage } from "./src/cli/help/man-page.ts";
    export { commandLine } from "./src/cli/program.ts";`);
  const program = commandLine(() => {});
  return [{ path: "man/reachlint.1", text: manPage(program.description(), commandHelp(program, new Map())) }];
}
