/** Code frames underline exactly what a span marks, whatever the line holds. */
import { expect, test } from "vitest";
import { SourceFile } from "../../src/base/source-file.ts";
import { codeFrame } from "../../src/report/text/code-frame.ts";
import { displayWidth, styleOf } from "../../src/report/text/lines.ts";

function frame(text: string, marked: string, { context = 1, width = 80 } = {}): string {
  const file = new SourceFile("main.tf", text);
  const start = text.indexOf(marked);
  const span = { file, start, end: start + marked.length };
  return codeFrame({ span, mark: (line) => line, context }, styleOf({ color: false, width }), "").join("\n");
}

test("one line with its neighbours", () => {
  expect(frame("a {\n  from_port = 80\n}\n", "80")).toBe(
    ["  ╭─ main.tf:2:15", "1 │ a {", "2 │   from_port = 80", "  │               ━━", "3 │ }"].join("\n"),
  );
});

test("several lines, each underlined from its first character on", () => {
  expect(frame("a {\r\n  from = 80\r\n  to   = 90\r\n}\r\n", "from = 80\r\n  to   = 90", { context: 0 })).toBe(
    ["  ╭─ main.tf:2:3", "2 │   from = 80", "  │   ━━━━━━━━━", "3 │   to   = 90", "  │   ━━━━━━━━━"].join("\n"),
  );
});

test("many lines are shown by their beginning and end", () => {
  const lines = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`);
  const text = frame(lines.join("\n"), lines.join("\n"), { context: 0 }).split("\n");
  expect(text.filter((line) => line.includes("⋮"))).toHaveLength(1);
  expect(text.at(-2)).toBe("12 │ line 12");
  expect(text.length).toBeLessThan(16);
});

test("tabs take two columns, wide characters two, combining ones none", () => {
  expect(frame("\ta = 80", "80").split("\n").at(-1)).toBe("  │       ━━");
  expect(frame('x = "日本" # 80', "80").split("\n").at(-1)).toBe(`  │ ${" ".repeat(13)}━━`);
  expect(displayWidth("e\u0301日")).toBe(3);
});

test("a long line is cut around what it shows", () => {
  const text = `${"x".repeat(300)} MARK ${"y".repeat(300)}`;
  const [, shown, under] = frame(text, "MARK", { width: 60 }).split("\n");
  expect(shown!.length).toBeLessThanOrEqual(60);
  expect(shown).toContain("MARK");
  expect(under!.indexOf("━")).toBe(shown!.indexOf("MARK"));
  expect(shown).toMatch(/│ ….*…$/);
});

test("an empty span is one column; the end of the file is a place", () => {
  expect(frame("ab", "").split("\n").at(-1)).toBe("  │ ━");
  const file = new SourceFile("main.tf", "");
  const lines = codeFrame(
    { span: { file, start: 0, end: 0 }, mark: (line) => line, context: 1 },
    styleOf({ color: false, width: 80 }),
    "",
  );
  expect(lines).toEqual(["  ╭─ main.tf:1:1", "1 │", "  │ ━"]);
});
