import type { Severity } from "../../domain/severity.ts";
import { meaningWords } from "./vocabulary-meanings.ts";
import { severityHints, severityWords } from "./vocabulary-severity.ts";

/** What a word or phrase in a heading, a label or a table header can mean. */
export type Meaning = keyof typeof meaningWords;

type VocabularyEntry =
  | { readonly kind: "severity-word" | "severity-hint"; readonly severity: Severity }
  | { readonly kind: "meaning"; readonly meaning: Meaning };

export type Vocabulary = {
  readonly entries: ReadonlyMap<string, readonly VocabularyEntry[]>;
  /** How many words the longest phrase that starts with a word has. */
  readonly longestFrom: ReadonlyMap<string, number>;
};

const build = (): Vocabulary => {
  const entries = new Map<string, VocabularyEntry[]>();
  const longestFrom = new Map<string, number>();
  const add = (phrases: string, entry: VocabularyEntry): void => {
    for (const phrase of phrases.split(",").map((part) => part.trim().replace(/\s+/g, " "))) {
      if (phrase === "") continue;
      const known = entries.get(phrase) ?? [];
      known.push(entry);
      entries.set(phrase, known);
      const words = phrase.split(" ");
      const first = words[0] ?? phrase;
      longestFrom.set(first, Math.max(longestFrom.get(first) ?? 1, words.length));
    }
  };
  for (const [severity, phrases] of severityWords) add(phrases, { kind: "severity-word", severity });
  for (const [severity, phrases] of severityHints) add(phrases, { kind: "severity-hint", severity });
  for (const [meaning, phrases] of Object.entries(meaningWords))
    add(phrases, { kind: "meaning", meaning: meaning as Meaning });
  return { entries, longestFrom };
};

/** Built once: it is a constant that is easier to write as word lists. */
export const vocabulary: Vocabulary = build();
