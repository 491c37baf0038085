import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../../src/engine/reports/audit/blocks.ts";
import { createBlockScanner } from "../../../../src/engine/reports/audit/scan-blocks.ts";

const folder = path.join(import.meta.dirname, "fixtures");

const describeNode = (node: Nodes): string | null => {
  if (node.type === "heading") return `heading ${node.depth}`;
  if (node.type === "table") return `table ${node.children[0]?.children.length}x${node.children.length - 1}`;
  if (node.type === "listItem") return "item";
  return node.type === "code" && node.lang !== null ? `code ${node.lang}` : null;
};

/** The lines at which the reference parser sees the structure that reports are read by. */
const reference = (text: string): string[] => {
  const visit = (node: Nodes): string[] => {
    const own = describeNode(node);
    const below = "children" in node ? node.children.flatMap(visit) : [];
    return own === null ? below : [`${node.position?.start.line} ${own}`, ...below];
  };
  return visit(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
};

const describeBlock = (block: Block, source: string): string | null => {
  if (block.type === "heading") return `heading ${block.level}`;
  if (block.type === "table") return `table ${block.header.length}x${block.rows.length}`;
  // Signs such as "●" are bullets to people, not to Markdown.
  if (block.type === "item") return /^\s*[-*+\d]/.test(source) ? "item" : null;
  return block.type === "code" && block.info !== "" ? `code ${block.info.split(" ")[0]}` : null;
};

const ours = (text: string): string[] => {
  const scanner = createBlockScanner();
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) scanner.push(line, at + 1);
  return scanner.take().flatMap((block) => {
    const own = describeBlock(block, lines[block.line - 1] ?? "");
    return own === null ? [] : `${block.line} ${own}`;
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
