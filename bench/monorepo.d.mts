/** Writes at least so many files into a directory; tells how many. */
export function writeMonorepo(directory: string, files: number): number;
