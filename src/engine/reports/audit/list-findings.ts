import { isAggregate } from "./aggregates.ts";
import type { Block, ListItem, TextLine } from "./blocks.ts";
import { addText, type BodyFacts, emptyFacts, locationsOf, statedLevel } from "./body-facts.ts";
import { type Candidate, locationLimit, nameAndRest } from "./candidates.ts";
import { isLabelOf, readLabel } from "./labels.ts";
import { identifierStrength, inheritedLevel, type Level, pureLevelOf } from "./levels.ts";
import { locationsIn } from "./locations.ts";
import type { Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { means, termsIn } from "./terms.ts";
import { readTitle, type Title } from "./titles.ts";
import type { Meaning } from "./vocabulary.ts";

type Open = {
  readonly item: ListItem | TextLine;
  readonly title: Title;
  readonly level: Level | null;
  readonly facts: BodyFacts;
};

const factLabels: readonly Meaning[] = [
  "severityName",
  "priorityName",
  "location",
  "lineName",
  "recommendation",
  "impactName",
  "effort",
  "status",
  "identifier",
  "date",
  "auditor",
];

/** "See the full tracker for details on:" makes what follows an outline of something else. */
const pointer =
  /^\W*(?:see|refer to|v[eé]ase|ver|consulte|siehe|voir|veja)\s.{3,60}(?:below|full|complete|detail|abajo|complet|anexo|appendix|tracker)/i;

const isFactLabel = (text: string): boolean => {
  const label = readLabel(text);
  return label !== null && factLabels.some((meaning) => isLabelOf(label, meaning));
};

/** A level that stands first in the text, so that it labels what follows. */
const startsWithLevel = (title: Title): boolean => {
  const first = termsIn(title.shown.slice(0, 80))[0];
  return first !== undefined && first.severity !== null && title.level !== null;
};

/** A bold line with words of its own starts a list of details, not of findings. */
const leadsList = (section: Section): boolean =>
  section.depth <= 6 || section.otherWords === 0 || means(section.terms, "findings");

const holdsItems = new Set(["findings", "summary", "actions", "solved"]);

/** Reads the lists and paragraphs of a section that is a group: an item with a level is a finding. */
export const createListReader = (
  section: Section,
): { push: (block: Block) => void; finish: () => Candidate[] } => {
  const candidates: Candidate[] = [];
  let open: Open | null = null;
  let group: { readonly indent: number; readonly level: Level } | null = null;
  let listing = section.line;
  let lastWasItem = false;
  let pointsElsewhere = false;

  const close = (): void => {
    if (open === null) return;
    candidates.push(candidateOf(open, section, listing));
    open = null;
  };

  const levelFor = (title: Title, indent: number): Level | null => {
    if (title.level !== null && title.level.strength >= identifierStrength) return title.level;
    if (group !== null && indent > group.indent) return group.level;
    return title.level;
  };

  /** Whether an item is a finding here: it has a level of its own, or stands in a list of findings. */
  const accepts = (item: ListItem, title: Title, level: Level | null): boolean => {
    if (title.text.length < 4 || isAggregate(title.text) || pointsElsewhere) return false;
    if (group !== null && item.indent > group.indent) return true;
    if (level !== null && level.strength >= identifierStrength) return startsOrEndsWithLevel(title);
    if (!holdsItems.has(section.kind)) return false;
    if (level !== null) return true;
    if (section.level !== null && leadsList(section)) return true;
    return section.kind === "findings" && (item.ordinal !== null || item.text.startsWith("**"));
  };

  const startsOrEndsWithLevel = (title: Title): boolean =>
    startsWithLevel(title) || title.level !== null || section.kind === "findings";

  const pushItem = (item: ListItem): void => {
    if (!lastWasItem && open === null) listing = item.line;
    lastWasItem = true;
    const nested = open !== null && item.indent > open.item.indent + (open.item.type === "item" ? 1 : -1);
    if (isFactLabel(item.text) && (nested || open !== null || section.kind !== "findings")) {
      if (open !== null) addText(open.facts, item.text);
      return;
    }
    const title = readTitle(item.text);
    const pure = pureLevelOf(title.shown.replace(/[:：]\s*$/u, ""));
    if (pure !== null && !nested) {
      close();
      group = { indent: item.indent, level: pure };
      return;
    }
    if (nested && !(title.level !== null && startsWithLevel(title) && open?.level == null)) {
      if (open !== null) addText(open.facts, item.text);
      return;
    }
    close();
    if (group !== null && item.indent <= group.indent) group = null;
    const level = levelFor(title, item.indent);
    if (accepts(item, title, level)) open = { item, title, level, facts: emptyFacts() };
  };

  const pushText = (line: TextLine): void => {
    pointsElsewhere ||= open === null && pointer.test(line.text.slice(0, 80));
    const title = titledLine(line.text);
    if (title !== null) {
      close();
      open = { item: line, title, level: title.level, facts: emptyFacts() };
    } else if (
      open !== null &&
      (line.indent > open.item.indent || open.item.type === "text" || !lastWasBlank)
    ) {
      addText(open.facts, line.text);
    }
  };

  let lastWasBlank = false;
  const push = (block: Block): void => {
    if (block.type === "item") pushItem(block);
    else if (block.type === "text") pushText(block);
    else if (block.type !== "blank" && block.type !== "code") close();
    if (block.type === "text" && lastWasBlank && block.indent === 0 && open?.item !== block)
      lastWasItem = false;
    lastWasBlank = block.type === "blank";
  };

  const finish = (): Candidate[] => {
    close();
    return candidates;
  };

  return { push, finish };
};

/** A paragraph that starts with a level and goes on with a title; null for any other. */
const titledLine = (text: string): Title | null => {
  if (termsIn(plainText(text.slice(0, 60)))[0]?.severity == null) return null;
  const title = readTitle(text);
  const strong = (title.level?.strength ?? 0) >= identifierStrength;
  const names = startsWithLevel(title) && title.text.length > 9 && !isAggregate(title.text);
  return strong && names && !isFactLabel(text) ? title : null;
};

const candidateOf = (open: Open, section: Section, listing: number): Candidate => {
  const { item, title, facts } = open;
  const { name, rest } = nameAndRest(item.text, title.text);
  const stated = statedLevel(facts);
  const explanation = [rest, facts.description ?? facts.prose].filter((part) => part !== "").join(" ");
  const places = [...locationsIn(item.text, locationLimit), ...locationsOf(facts)];
  const checked = item.type === "item" && item.checked === true;
  return {
    level: stated ?? open.level ?? inheritedLevel(section.level) ?? facts.impact,
    title: name,
    description: explanation === "" ? null : explanation.slice(0, 2000),
    recommendation: facts.recommendation,
    locations: places,
    identifier: title.identifier,
    reportLine: item.line,
    form: item.type === "item" ? "item" : "line",
    kind: section.kind,
    solved: section.kind === "solved" || title.solved || facts.solved || checked,
    listing,
  };
};
