/** Markdown for the HTML that agents put into it: foldable parts, headings, bold and code. */
const tagged = /<\/?(?:summary|details|b|strong|code|h[1-6]|li|br)\b/i;

const inline = (text: string): string =>
  text
    .replace(/<\/?code>/gi, "`")
    .replace(/<\/?(?:b|strong)>/gi, "**")
    .replace(/<br\s*\/?>/gi, " ");

/** A foldable part is named by its summary: that works as a bold line does. */
const summaryLine = (text: string): string => {
  const inner = inline(text).replaceAll("**", "").trim();
  return inner === "" ? "" : `**${inner}**`;
};

/** One line with its HTML written as Markdown; each pattern looks at a bounded stretch. */
export const withoutHtml = (line: string): string => {
  if (!line.includes("<") || !tagged.test(line)) return line;
  const summary = /<summary\b[^<>]{0,100}>(.{0,600}?)(?:<\/summary>|$)/i.exec(line)?.[1];
  if (summary !== undefined) return summaryLine(summary);
  if (/^\s*<\/?(?:details|summary|blockquote)\b[^<>]{0,100}>\s*(?:<\/?blockquote>\s*)?$/i.test(line))
    return "";
  const heading = /^\s*<h([1-6])\b[^<>]{0,100}>(.{0,600}?)(?:<\/h[1-6]>|$)/i.exec(line);
  if (heading !== null) return `${"#".repeat(Number(heading[1]))} ${inline(heading[2] ?? "")}`;
  const item = /^(\s*)<li\b[^<>]{0,100}>(.{0,2000}?)(?:<\/li>|$)/i.exec(line);
  return item === null ? inline(line) : `${item[1]}- ${inline(item[2] ?? "")}`;
};
