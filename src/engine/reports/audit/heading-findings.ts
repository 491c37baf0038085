import { addBlock, type BodyFacts, emptyFacts, locationsOf, statedLevel } from "./body-facts.ts";
import { type Candidate, headingTitle, locationLimit } from "./candidates.ts";
import { identifierStrength, inheritedLevel, type Level } from "./levels.ts";
import { locationsIn } from "./locations.ts";
import { groupsFindings, type Section } from "./outline.ts";
import { means, type Term } from "./terms.ts";
import type { Meaning } from "./vocabulary.ts";

/** Which sections are findings themselves, and which hold findings. */
export type Roles = {
  readonly isFinding: (section: Section) => boolean;
  readonly factsOf: (section: Section) => BodyFacts;
};

const firstBoldDepth = 7;

const partMeanings = ["location", "recommendation", "effort", "lineName", "status", "impactName"] as const;

/** In a long title the word is just one of many: "Blocking call in async code". */
const isBriefAbout = (terms: readonly Term[], meaning: Meaning): boolean => {
  const starts = [...new Set(terms.map((term) => term.start))];
  const at = terms.find((term) => term.meaning === meaning)?.start ?? 0;
  return starts.length <= 4 || starts.indexOf(at) < 2;
};

const namesPart = (section: Section): boolean =>
  (means(section.terms, "part") && isBriefAbout(section.terms, "part")) ||
  (section.depth >= firstBoldDepth && partMeanings.some((meaning) => means(section.terms, meaning)));

const isPartOfFinding = (section: Section): boolean =>
  namesPart(section) &&
  section.title.level === null &&
  section.title.identifier === null &&
  !section.title.numbered;

const neverFindings = new Set(["strengths", "metrics", "reference"]);

const hasTable = (section: Section): boolean =>
  section.blocks.some((block) => block.type === "table" && block.header.length > 2);

/** A heading in the plural ("Critical issues") names a group, unless it has a number of its own. */
const isGroupTitle = (section: Section): boolean => {
  const { title, terms } = section;
  if (title.identifier !== null) return false;
  // "7. Risks of not acting" over a table is a chapter.
  if (title.numbered && !(title.level === null && hasTable(section))) return false;
  return means(terms, "findings") || means(terms, "aggregate");
};

const hasList = (section: Section): boolean =>
  section.blocks.some(
    (block) => block.type === "item" || (block.type === "table" && block.header.length > 2),
  );

const isAboutArea = (section: Section): boolean => {
  const words = section.terms.filter((term) => term.kind === "word");
  return words.length === 0 && means(section.terms, "area");
};

/** "Security" or "Backend (P0)" over a list sorts findings; it is none. */
const isTopic = (section: Section, facts: BodyFacts): boolean =>
  isAboutArea(section) && section.title.identifier === null && (hasList(section) || facts.labels === 0);

/** A heading without number over a table with nothing else said is the table's title. */
const isTableTitle = (section: Section, facts: BodyFacts): boolean =>
  !isOwnItem(section) &&
  facts.labels === 0 &&
  section.blocks.some((block) => block.type === "table" && block.header.length > 2);

const saysWhatIsWrong = (facts: BodyFacts): boolean =>
  facts.labelled.length > 0 || facts.labels >= 2 || (facts.labels >= 1 && facts.recommendation !== null);

const isOwnItem = (section: Section): boolean => section.title.numbered || section.title.identifier !== null;

/** A level beside the title makes a finding; a coloured sign alone needs a place where findings are expected. */
const markedAsFinding = (section: Section, facts: BodyFacts): boolean => {
  const marker = section.title.level;
  if (marker === null) return false;
  if (marker.strength >= identifierStrength) return true;
  return section.kind === "findings" || isOwnItem(section) || saysWhatIsWrong(facts);
};

/** "💡 **Title**" right under the heading of a level. */
const isPointedOut = (section: Section): boolean =>
  section.depth === firstBoldDepth &&
  section.parent !== null &&
  groupsFindings(section.parent) &&
  /^(?:❌|✗|✘|⚠|🚨|💡|🐛|🔸|🔹|▶|➤|👉)/u.test(section.title.shown);

const inFindings = (section: Section, facts: BodyFacts): boolean => {
  if (section.kind === "neutral") return section.title.identifier !== null && saysWhatIsWrong(facts);
  if (isPointedOut(section)) return true;
  if (section.parent?.level != null) return section.depth < firstBoldDepth || isOwnItem(section);
  return isOwnItem(section) ? section.kind !== "summary" || saysWhatIsWrong(facts) : saysWhatIsWrong(facts);
};

/** The report's own title is none of its findings, whatever level its header states. */
const isReportTitle = (section: Section): boolean =>
  section.isDocumentTitle &&
  !isOwnItem(section) &&
  section.title.level === null &&
  (section.children.length > 0 || hasList(section));

const mayBeFinding = (section: Section): boolean => {
  if (section.parent === null || section.title.text.length < 3 || section.otherWords === 0) return false;
  if (isReportTitle(section) || neverFindings.has(section.kind) || (section.title.range && hasList(section)))
    return false;
  return !isPartOfFinding(section);
};

const qualifies = (section: Section, facts: BodyFacts): boolean => {
  if (statedLevel(facts) !== null && section.kind !== "summary") return true;
  if (isGroupTitle(section) || isTopic(section, facts) || isTableTitle(section, facts)) return false;
  return markedAsFinding(section, facts) || inFindings(section, facts);
};

/** Bold lines inside a finding that has a number and a level of its own are its parts. */
const holdsFindings = (section: Section, facts: BodyFacts, isFinding: Roles["isFinding"]): boolean => {
  const whole = isOwnItem(section) && (statedLevel(facts) !== null || section.title.level !== null);
  return section.children.some((child) => (!whole || child.depth < firstBoldDepth) && isFinding(child));
};

export const createRoles = (): Roles => {
  const facts = new Map<Section, BodyFacts>();
  const roles = new Map<Section, boolean>();

  const factsOf = (section: Section): BodyFacts => {
    const known = facts.get(section);
    if (known !== undefined) return known;
    const found = emptyFacts();
    for (const block of section.blocks) addBlock(found, block);
    facts.set(section, found);
    return found;
  };

  const isFinding = (section: Section): boolean => {
    const known = roles.get(section);
    if (known !== undefined) return known;
    const result =
      mayBeFinding(section) &&
      qualifies(section, factsOf(section)) &&
      !holdsFindings(section, factsOf(section), isFinding);
    roles.set(section, result);
    return result;
  };

  return { isFinding, factsOf };
};

const addParts = (facts: BodyFacts, section: Section): void => {
  for (const child of section.children) {
    if (means(child.terms, "recommendation")) facts.open = "recommendation";
    else if (means(child.terms, "location")) facts.open = "location";
    else facts.open = null;
    for (const block of child.blocks) addBlock(facts, block);
    addParts(facts, child);
  }
};

/** What is said plainly wins; the section's level only fills a gap. */
const levelFor = (section: Section, facts: BodyFacts): Level | null => {
  const stated = statedLevel(facts);
  const marker = section.title.level;
  if (stated !== null && marker !== null && marker.strength > stated.strength) return marker;
  return stated ?? marker ?? inheritedLevel(section.parent?.level) ?? facts.impact;
};

export const headingCandidate = (section: Section, roles: Roles): Candidate => {
  const own = roles.factsOf(section);
  const facts = { ...own, labelled: [...own.labelled], mentioned: [...own.mentioned] };
  addParts(facts, section);
  const places = locationsOf(facts);
  if (facts.labelled.length === 0) places.unshift(...locationsIn(section.title.shown, locationLimit));
  return {
    level: levelFor(section, own.severity === null && own.priority === null ? facts : own),
    title: headingTitle(section.title.text),
    description: facts.description ?? (facts.prose === "" ? null : facts.prose),
    recommendation: facts.recommendation,
    locations: places,
    identifier: section.title.identifier,
    reportLine: section.line,
    form: "heading",
    kind: section.kind,
    solved: section.title.solved || facts.solved || section.kind === "solved",
    listing: section.parent?.line ?? 0,
  };
};
