/** Types of bundles.mjs, for the tests that use it. */
export function buildProgram(outdir: string): Promise<void>;
export function buildAction(outdir: string): Promise<void>;
export function buildExecutableScript(outdir: string): Promise<void>;
