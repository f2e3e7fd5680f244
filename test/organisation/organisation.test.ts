/** Results of many scans, and what is shown of them: by repository, rule and service, and what has changed. */
import { expect, test } from "vitest";
import { UsageError } from "../../src/base/diagnostic.ts";
import { type ReadResult, readResult } from "../../src/organisation/read-result.ts";
import { repositoriesIn } from "../../src/organisation/repositories.ts";
import { organisationOf } from "../../src/organisation/show.ts";
import { renderOrganisation } from "../../src/report/html/organisation-page.ts";
import { HOSTILE } from "../report/html-samples.ts";

interface Sample {
  readonly flows?: readonly (readonly [root: string, service: string, verdict: string, cause?: string])[];
  readonly findings?: readonly object[];
  readonly unread?: readonly object[];
}

/** As the JSON report has it, as far as it is read. */
function reportOf({ flows = [], findings = [], unread = [] }: Sample): object {
  return {
    schemaVersion: 1,
    tool: { name: "reachlint", version: "1.0.0" },
    roots: [...new Set(flows.map(([root]) => root))].map((path) => ({ path, kind: "terraform" })),
    flows: flows.map(([root, address, verdict, cause]) => ({
      root,
      service: { address },
      verdict,
      undeterminedBecause: cause === undefined ? [] : [{ cause, hint: `give ${cause}` }],
    })),
    findings,
    diagnostics: unread,
    coverage: { files: 3, notEvaluated: [] },
  };
}

const finding = (fingerprint: string, more: object = {}): object => ({
  ruleId: "some-rule",
  verdict: "violated",
  severity: "error",
  message: `wrong: ${fingerprint}`,
  location: { path: "infra/main.tf", startLine: 7 },
  fingerprint,
  baselined: false,
  suppressed: null,
  ...more,
});

const read = (path: string, sample: Sample): ReadResult => readResult(path, JSON.stringify(reportOf(sample)));

test("each file is a repository; those that are worst come first", () => {
  const results = [
    read("out/fine.json", { flows: [["infra", "web", "reachable"]] }),
    read("out/a/bad.json", {
      flows: [
        ["infra", "web", "reachable"],
        ["infra", "web", "blocked"],
        ["infra", "api", "undetermined", "var.port"],
      ],
      findings: [finding("1"), finding("2", { suppressed: { reason: "" } }), finding("3", { verdict: "undetermined" })],
      unread: [{ severity: "error", message: "cannot be parsed", location: { path: "infra/broken.tf" } }],
    }),
  ];
  const { repositories, rules, questions, trend } = organisationOf(repositoriesIn(results, 0));
  expect(repositories.map(({ name }) => name)).toEqual(["a/bad", "fine"]);
  expect(repositories[0]).toMatchObject({
    roots: 1,
    services: [
      { address: "web", root: "infra", verdict: "blocked" },
      { address: "api", root: "infra", verdict: "undetermined" },
    ],
    findings: [{ rule: "some-rule", severity: "error", place: "infra/main.tf:7" }],
    accepted: 1,
    unread: ["infra/broken.tf: cannot be parsed"],
  });
  expect(rules).toEqual([{ id: "some-rule", severity: "error", findings: 1, repositories: ["a/bad"] }]);
  expect(questions).toEqual([{ cause: "var.port", hint: "give var.port", services: 1, repositories: ["a/bad"] }]);
  expect(trend).toBeUndefined();
});

test("directories name the repositories in a result that is of many", () => {
  const result = read("all.json", {
    flows: [
      ["repos/a/infra", "web", "reachable"],
      ["repos/a/app.yaml", "Web", "reachable"],
      ["repos/b", "web", "reachable"],
    ],
    findings: [finding("1", { location: { path: "repos/b/main.tf", startLine: 1 } })],
    unread: [{ severity: "error", message: "nowhere", location: null }],
  });
  const names = (depth: number): readonly string[] => repositoriesIn([result], depth).map(({ name }) => name);
  expect(names(0)).toEqual(["all"]);
  expect(names(1)).toEqual(["all", "repos"]);
  expect(names(2)).toEqual(["all", "repos/a", "repos/b"]);
});

test("what has changed, by fingerprints and services", () => {
  const before = repositoriesIn(
    [
      read("old/a.json", {
        flows: [
          ["infra", "web", "reachable"],
          ["infra", "gone", "blocked"],
        ],
        findings: [finding("stays"), finding("goes"), finding("is accepted")],
      }),
      read("old/removed.json", {}),
    ],
    0,
  );
  const now = repositoriesIn(
    [
      read("now/a.json", {
        flows: [
          ["infra", "web", "blocked"],
          ["infra", "same", "reachable"],
        ],
        findings: [finding("stays"), finding("comes"), finding("is accepted", { baselined: true })],
      }),
      read("now/added.json", {}),
    ],
    0,
  );
  const { trend } = organisationOf(now, before);
  expect(trend).toMatchObject({
    newFindings: [{ repository: "a", message: "wrong: comes" }],
    goneFindings: [{ repository: "a", message: "wrong: goes" }],
    acceptedFindings: [{ repository: "a", message: "wrong: is accepted" }],
    newRepositories: ["added"],
    goneRepositories: ["removed"],
  });
  expect(trend!.changed.map(({ address, before, after }) => [address, before, after])).toEqual([
    ["web", "reachable", "blocked"],
    ["gone", "blocked", undefined],
    ["same", undefined, "reachable"],
  ]);
  expect(renderOrganisation(organisationOf(now, now))).toContain("Nothing has changed.");
});

const refusal = (text: string): string => {
  try {
    readResult("file", text);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  return "";
};

test("what is no report is refused, with what is wrong in it", () => {
  for (const text of ["", "[]", "{}", '{"schemaVersion":2}', '{"reachlintShard":1}'])
    expect(refusal(text)).toBe("file is no JSON report of reachlint");
  const { coverage: _, ...cut } = reportOf({}) as { readonly coverage: object };
  expect(refusal(JSON.stringify(cut))).toBe("file is no whole report: coverage is not an object");
  const other = reportOf({ flows: [["infra", "web", "fine"]] });
  expect(refusal(JSON.stringify(other))).toContain("verdict is not one of reachable, partial");
  expect(refusal(JSON.stringify({ ...reportOf({}), findings: [1] }))).toContain("findings is not a list of objects");
  expect(refusal(JSON.stringify({ ...reportOf({}), findings: [finding("1", { location: null })] }))).toContain(
    "location is not an object",
  );
});

test("the page is whole in itself, runs nothing, and nothing of a result becomes markup", () => {
  const evil = read(`${HOSTILE}.json`, {
    flows: [
      [HOSTILE, HOSTILE, "blocked"],
      [HOSTILE, `${HOSTILE}2`, "undetermined", HOSTILE],
    ],
    findings: [finding(HOSTILE, { ruleId: HOSTILE, message: HOSTILE, location: { path: HOSTILE, startLine: 1 } })],
    unread: [{ severity: "error", message: HOSTILE, location: { path: HOSTILE } }],
  });
  const now = repositoriesIn([evil], 0);
  const page = renderOrganisation(organisationOf(now, []));
  expect(page).not.toMatch(/<script|<img|<svg onload|onerror="|<\/style><\/textarea>|<!--/);
  expect(page).toContain("default-src &#39;none&#39;; style-src &#39;sha256-");
  expect(page).not.toMatch(/(?:href|src)="(?!#|data:,)/);
  expect(renderOrganisation(organisationOf([]))).toContain(
    "No service behind a load balancer was found in 0 repositories",
  );
});
