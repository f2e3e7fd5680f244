/** Our parser against hcl2json on one text. */
import { parse } from "@cdktf/hcl2json";
import { SourceFile } from "../../../src/base/source-file.ts";
import { parseHcl } from "../../../src/parse/hcl/parse.ts";
import { firstDifference, hclAsJson, NoJson } from "../../oracle/hcl-as-json.ts";

/** In what the two differ: one accepts the text and the other does not, or they read other things; undefined where they agree. */
export async function disagreement(text: string): Promise<string | undefined> {
  const { output, diagnostics } = parseHcl(new SourceFile("main.tf", text));
  const mine = diagnostics[0]?.message;
  const theirs: unknown = await parse("main.tf", text).catch((error: unknown) => error);
  if (theirs instanceof Error) {
    const rejects = theirs.message.startsWith("parse config");
    if (rejects === (mine !== undefined)) return undefined;
    return `${mine ?? "we accept it"}, hcl2json: ${theirs.message}`;
  }
  if (mine !== undefined) return `we reject what hcl2json accepts: ${mine}`;
  try {
    return firstDifference(hclAsJson(output), theirs);
  } catch (error) {
    if (error instanceof NoJson) return "hcl2json can say it in JSON, we cannot";
    throw error;
  }
}
