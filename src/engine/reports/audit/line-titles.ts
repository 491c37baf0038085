import { isAggregate } from "./aggregates.ts";
import { isLabelOf, readLabel } from "./labels.ts";
import { identifierStrength } from "./levels.ts";
import { locationsIn } from "./locations.ts";
import { groupsFindings, type Section } from "./outline.ts";
import { plainText } from "./plain-text.ts";
import { termsIn } from "./terms.ts";
import { readTitle, type Title } from "./titles.ts";
import type { Meaning } from "./vocabulary.ts";

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

export const isFactLabel = (text: string): boolean => {
  const label = readLabel(text);
  // "[LOW] Code …" starts with a level: it is no name of a fact.
  if (label === null || label.terms[0]?.severity != null) return false;
  return factLabels.some((meaning) => isLabelOf(label, meaning));
};

/** A level that stands first in the text, so that it labels what follows. */
export const startsWithLevel = (title: Title): boolean => {
  const first = termsIn(title.shown.slice(0, 80)).find((term) => term.kind !== "number");
  return first !== undefined && first.severity !== null && title.level !== null;
};

/** "❌ **Title** (a.ts:3)" right under the heading of a level. */
export const pointedLine = (text: string, section: Section): Title | null => {
  if (!groupsFindings(section) || !/^(?:❌|✗|✘|⚠|🚨|💡|🐛|🔸|🔹|▶|➤|👉)\s*\*\*/u.test(text)) return null;
  const title = readTitle(text);
  return title.text.length > 5 && !isAggregate(title.text) && !isFactLabel(text) ? title : null;
};

/** A paragraph that starts with a level and goes on with a title; null for any other. */
export const titledLine = (text: string): Title | null => {
  const start = plainText(text.slice(0, 60)).replace(/^#?\d{1,3}(?:\.\d{1,3}){1,3}[.)]?\s+/, "");
  if (termsIn(start)[0]?.severity == null) return null;
  const title = readTitle(text);
  // A coloured sign alone names a level where a place follows it.
  const strong = (title.level?.strength ?? 0) >= identifierStrength || locationsIn(text, 1).length > 0;
  const names = startsWithLevel(title) && title.text.length > 9 && !isAggregate(title.text);
  return strong && names && !isFactLabel(text) ? title : null;
};
