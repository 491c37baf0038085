import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { createBlockScanner } from "../../../../src/engine/reports/audit/scan-blocks.ts";

const folder = path.join(import.meta.dirname, "fixtures");

/** The lines at which the reference parser sees the structure that reports are read by. */
const reference = (text: string): string[] => {
  const found: string[] = [];
  const visit = (node: Nodes): void => {
    const line = node.position?.start.line;
    if (node.type === "heading") found.push(`${line} heading ${node.depth}`);
    else if (node.type === "table")
      found.push(`${line} table ${node.children[0]?.children.length}x${node.children.length - 1}`);
    else if (node.type === "listItem") found.push(`${line} item`);
    else if (node.type === "code" && node.lang !== null) found.push(`${line} code ${node.lang}`);
    if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  return found;
};

const ours = (text: string): string[] => {
  const scanner = createBlockScanner();
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) scanner.push(line, at + 1);
  return scanner.take().flatMap((block) => {
    if (block.type === "heading") return `${block.line} heading ${block.level}`;
    if (block.type === "table") return `${block.line} table ${block.header.length}x${block.rows.length}`;
    // Signs such as "●" are bullets to people, not to Markdown.
    if (block.type === "item")
      return /^\s*[-*+\d]/.test(lines[block.line - 1] ?? "") ? `${block.line} item` : [];
    return block.type === "code" && block.info !== "" ? `${block.line} code ${block.info.split(" ")[0]}` : [];
  });
};

describe("the block scanner sees what a full Markdown parser sees", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".md")))
    it(name, () => {
      const text = readFileSync(path.join(folder, name), "utf8");
      expect(ours(text)).toEqual(reference(text));
    });

  it("in fences, nested lists, tables without edges and underlined headings", () => {
    const text =
      "Title\n=====\n\n- a\n  - b\n\n    ```ts\n    # no heading\n    ```\n- c\n\na | b\n--|--\n1 | 2\n\n````md\n```\n````\n\n## End ##\n";
    expect(ours(text)).toEqual(reference(text));
  });
});
