import type { Block } from "./blocks.ts";
import { descriptionLimit, locationLimit } from "./candidates.ts";
import { isLabelOf, type Label, readLabel } from "./labels.ts";
import { codeStrength, type Level, levelOf, pureLevelOf } from "./levels.ts";
import { type Location, lineIn, lineWordsAfter, locationsIn } from "./locations.ts";
import { plainText } from "./plain-text.ts";
import { isSolvedStatus } from "./solved.ts";
import { means, termsIn } from "./terms.ts";
import { clip } from "./text.ts";

/** What the lines under a finding's title say about it, by their labels. */
export type BodyFacts = {
  severity: Level | null;
  priority: Level | null;
  impact: Level | null;
  /** From labels that name a place. */
  labelled: Location[];
  /** From the rest of the text. */
  mentioned: Location[];
  line: { readonly line: number | null; readonly endLine: number | null } | null;
  solved: boolean;
  description: string | null;
  recommendation: string | null;
  prose: string;
  /** How many labels of a finding were there: file, description, recommendation, impact. */
  labels: number;
  open: "description" | "recommendation" | "location" | null;
};

export const emptyFacts = (): BodyFacts => ({
  severity: null,
  priority: null,
  impact: null,
  labelled: [],
  mentioned: [],
  line: null,
  solved: false,
  description: null,
  recommendation: null,
  prose: "",
  labels: 0,
  open: null,
});

const join = (left: string | null, right: string): string | null => {
  if (right === "") return left;
  if (left === null || left === "") return clip(right, descriptionLimit);
  return left.length > descriptionLimit ? left : clip(`${left} ${right}`, descriptionLimit);
};

const addLocations = (into: Location[], text: string): void => {
  if (into.length < locationLimit) into.push(...locationsIn(text, locationLimit - into.length));
};

const addLocationLabel = (facts: BodyFacts, label: Label): void => {
  const before = facts.labelled.length;
  addLocations(facts.labelled, label.value);
  facts.open = facts.labelled.length === before ? "location" : null;
  facts.labels += 1;
};

const addLine = (facts: BodyFacts, label: Label): void => {
  if (locationsIn(label.value, 1).length > 0) {
    addLocationLabel(facts, label);
    return;
  }
  // "**Line 14:** only skips …" has its number in the name.
  const named = lineIn(label.name);
  facts.line ??= named.line !== null ? named : lineIn(label.value);
  facts.labels += 1;
};

const addDescription = (facts: BodyFacts, label: Label): void => {
  facts.description = join(facts.description, plainText(label.value));
  addLocations(facts.mentioned, label.value);
  facts.labels += 1;
  facts.open = "description";
};

const addRecommendation = (facts: BodyFacts, label: Label): void => {
  facts.recommendation = join(facts.recommendation, plainText(label.value));
  facts.labels += 1;
  facts.open = "recommendation";
};

const addImpact = (facts: BodyFacts, label: Label): void => {
  facts.impact ??= pureLevelOf(plainText(label.value));
  facts.prose = join(facts.prose, plainText(label.value)) ?? "";
  facts.labels += 1;
  facts.open = null;
};

/** "Total severity: 7 critical" counts; it gives no level. */
const labelLevel = (label: Label): Level | null => {
  const value = plainText(label.value).slice(0, 160);
  const terms = termsIn(value);
  // A label with every level explains them.
  if (new Set(terms.flatMap((term) => term.severity ?? [])).size > 2) return null;
  return means(label.terms, "overall") || /^\d/.test(value) ? null : levelOf(value, terms);
};

/** "Severity: high. In `a.ts:3` we …" goes on as a sentence. */
const addSeverity = (facts: BodyFacts, label: Label): void => {
  facts.severity ??= labelLevel(label);
  if (label.value.length < 20) return;
  addLocations(facts.mentioned, label.value);
  const at = label.value.indexOf(". ");
  if (at > 0) facts.prose = join(facts.prose, plainText(label.value.slice(at + 2))) ?? "";
};

/** Takes what a label says; false when it is none of a finding's labels. */
const addLabel = (facts: BodyFacts, label: Label): boolean => {
  facts.open = null;
  if (isLabelOf(label, "severityName")) addSeverity(facts, label);
  else if (isLabelOf(label, "priorityName")) facts.priority ??= labelLevel(label);
  else if (isLabelOf(label, "status")) facts.solved ||= isSolvedStatus(plainText(label.value), false);
  else if (isLabelOf(label, "lineName")) addLine(facts, label);
  else if (isLabelOf(label, "location")) addLocationLabel(facts, label);
  else if (isLabelOf(label, "recommendation")) addRecommendation(facts, label);
  else if (isLabelOf(label, "impactName")) addImpact(facts, label);
  else if (isLabelOf(label, "description")) addDescription(facts, label);
  else if (isLabelOf(label, "place")) addLocations(facts.mentioned, label.value);
  else return isLabelOf(label, "effort") || isLabelOf(label, "identifier") || isLabelOf(label, "part");
  return true;
};

const addProse = (facts: BodyFacts, text: string): void => {
  const plain = plainText(text);
  if (plain.length < 40 && facts.line === null && lineWordsAfter(plain).line !== null)
    facts.line = lineWordsAfter(plain);
  addLocations(facts.open === "location" ? facts.labelled : facts.mentioned, text);
  if (facts.open === "recommendation") facts.recommendation = join(facts.recommendation, plain);
  else if (facts.open === "description") facts.description = join(facts.description, plain);
  else if (facts.open === null) facts.prose = join(facts.prose, plain) ?? "";
};

/** Several labels may share a line: `**Severity:** high | **File:** a.ts:3`. */
const pieces = (text: string): string[] =>
  /[|·•]\s*\*\*/.test(text) ? text.split(/\s*[|·•]\s*(?=\*\*)/).slice(0, 12) : [text];

export const addText = (facts: BodyFacts, text: string): void => {
  for (const piece of pieces(text)) {
    const label = readLabel(piece);
    if (label === null || !addLabel(facts, label)) addProse(facts, piece);
  }
};

const addLabelTable = (
  facts: BodyFacts,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void => {
  for (const cells of [header, ...rows.slice(0, 20)]) {
    const [name = "", value = ""] = cells;
    const label = readLabel(`${plainText(name)}: ${value}`);
    if (label !== null) addLabel(facts, label);
  }
};

/** Code is searched for a `file:line` in a comment, and for nothing else. */
const addCode = (facts: BodyFacts, lines: readonly string[]): void => {
  for (const line of lines.slice(0, 12)) {
    const comment = /^\s*(?:#|\/\/|--|\/\*|<!--)\s*(.{3,200})$/.exec(line)?.[1];
    const places =
      comment === undefined ? [] : locationsIn(comment, 1).filter((place) => place.line !== null);
    if (facts.mentioned.length < locationLimit) facts.mentioned.push(...places);
  }
};

export const addBlock = (facts: BodyFacts, block: Block): void => {
  if (block.type === "text" || block.type === "item") addText(facts, block.text);
  else if (block.type === "code") addCode(facts, block.lines);
  else if (block.type === "table" && block.header.length === 2)
    addLabelTable(
      facts,
      block.header,
      block.rows.map((row) => row.cells),
    );
};

/** The level that the labels state: a code beats a word, a severity beats a priority. */
export const statedLevel = (facts: BodyFacts): Level | null => {
  if (facts.priority?.strength === codeStrength) return facts.priority;
  return facts.severity ?? facts.priority;
};

export const locationsOf = (facts: BodyFacts): Location[] => {
  const all = [...facts.labelled, ...facts.mentioned];
  const [first] = all;
  if (first === undefined || first.line !== null || facts.line === null) return all;
  return [{ ...first, ...facts.line }, ...all.slice(1)];
};
