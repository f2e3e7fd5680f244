/** A span → a SARIF location. */
import type { Location } from "sarif";
import type { Span } from "../../base/source-file.ts";
import { wellFormed } from "../escape.ts";
import { location } from "../location.ts";

/** The path is relative to the scanned directory; a span without width marks the character behind it, for GitHub shows no empty ones. */
export function sarifLocation(span: Span, more: Omit<Location, "physicalLocation"> = {}): Location {
  const { path, startLine, startColumn, endLine, endColumn } = location(span);
  const empty = startLine === endLine && startColumn === endColumn;
  return {
    ...more,
    physicalLocation: {
      artifactLocation: { uri: relativeUri(path), uriBaseId: "%SRCROOT%" },
      region: { startLine, startColumn, endLine, endColumn: empty ? endColumn + 1 : endColumn },
    },
  };
}

/** A relative path as a URI reference (RFC 3986): every segment percent-encoded, no segment taken for a scheme. */
export function relativeUri(path: string): string {
  return path.split("/").map(encodeSegment).join("/");
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(wellFormed(segment)).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
