/** Where source and account differ → JSON for programs, by schemas/drift.schema.json. */
import type { ChangeReason } from "../compare/flow-changes.ts";
import type { Flow } from "../reach/flow.ts";
import { jsonText } from "../report/escape.ts";
import { location } from "../report/location.ts";
import { formatPorts } from "../sets/port-set.ts";
import { VERSION } from "../version.generated.ts";
import type { Drift, DriftedPath } from "./drift.ts";

export function renderDriftJson({ differences, alike, undecided, onlySource, onlyDeployed }: Drift): string {
  return jsonText({
    schemaVersion: 1,
    tool: { name: "reachlint", version: VERSION },
    differences: differences.map(differenceJson),
    alike,
    undecided,
    onlySource: onlySource.map(serviceJson),
    onlyDeployed: onlyDeployed.map(serviceJson),
  });
}

function differenceJson({ source, deployed, closedIn, reason }: DriftedPath): object {
  const { purpose, container, protocol, requiredText } = source;
  return {
    purpose,
    container: { name: container.name ?? null, port: container.port ?? null },
    protocol,
    required: requiredText,
    source: sideJson(source),
    deployed: sideJson(deployed),
    closedIn,
    reason: reasonJson(reason),
  };
}

function sideJson({ id, root, service, verdict, blocked }: Flow): object {
  return { flow: id, root, service: serviceJson(service), verdict, blocked: formatPorts(blocked) };
}

function serviceJson({ address, span }: Flow["service"]): object {
  return { address, location: location(span) };
}

function reasonJson(reason: ChangeReason | undefined): object | null {
  return reason === undefined ? null : { text: reason.text, location: location(reason.span) };
}
