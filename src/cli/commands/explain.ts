/** `reachlint explain`: each flow hop by hop. */
import { UsageError } from "../../base/diagnostic.ts";
import { scan } from "../../pipeline.ts";
import type { Flow } from "../../reach/flow.ts";
import { exitCode } from "../../report/exit-code.ts";
import { EXPLAIN_FORMATS, render } from "../../report/formats.ts";
import { requestFor } from "../asked.ts";
import type { ExplainFlags } from "../flags.ts";
import { outputWidth, wantsColor, writeOutput } from "../streams.ts";

/** Explaining is no judgement: the exit code only says whether everything was analysed. */
export async function explainCommand(paths: readonly string[], flags: ExplainFlags): Promise<number> {
  const all = await scan(requestFor(paths, flags));
  const flows = chosen(all.flows, flags);
  const result = {
    ...all,
    flows,
    findings: all.findings.filter(({ flow }) => flow !== undefined && flows.includes(flow)),
  };
  const options = { color: wantsColor(flags.color), width: outputWidth(), quiet: false };
  await writeOutput(await render(EXPLAIN_FORMATS[flags.format], result, options));
  return exitCode(result, "never");
}

function chosen(flows: readonly Flow[], { service, flow: id }: ExplainFlags): readonly Flow[] {
  const found = flows.filter(
    (flow) => (service === undefined || flow.service.address === service) && (id === undefined || flow.id === id),
  );
  if (found.length > 0 || (service === undefined && id === undefined)) return found;
  const services = [...new Set(flows.map((flow) => flow.service.address))];
  const known = id === undefined ? services : flows.map((flow) => flow.id);
  const hint = known.length === 0 ? "the scan found no flow at all" : `there are: ${known.join(", ")}`;
  throw new UsageError(
    id === undefined ? `there is no flow of the service ${service}` : `there is no flow ${id}`,
    hint,
  );
}
