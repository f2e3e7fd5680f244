/** Something that could not be fetched; the message is a clause, and no secret is in it. */
export class FetchError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "FetchError";
    this.hint = hint;
  }
}

/** Of the disk: no room, no right, nothing there any more. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
