/** Workers for a scan, where Node's permission model does not forbid threads (https://nodejs.org/api/permissions.html). */
import { startCrew } from "../threads/crew.ts";

export const startWorkers = process.permission?.has("worker") === false ? undefined : startCrew;
