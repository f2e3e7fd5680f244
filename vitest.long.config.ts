import { defineConfig } from "vitest/config";

/** The long runs: many random graphs, differential fuzzing. No time limit that a slow machine could hit. */
export default defineConfig({
  test: { include: ["test/**/*.long.test.ts"], testTimeout: 3_600_000, hookTimeout: 3_600_000 },
});
