/**
 * The summary as a comment of the pull request: one, which each run brings up to date
 * (https://docs.github.com/en/rest/issues/comments). Without a token nothing is asked of the network.
 */
import { createHash } from "node:crypto";
import { at, eventAt } from "../git/pull-request.ts";
import type { ProcessEnvironment } from "../git/run-git.ts";

/** Where a comment goes. */
export interface CommentPlace {
  /** Of the repository's issues. */
  readonly url: string;
  readonly number: number;
  readonly token: string;
  /** In the text, by which the comment of this job is known again; it is not shown. */
  readonly marker: string;
}

/** More comments of a request are not looked through. */
const MOST_PAGES = 10;
const OF_PAGE = 100;

const LONGEST_WAIT = 15_000;

/** Undefined where no pull request is built. */
export function commentPlace(environment: ProcessEnvironment, token: string): CommentPlace | undefined {
  const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "", GITHUB_EVENT_PATH } = environment;
  const number = at(eventAt(GITHUB_EVENT_PATH), "pull_request", "number");
  if (!Number.isSafeInteger(number) || !/^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY)) return undefined;
  const job = [environment.GITHUB_WORKFLOW, environment.GITHUB_JOB, environment.GITHUB_ACTION];
  const key = createHash("sha256").update(JSON.stringify(job)).digest("hex").slice(0, 16);
  return {
    url: `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`,
    number: number as number,
    token,
    marker: `<!-- reachlint ${key} -->`,
  };
}

/** Writes the comment, or changes the one that is there; with nothing to say, only the latter. Rejects where GitHub refuses. */
export async function writeComment(place: CommentPlace, text: string, isWorthIt: boolean): Promise<void> {
  const there = await findComment(place);
  const body = `${place.marker}\n${text}`;
  if (there !== undefined) await ask(place, "PATCH", `comments/${there}`, { body });
  else if (isWorthIt) await ask(place, "POST", `${place.number}/comments`, { body });
}

/** The id of the comment that this job wrote; one that somebody else made to look like it is none. */
async function findComment(place: CommentPlace): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const all = await ask(place, "GET", `${place.number}/comments?per_page=${OF_PAGE}&page=${page}`);
    if (!Array.isArray(all)) return undefined;
    const found = all.find((one) => isOwn(one, place));
    if (found !== undefined) return at(found, "id") as number;
    if (all.length < OF_PAGE) return undefined;
  }
  return undefined;
}

/** The token of a workflow (`ghs_`) writes as a bot, that of a person as this person. */
function isOwn(comment: unknown, { marker, token }: CommentPlace): boolean {
  const body = at(comment, "body");
  const isBot = at(comment, "user", "type") === "Bot";
  return (
    typeof body === "string" &&
    body.startsWith(marker) &&
    Number.isSafeInteger(at(comment, "id")) &&
    isBot === token.startsWith("ghs_")
  );
}

/** The token goes to the API alone: no answer leads on to another address. */
async function ask({ url, token }: CommentPlace, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}/${path}`, {
    method,
    redirect: "error",
    signal: AbortSignal.timeout(LONGEST_WAIT),
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "reachlint",
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`GitHub answers ${response.status}`);
  return response.json();
}
