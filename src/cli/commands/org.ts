/** `reachlint org`: what the scans of many repositories found, as one page. */
import { UsageError } from "../../base/diagnostic.ts";
import { type ReadResult, readResult } from "../../organisation/read-result.ts";
import { type ReadRepository, repositoriesIn } from "../../organisation/repositories.ts";
import { organisationOf } from "../../organisation/show.ts";
import { EXIT } from "../../report/exit-code.ts";
import { renderOrganisation } from "../../report/html/organisation-page.ts";
import type { OrgFlags } from "../flags.ts";
import { filesAt, readInput } from "../read-input.ts";
import { writeOutput } from "../streams.ts";

/** What was found is no judgement: the scans had their exit codes. */
export async function orgCommand(paths: readonly string[], flags: OrgFlags): Promise<number> {
  const { against = [], depth = 0 } = flags;
  const results = resultsAt(paths);
  const now = repositoriesIn(results, depth);
  await writeOutput(
    renderOrganisation(against.length === 0 ? organisationOf(now) : organisationOf(now, earlier(against, now, depth))),
  );
  return EXIT.clean;
}

/** A single repository is the same one, whatever its file was called. */
function earlier(paths: readonly string[], now: readonly ReadRepository[], depth: number): readonly ReadRepository[] {
  const before = repositoriesIn(resultsAt(paths), depth);
  const [[only, other], [same]] = [now, before];
  return only !== undefined && other === undefined && before.length === 1 && same !== undefined
    ? [{ ...same, name: only.name }]
    : before;
}

function resultsAt(paths: readonly string[]): readonly ReadResult[] {
  return paths.flatMap((path) => {
    const files = filesAt(path, ".json");
    if (files.length === 0)
      throw new UsageError(`there is no .json file in ${path}`, "reachlint scan --report json=FILE writes them");
    return files.map((file) => readResult(file, readInput(file, "scan fewer repositories at once")));
  });
}
