/** The forms in which it is told where source and account differ. */
import type { Format } from "../report/formats.ts";
import type { Drift } from "./drift.ts";

export const DRIFT_FORMATS = {
  text: {
    about: "for people at a terminal",
    mediaType: "text/plain",
    load: async () => (await import("./drift-text.ts")).renderDrift,
  },
  json: {
    about: "for programs, by schemas/drift.schema.json",
    mediaType: "application/json",
    load: async () => (await import("./drift-json.ts")).renderDriftJson,
  },
} as const satisfies Readonly<Record<string, Format<Drift>>>;

export type DriftFormat = keyof typeof DRIFT_FORMATS;
