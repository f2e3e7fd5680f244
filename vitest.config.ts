import { defineConfig } from "vitest/config";

/**
 * Everything under test/ except the long runs (`*.long.test.ts`, see vitest.long.config.ts). `npm test` also leaves out what starts programs
 * (`*.program.test.ts`), which takes most of the time: the built one, browsers, shells, the kernel. `npm run test:programs` runs that.
 */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.long.test.ts"],
    setupFiles: ["test/repeatable.ts"],
    // Against what does not end. Where the machine is busy, any test takes a hundred times as long as else, and so does what some build before.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    // The files share a process: reachlint keeps nothing between two scans that could change an answer, and each file
    // alone would load the parsers again. Processes, not threads: a test runs programs that it has just written, which
    // the kernel refuses (ETXTBSY) where another thread starts a program at that moment.
    isolate: false,
    pool: "forks",
    maxWorkers: "100%",
  },
});
