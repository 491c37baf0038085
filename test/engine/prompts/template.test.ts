import { describe, expect, test } from "vitest";
import { parseTemplate } from "../../../src/engine/prompts/template.ts";

const template = (head: string, body = "Look at {{module}}.") => `---\n${head}\n---\n${body}\n`;

test("a template is its front matter and its text; the name is that of the file", () => {
  const text = template("kind: audit\ndimension: performance\ntitle: Performance");
  expect(parseTemplate(text, "/home/me/templates/audit-performance.md")).toEqual({
    name: "audit-performance",
    kind: "audit",
    dimension: "performance",
    title: "Performance",
    language: "en",
    body: "Look at {{module}}.",
  });
});

test("Windows line ends and a byte order mark do no harm", () => {
  const text = `\uFEFF${template("kind: fix\ntitle: Fix").replaceAll("\n", "\r\n")}`;
  expect(parseTemplate(text, "fix").body).toBe("Look at {{module}}.");
});

describe("what is wrong is named with its line and what is allowed", () => {
  test.each([
    ["no front matter", "# Task\n", "line 1: the front matter is missing"],
    ["never closed", "---\nkind: fix\n", "line 1: the front matter is never closed"],
    ["no text", template("kind: fix\ntitle: x", "  "), "line 5: there is no text"],
    ["bad YAML", template("kind: fix\ntitle: [x"), "not readable as YAML"],
    ["unknown key", template("kind: fix\ntitle: x\ncolour: red"), "line 4: colour: "],
    ["wrong kind", template("title: x\nkind: review"), "line 3: kind: "],
    ["no title", template("kind: fix"), "title: "],
    ["audit of nothing", template("title: x\nkind: audit"), "line 3: an audit needs a dimension"],
    ["dimension of a fix", template("kind: fix\ntitle: x\ndimension: y"), "line 4: only an audit has"],
    ["bad dimension", template("kind: audit\ntitle: x\ndimension: My Thing"), "line 4: dimension: "],
    [
      "unknown placeholder",
      template("kind: fix\ntitle: x", "one\ntwo {{modul}}"),
      "line 6: unknown placeholder {{modul}}; there are module, path,",
    ],
    ["empty placeholder", template("kind: fix\ntitle: x", "one {{ }}"), "line 5: unknown placeholder"],
  ])("%s", (_, text, message) => {
    expect(() => parseTemplate(text, "mine.md")).toThrow(message);
    expect(() => parseTemplate(text, "mine.md")).toThrow("Template mine.md");
  });
});
