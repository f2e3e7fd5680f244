/** Types of imports.mjs, for the test that uses it. */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

export interface Source {
  /** Relative to src/. */
  readonly path: string;
  /** The folder right under src/; the file's own name for a file at the top. */
  readonly stage: string;
  readonly text: string;
  /** Comments and the contents of strings blanked out. */
  readonly code: string;
  /** Comments blanked out. */
  readonly uncommented: string;
  readonly imports: readonly Import[];
}

export function readSources(): readonly Source[];
export function sourceOf(path: string, text: string): Source;
export function target(source: Pick<Source, "path">, from: string): string | undefined;
