import { createBadgeWatcher, isBadgeLine } from "./badges.ts";
import type { Block } from "./blocks.ts";
import { isLabelOf, readLabel } from "./labels.ts";
import { countOtherWords, type Level, levelOf } from "./levels.ts";
import { leadingBold } from "./plain-text.ts";
import { resolveKind, type SectionKind } from "./section-kinds.ts";
import { type Term, termsIn } from "./terms.ts";
import { readTitle, type Title } from "./titles.ts";
import type { Meaning } from "./vocabulary.ts";

/** A heading (or a bold line that works as one) with what stands under it, and what that makes of its items. */
export type Section = {
  readonly depth: number;
  readonly line: number;
  readonly title: Title;
  readonly terms: readonly Term[];
  readonly kind: SectionKind;
  /** The level that the heading names anywhere: "Critical issues (3)". */
  readonly groupLevel: Level | null;
  /** The nearest level named by this heading or one above it. */
  readonly level: Level | null;
  /** Words that are not about levels, counts or kinds of findings: 0 makes it the heading of a group. */
  readonly otherWords: number;
  readonly isDocumentTitle: boolean;
  readonly parent: Section | null;
  readonly blocks: Block[];
  readonly children: Section[];
};

/** A heading that names a level, and is no finding itself: "🔴 Critical issues". */
export const groupsFindings = (section: Section): boolean =>
  section.groupLevel !== null && section.kind === "findings" && section.otherWords === 0;

export type Outline = {
  readonly push: (block: Block) => void;
  /** The tree so far. What follows grows under the same headings, in a new tree. */
  readonly take: () => Section;
};

const groupMeanings = new Set<Meaning | null>([
  "finding",
  "findings",
  "summary",
  "open",
  "severityName",
  "priorityName",
  "aggregate",
  "count",
  "solved",
  "action",
  "strength",
  "effort",
  "impactName",
]);

const boldDepth = 7;
const partDepth = 8;

type Named = { readonly title: Title; readonly terms: readonly Term[] };

const titleOf = (text: string): Named => {
  const title = readTitle(text);
  return { title, terms: termsIn(title.shown.slice(0, 200)) };
};

const root = (): Section => ({
  depth: 0,
  line: 0,
  ...titleOf(""),
  kind: "neutral",
  groupLevel: null,
  level: null,
  otherWords: 0,
  isDocumentTitle: false,
  parent: null,
  blocks: [],
  children: [],
});

const isPart = (title: Title, terms: readonly Term[]): boolean => {
  if (title.level !== null || title.identifier !== null || title.numbered) return false;
  return terms.some((term) => term.meaning === "part" || term.meaning === "recommendation");
};

const isValueLabel = (text: string): boolean => {
  const label = readLabel(text);
  if (label === null || label.value === "") return false;
  return isLabelOf(label, "severityName") || isLabelOf(label, "status") || isLabelOf(label, "priorityName");
};

/** A line that is bold from end to end is a heading for what follows; a label with a value is not. */
const isBoldHeading = (text: string): boolean => {
  if (text.length > 160) return false;
  const start = text.search(/[*_]/);
  const decorated = start > 0 && start < 6 && !/[\p{L}\p{N}]/u.test(text.slice(0, start));
  const parts = leadingBold(decorated ? text.slice(start) : text);
  if (parts === null) return false;
  const alone =
    /^[\s:：.✅❌⚠🔴🟠🟡🟢🔵]*$/u.test(parts.rest) || /^\s*[(（][^()]{1,40}[)）]\s*:?$/.test(parts.rest);
  return alone && !isValueLabel(text);
};

/** A bold line alone does not make a section of findings: what it lists counts when nothing else does. */
const kindUnder = (depth: number, above: SectionKind, own: SectionKind): SectionKind =>
  depth >= boldDepth && above === "neutral" && own === "findings" ? "summary" : own;

const grow = (
  parent: Section,
  depth: number,
  named: Named,
  line: number,
  isDocumentTitle: boolean,
): Section => {
  const { title, terms } = named;
  const groupLevel = isDocumentTitle
    ? null
    : levelOf(
        title.shown.slice(0, 200),
        terms.filter((term) => term.kind !== "warning"),
      );
  const otherWords = countOtherWords(title.shown.slice(0, 200), terms, (term) =>
    groupMeanings.has(term.meaning),
  );
  const levelOnly = groupLevel !== null && otherWords === 0;
  const section: Section = {
    depth,
    line,
    title,
    terms,
    kind: isDocumentTitle
      ? "neutral"
      : kindUnder(depth, parent.kind, resolveKind(title, terms, parent.kind, levelOnly)),
    groupLevel,
    level: groupLevel ?? parent.level,
    otherWords,
    isDocumentTitle,
    parent,
    blocks: [],
    children: [],
  };
  parent.children.push(section);
  return section;
};

/** The same heading without what stands under it. */
const emptied = (section: Section): Section => {
  const parent = section.parent === null ? null : emptied(section.parent);
  const copy: Section = { ...section, parent, blocks: [], children: [] };
  parent?.children.push(copy);
  return copy;
};

/** The next label of a finding ends what the label before it opened. */
const endsPart = (block: Block): boolean => {
  if (block.type !== "text" || block.indent > 0) return false;
  const label = readLabel(block.text);
  return label?.bold === true && label.value !== "";
};

const boldTitle = (block: Block): Named | null =>
  block.type === "text" && block.indent < 4 && isBoldHeading(block.text) ? titleOf(block.text) : null;

const topOf = (section: Section): Section => {
  let top = section;
  while (top.parent !== null) top = top.parent;
  return top;
};

export const createOutline = (): Outline => {
  const badges = createBadgeWatcher();
  let current = root();
  let headings = 0;

  const open = (depth: number, named: Named, line: number): void => {
    let parent = current;
    while (parent.depth >= depth && parent.parent !== null) parent = parent.parent;
    if (depth <= 6) headings += 1;
    current = grow(parent, depth, named, line, depth <= 2 && headings === 1);
  };

  /** A rule ends what a bold line opened. */
  const leaveBoldSections = (): void => {
    while (current.depth >= boldDepth && current.parent !== null) current = current.parent;
  };

  const push = (block: Block): void => {
    if (block.type === "heading") open(block.level, titleOf(block.text), block.line);
    else if (block.type === "break") leaveBoldSections();
    else pushContent(block);
  };

  const openBold = (named: Named, line: number): void => {
    open(isPart(named.title, named.terms) ? partDepth : boldDepth, named, line);
    current.blocks.push(...badges.labels(line));
  };

  const pushContent = (block: Block): void => {
    if (current.depth === partDepth && endsPart(block) && current.parent !== null) current = current.parent;
    badges.push(block);
    const named = boldTitle(block);
    if (named !== null && named.terms[0]?.meaning !== "lineName") openBold(named, block.line);
    // "**Line 20-21**" belongs to the finding above it.
    else if (block.type !== "text" || !isBadgeLine(block.text)) current.blocks.push(block);
  };

  const take = (): Section => {
    const taken = topOf(current);
    current = emptied(current);
    return taken;
  };

  return { push, take };
};
