import { identifierStrength } from "./levels.ts";
import { means, type Term } from "./terms.ts";
import type { Title } from "./titles.ts";

/** What the items of a section are. Only `findings` and `neutral` sections hold findings of the first rank. */
export type SectionKind =
  | "neutral"
  | "findings"
  | "summary"
  | "actions"
  | "strengths"
  | "metrics"
  | "reference"
  | "solved";

const plainKinds = [
  ["action", "actions"],
  ["summary", "summary"],
  ["metric", "metrics"],
  ["reference", "reference"],
] as const;

const kindOfFindings = (title: Title, terms: readonly Term[]): SectionKind => {
  if (title.solved) return "solved";
  return means(terms, "summary") ? "summary" : "findings";
};

const statedKind = (title: Title, terms: readonly Term[]): SectionKind | null => {
  const open = means(terms, "open");
  if (means(terms, "solved") && !open) return "solved";
  if (means(terms, "findings") || means(terms, "finding")) return kindOfFindings(title, terms);
  if (means(terms, "strength")) return "strengths";
  const plain = plainKinds.find(([meaning]) => means(terms, meaning));
  if (plain !== undefined) return plain[1];
  // A tick alone decorates a section of things that are well.
  if (title.solved) return "strengths";
  return open ? "findings" : null;
};

/** The title of one item among findings: its words do not say what kind of section it is. */
const isItemTitle = (title: Title, above: SectionKind): boolean => {
  if (title.identifier !== null) return true;
  // "[HIGH] No metrics", "2.1 HIGH: no plan"
  if (
    (title.numbered || /^\P{L}{0,4}\[/u.test(title.shown)) &&
    (title.level?.strength ?? 0) >= identifierStrength
  )
    return true;
  return above !== "neutral" && title.numbered;
};

/** What a kind of section makes of a findings section under it. */
const dominates: ReadonlySet<SectionKind> = new Set(["actions", "summary"]);

/** `levelOnly`: the heading names a level and nothing else, as in "🔴 Critical (3)". */
export const resolveKind = (
  title: Title,
  terms: readonly Term[],
  above: SectionKind,
  levelOnly: boolean,
): SectionKind => {
  if (isItemTitle(title, above)) return title.solved ? "solved" : above;
  const own = statedKind(title, terms) ?? (levelOnly && above === "neutral" ? "findings" : null);
  if (own === null) return above;
  if (own === "findings" && dominates.has(above)) return above;
  if (own === "findings" && above === "solved" && !means(terms, "open")) return above;
  return own;
};
