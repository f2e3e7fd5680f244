/** `reachlint index`: writes what the roots of a repository offer to those of others, which read it with `--index`. */
import { isRead } from "../../catalogue/catalogue.ts";
import { replaceFile } from "../../discover/write-file.ts";
import { checkoutAround } from "../../git/checkout.ts";
import { idIn } from "../../offers/names.ts";
import { indexText } from "../../offers/write-index.ts";
import { userDataSaidAgain } from "../../parts/say-again.ts";
import { evaluate } from "../../pipeline.ts";
import { escapedJson } from "../../report/escape.ts";
import { EXIT } from "../../report/exit-code.ts";
import { requestFor } from "../asked.ts";
import type { OfferFlags } from "../offer-flags.ts";
import { tellDiagnostics, writeOutput } from "../streams.ts";

/** What is wrong goes to standard error; the rest is written all the same. */
export async function indexCommand(paths: readonly string[], flags: OfferFlags): Promise<number> {
  const request = requestFor(paths, flags);
  const { name, commit, isModified } = checkoutAround(request.workingDirectory, request.paths, process.env);
  const { found, offered, diagnostics } = await evaluate(request, isRead, (path, workspace) =>
    idIn(name, path, workspace?.()),
  );
  const sayAgain = await userDataSaidAgain();
  const offers = offered(sayAgain);
  const notAnalysed = tellDiagnostics([...diagnostics, ...offers.diagnostics]);
  const inRepository = (path: string): string => found.identityOf(path);
  const sources = [...found.terraformFiles, ...found.documents].map(inRepository);
  const text = escapedJson(
    indexText({ name, commit, isModified: isModified(sources) }, offers, inRepository, sayAgain),
  );
  if (flags.output === undefined) await writeOutput(text);
  else await replaceFile(request.workingDirectory, flags.output, text);
  return notAnalysed ? EXIT.notAnalysed : EXIT.clean;
}
