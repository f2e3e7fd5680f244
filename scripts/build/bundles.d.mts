/** Types of bundles.mjs, for the tests that use it. */
export function buildProgram(outdir: string): Promise<void>;
export function buildAction(outdir: string): Promise<void>;
export function buildExecutableScripts(outdir: string): Promise<Readonly<Record<string, string>>>;
