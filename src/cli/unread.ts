/** Tells on standard error what a scan could not read, for commands whose output is no report. */
import { plain } from "../report/escape.ts";
import { whereText } from "../report/location.ts";
import { type ScanResult, told } from "../report/scan-result.ts";
import { writeError } from "./streams.ts";

/** Whether there is something. */
export function tellUnread(result: ScanResult): boolean {
  const { unread } = told(result);
  for (const one of unread) {
    const where = whereText(one);
    writeError(`error: ${plain(where === undefined ? one.message : `${where}: ${one.message}`)}`);
  }
  return unread.length > 0;
}
