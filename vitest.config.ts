import { defineConfig } from "vitest/config";

/** The fast tests: everything under test/ except the long runs (`*.long.test.ts`, see vitest.long.config.ts). */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.long.test.ts"],
    setupFiles: ["test/repeatable.ts"],
    testTimeout: 120_000,
  },
});
