import { isAggregate } from "./aggregates.ts";
import type { Block, ListItem, TextLine } from "./blocks.ts";
import { addText, type BodyFacts, emptyFacts, locationsOf, statedLevel } from "./body-facts.ts";
import { type Candidate, locationLimit, nameAndRest } from "./candidates.ts";
import { identifierStrength, inheritedLevel, type Level, pureLevelOf } from "./levels.ts";
import { isFactLabel, pointedLine, startsWithLevel, titledLine } from "./line-titles.ts";
import { type Location, lineWordsAfter, locationsIn } from "./locations.ts";
import type { Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { means, termsIn } from "./terms.ts";
import { readTitle, type Title } from "./titles.ts";

type Open = {
  readonly item: ListItem | TextLine;
  readonly title: Title;
  readonly level: Level | null;
  readonly facts: BodyFacts;
};

/** "See the full tracker for details on:" makes what follows an outline of something else. */
const pointer =
  /^\W*(?:see|refer to|v[eé]ase|ver|consulte|siehe|voir|veja)\s.{3,60}(?:below|full|complete|detail|abajo|complet|anexo|appendix|tracker)/i;

/** A bold line with words of its own starts a list of details, not of findings. */
const leadsList = (section: Section): boolean =>
  section.depth <= 6 || section.otherWords === 0 || means(section.terms, "findings");

const holdsItems = new Set(["findings", "summary", "actions", "solved"]);

/** Reading goes line by line: what is open, and what the lines before mean for the next one. */
type Reading = {
  readonly section: Section;
  readonly candidates: Candidate[];
  open: Open | null;
  /** An item that is only a level: the items below it have that level. */
  group: { readonly indent: number; readonly level: Level } | null;
  listing: number;
  /** The listing in which a sign stood before a title with a place. */
  placedIn: number | null;
  lastWasItem: boolean;
  lastWasBlank: boolean;
  pointsElsewhere: boolean;
};

const close = (reading: Reading): void => {
  if (reading.open === null) return;
  reading.candidates.push(candidateOf(reading.open, reading.section, reading.listing));
  reading.open = null;
};

const isInGroup = (reading: Reading, item: ListItem): boolean =>
  reading.group !== null && item.indent > reading.group.indent;

const levelFor = (reading: Reading, item: ListItem, title: Title): Level | null => {
  if (title.level !== null && title.level.strength >= identifierStrength) return title.level;
  return reading.group !== null && isInGroup(reading, item) ? reading.group.level : title.level;
};

/** Whether what an item itself says makes it a finding here. */
const saysLevel = (reading: Reading, item: ListItem, level: Level | null): boolean => {
  const { section } = reading;
  if (isInGroup(reading, item)) return true;
  if (level === null) return false;
  if (level.strength >= identifierStrength || holdsItems.has(section.kind)) return true;
  if (section.kind !== "neutral") return false;
  if (isPlaced(item, section)) {
    reading.placedIn = reading.listing;
    return true;
  }
  // What is among findings with places needs none itself, but green praises as often as it blames.
  return reading.placedIn === reading.listing && level.severity !== "P3";
};

/** Whether the list that an item stands in makes it a finding. */
const standsAmongFindings = (item: ListItem, section: Section): boolean => {
  if (!holdsItems.has(section.kind)) return false;
  if (section.level !== null && leadsList(section)) return true;
  return section.kind === "findings" && (item.ordinal !== null || item.text.startsWith("**"));
};

/** "🟢 looks good": a green sign is then no level. */
const isPraised = (title: Title, level: Level | null): boolean =>
  level !== null &&
  level.severity === "P3" &&
  level.strength < identifierStrength &&
  means(termsIn(title.text.slice(0, 60)), "strength");

const accepts = (reading: Reading, item: ListItem, title: Title, level: Level | null): boolean => {
  if (title.text.length < 4 || isAggregate(title.text) || reading.pointsElsewhere) return false;
  if (isPraised(title, level)) return false;
  return saysLevel(reading, item, level) || standsAmongFindings(item, reading.section);
};

/** A review by file or line: the sign in front of a place is a level. */
const isPlaced = (item: ListItem, section: Section): boolean =>
  locationsIn(item.text, 1).length > 0 ||
  (isLineFirst(item.text) && locationsIn(section.title.shown, 1).length > 0);

const isNested = (open: Open | null, item: ListItem): boolean =>
  open !== null && item.indent > open.item.indent + (open.item.type === "item" ? 1 : -1);

/** Lines under an item say more about it, unless one names a level that the item itself does not have. */
const isDetail = (reading: Reading, item: ListItem, title: Title): boolean => {
  if (!isNested(reading.open, item)) return false;
  return !(title.level !== null && startsWithLevel(title) && reading.open?.level == null);
};

const startItem = (reading: Reading, item: ListItem, title: Title): void => {
  close(reading);
  if (!isInGroup(reading, item)) reading.group = null;
  const level = levelFor(reading, item, title);
  if (accepts(reading, item, title, level)) reading.open = { item, title, level, facts: emptyFacts() };
};

/** "**Severity: high** - a.ts:3 - no lock" is a finding, not a label of one. */
const isWholeFinding = (item: ListItem, title: Title, section: Section): boolean =>
  title.level !== null &&
  ((startsWithSeverityName(title) && locationsIn(item.text, 1).length > 0) ||
    (isLineFirst(item.text) && isPlaced(item, section)));

const startsWithSeverityName = (title: Title): boolean =>
  termsIn(title.shown.slice(0, 40))[0]?.meaning === "severityName" && title.text.length > 12;

const isItemFact = (reading: Reading, item: ListItem, title: Title): boolean => {
  if (
    !isFactLabel(item.text) ||
    (isWholeFinding(item, title, reading.section) && !isNested(reading.open, item))
  )
    return false;
  return reading.open !== null || reading.section.kind !== "findings";
};

const pushItem = (reading: Reading, item: ListItem): void => {
  if (!reading.lastWasItem && reading.open === null) reading.listing = item.line;
  reading.lastWasItem = true;
  const title = readTitle(item.text);
  if (isItemFact(reading, item, title) || isDetail(reading, item, title)) {
    if (reading.open !== null) addText(reading.open.facts, item.text);
    return;
  }
  const pure = pureLevelOf(title.shown.replace(/[:：]\s*$/u, ""));
  if (pure === null) {
    startItem(reading, item, title);
    return;
  }
  close(reading);
  reading.group = { indent: item.indent, level: pure };
};

const continues = (reading: Reading, open: Open, line: TextLine): boolean =>
  line.indent > open.item.indent || open.item.type === "text" || !reading.lastWasBlank;

/** "HIGH" or "P1:" on a line of its own: the items below it have that level. */
const aloneLevel = (line: TextLine): Level | null => {
  if (line.indent > 3 || line.text.length > 40) return null;
  return pureLevelOf(plainText(line.text).replace(/\s*(?:[(（]\d{1,4}[)）])?\s*[:：]?$/u, ""));
};

/** Opens a group at a line that is only a level; a paragraph after a blank line ends it. */
const takeGroupLine = (reading: Reading, line: TextLine): boolean => {
  const level = reading.open === null || reading.lastWasBlank ? aloneLevel(line) : null;
  if (level !== null) {
    close(reading);
    reading.group = { indent: -1, level };
  } else if (reading.group?.indent === -1 && line.indent === 0 && reading.lastWasBlank) reading.group = null;
  return level !== null;
};

const pushText = (reading: Reading, line: TextLine): void => {
  if (takeGroupLine(reading, line)) return;
  const { open } = reading;
  reading.pointsElsewhere ||= open === null && pointer.test(line.text.slice(0, 80));
  const title = titledLine(line.text) ?? pointedLine(line.text, reading.section);
  if (title !== null) {
    close(reading);
    reading.open = { item: line, title, level: title.level, facts: emptyFacts() };
  } else {
    if (open !== null && continues(reading, open, line)) addText(open.facts, line.text);
    if (reading.lastWasBlank && line.indent === 0) reading.lastWasItem = false;
  }
};

export type ListReader = { readonly push: (block: Block) => void; readonly finish: () => Candidate[] };

/** Reads the lists and paragraphs of a section that is a group: an item with a level is a finding. */
export const createListReader = (section: Section): ListReader => {
  const reading: Reading = {
    section,
    candidates: [],
    open: null,
    group: null,
    listing: section.line,
    placedIn: null,
    lastWasItem: false,
    lastWasBlank: false,
    pointsElsewhere: false,
  };

  const push = (block: Block): void => {
    if (block.type === "item") pushItem(reading, block);
    else if (block.type === "text") pushText(reading, block);
    else if (block.type === "table" || block.type === "break") close(reading);
    reading.lastWasBlank = block.type === "blank";
  };

  const finish = (): Candidate[] => {
    close(reading);
    return reading.candidates;
  };

  return { push, finish };
};

const isLineFirst = (text: string): boolean => lineWordsAfter(plainText(text.slice(0, 60))).line !== null;

/** "Line 12: …" under the heading `a.ts`. */
const placeUnder = (section: Section, text: string): Location[] => {
  const line = lineWordsAfter(plainText(text.slice(0, 60)));
  if (line.line === null) return [];
  return locationsIn(section.title.shown, 1).map((place) => ({ ...place, ...line }));
};

const candidateOf = (open: Open, section: Section, listing: number): Candidate => {
  const { item, title, facts } = open;
  const { name, rest } = nameAndRest(item.text, title.text);
  const stated = statedLevel(facts);
  const explanation = [rest, facts.description ?? facts.prose].filter((part) => part !== "").join(" ");
  const own = [...locationsIn(item.text, locationLimit), ...locationsOf(facts)];
  const places = own.length > 0 ? own : placeUnder(section, item.text);
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
