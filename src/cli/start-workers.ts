/** Workers for a scan, where Node's permission model does not forbid threads (https://nodejs.org/api/permissions.html). */
import { startCrew } from "../threads/crew.ts";
import { tuneForWorkers } from "../threads/engine.ts";

export const startWorkers: typeof startCrew | undefined =
  process.permission?.has("worker") === false
    ? undefined
    : (...given) => {
        tuneForWorkers(process.versions.node);
        return startCrew(...given);
      };
