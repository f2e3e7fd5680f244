/** An error to which no input may lead: what is said of it. */

export const PROJECT = "https://github.com/reachlint/reachlint";

export const REPORT_BUG = `please report it at ${PROJECT}/issues with the command and, where you can, the input`;

/** The code of its diagnostic, where it ends the judging of a part of a scan. */
export const BUG = "bug";
