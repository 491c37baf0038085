import * as z from "zod";
import type { Code } from "./blocks.ts";
import type { Candidate } from "./candidates.ts";
import { levelOf } from "./levels.ts";
import { type Location, lineIn, locationsIn } from "./locations.ts";
import type { Section } from "./outline.ts";
import { isSolvedStatus } from "./solved.ts";
import { clip } from "./text.ts";

const text = z.string().optional().catch(undefined);
const lineNumber = z.union([z.number(), z.string()]).optional().catch(undefined);

/** A finding as agents write it in JSON: many names for the same things. */
const itemSchema = z.object({
  severity: text,
  priority: text,
  level: text,
  title: text,
  name: text,
  issue: text,
  summary: text,
  message: text,
  description: text,
  detail: text,
  file: text,
  path: text,
  filename: text,
  location: text,
  line: lineNumber,
  start_line: lineNumber,
  recommendation: text,
  suggestion: text,
  fix: text,
  status: text,
  id: text,
});
type Item = z.infer<typeof itemSchema>;

const nestingLimit = 6;
const itemLimit = 1000;

/** Objects in lists, however deep within reason. */
const objectsIn = (value: unknown, depth: number, into: object[]): void => {
  if (depth > nestingLimit || value === null || typeof value !== "object" || into.length >= itemLimit) return;
  for (const inner of Object.values(value)) {
    if (Array.isArray(value) && inner !== null && typeof inner === "object" && !Array.isArray(inner))
      into.push(inner);
    objectsIn(inner, depth + 1, into);
  }
};

const parsed = (lines: readonly string[]): unknown => {
  try {
    return JSON.parse(lines.join("\n"));
  } catch {
    return null;
  }
};

const placeOf = (item: Item): Location[] => {
  const said = item.file ?? item.path ?? item.filename ?? item.location ?? "";
  const [found] = locationsIn(said, 1);
  const place = found ?? (said === "" ? undefined : { file: said, line: null, endLine: null });
  if (place === undefined) return [];
  const line = lineIn(String(item.line ?? item.start_line ?? ""));
  return [place.line === null ? { ...place, ...line } : place];
};

const titleOf = (item: Item): string | undefined =>
  item.title ?? item.name ?? item.issue ?? item.summary ?? item.message ?? item.description;

const candidateOf = (item: Item, reportLine: number, section: Section, listing: number): Candidate | null => {
  const stated = item.severity ?? item.priority ?? item.level;
  const title = titleOf(item);
  const level = stated === undefined ? null : levelOf(stated.slice(0, 60));
  if (level === null || title === undefined || title.trim().length < 3) return null;
  const description = item.description ?? item.detail ?? item.message;
  return {
    level,
    title: clip(title, 200),
    description: description === undefined || description === title ? null : clip(description, 2000),
    recommendation: item.recommendation ?? item.suggestion ?? item.fix ?? null,
    locations: placeOf(item),
    identifier: null,
    reportLine,
    form: "item",
    // What is given as data counts when nothing else lists it.
    kind: "actions",
    solved: section.kind === "solved" || (item.status !== undefined && isSolvedStatus(item.status, false)),
    listing,
  };
};

const missLimit = 20;

/** Says where items stand, in their order: the next line that holds a title. */
const createPlacer = (lines: readonly string[]): ((title: string) => number) => {
  let from = 0;
  let misses = 0;
  return (title) => {
    const quoted = JSON.stringify(title);
    // A title that is escaped in another way is not found; looking for many of those would take too long.
    const found =
      misses > missLimit ? -1 : lines.findIndex((line, at) => at >= from && line.includes(quoted));
    if (found < 0) misses += 1;
    else from = found;
    return from;
  };
};

/** Findings that a report gives as a list in a block of JSON. */
export const jsonCandidates = (code: Code, section: Section): Candidate[] => {
  const start = code.lines.find((line) => line.trim() !== "")?.trimStart() ?? "";
  if (!(start.startsWith("{") || start.startsWith("["))) return [];
  if (!code.lines.some((line) => /"(?:severity|priority|level)"/i.test(line))) return [];
  const objects: object[] = [];
  objectsIn(parsed(code.lines), 0, objects);
  const placeOfTitle = createPlacer(code.lines);
  return objects.flatMap((object) => {
    const item = itemSchema.safeParse(object).data;
    if (item === undefined) return [];
    const line = code.line + 1 + placeOfTitle(titleOf(item) ?? "");
    return candidateOf(item, line, section, code.line) ?? [];
  });
};
