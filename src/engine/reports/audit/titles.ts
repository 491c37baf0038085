import { codeStrength, identifierStrength, type Level, pureLevelOf } from "./levels.ts";
import { isStruckThrough, leadingBold, plainText } from "./plain-text.ts";
import { hasSolvedStamp, isSolvedNote } from "./solved.ts";
import { termsIn } from "./terms.ts";
import { isWordCode, runEnd } from "./text.ts";

/** What a heading, a list item or a cell says about itself, beside its words. */
export type Title = {
  /** Without number, identifier, level and signs. */
  readonly text: string;
  /** As the reader sees it. */
  readonly shown: string;
  /** "SEC-001", "H1", "BUG 2": folded, without separators. */
  readonly identifier: string | null;
  readonly numbered: boolean;
  /** A range such as "11-14." stands for several. */
  readonly range: boolean;
  /** The level at a place where a level is meant: in brackets, before a separator, as a sign at the edge. */
  readonly level: Level | null;
  readonly solved: boolean;
};

type Draft = {
  rest: string;
  identifier: string | null;
  numbered: boolean;
  range: boolean;
  level: Level | null;
  solved: boolean;
};

const better = (left: Level | null, right: Level | null): Level | null =>
  right !== null && (left === null || right.strength > left.strength) ? right : left;

const closing: Readonly<Record<string, string>> = { "[": "]", "(": ")", "【": "】", "（": "）", "{": "}" };
const groupLimit = 80;

const groupAt = (text: string, at: number): { readonly inside: string; readonly end: number } | null => {
  const close = closing[text[at] ?? ""];
  if (close === undefined) return null;
  const end = text.indexOf(close, at + 1);
  return end < 0 || end - at > groupLimit ? null : { inside: text.slice(at + 1, end), end: end + 1 };
};

const identifierPattern =
  /^#?([\p{L}][\p{L}\p{N}]{0,14}(?:[-_.][\p{L}]{1,8})?[-_ #.]{0,2}\d{1,4}(?:[.-]\d{1,3})?[a-z]?)(?![\p{L}\p{N}])/u;
const separator = /^\s*[:：.)\]|–—-]+\s*|^\s+(?=\p{L})/u;

const asIdentifier = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Short capitals with digits name a finding ("H1", "SEC-001"); a sentence that starts with "Top 10" does not. */
const isIdentifier = (text: string, rest: string): boolean => {
  if (/^p[0-4]$/i.test(text)) return false;
  if (/^\s*[:：|–—(-]|^\]|^$/.test(rest) || /^[.)]\s/.test(rest)) return true;
  return /[-_]0\d/.test(text) || pureLevelOf(text) !== null;
};

const takeIdentifier = (draft: Draft): boolean => {
  const found = identifierPattern.exec(draft.rest);
  if (found === null || draft.identifier !== null) return false;
  const text = found[1] ?? "";
  const rest = draft.rest.slice(found[0].length);
  if (!isIdentifier(text, rest)) return false;
  draft.identifier = asIdentifier(text);
  draft.level = better(draft.level, pureLevelOf(text));
  draft.rest = rest.replace(separator, "");
  return true;
};

const numberPattern =
  /^(?:#|№|n[º°]\s?)?(\d{1,3}(?:\.\d{1,3}){0,3})(\s?[-–—]\s?\d{1,3}(?=[.):\s]))?\s*[.):：、–—-]*\s+|^(\d{1,3})[.、]\s*|^[①-⑳]\s*/u;

const takeNumber = (draft: Draft): boolean => {
  if (draft.numbered) return false;
  const found = numberPattern.exec(draft.rest);
  if (found === null) return false;
  // "3 findings" counts, "3. Finding" numbers.
  if (/^\d+\s+$/.test(found[0])) return false;
  draft.numbered = true;
  draft.range = found[2] !== undefined;
  draft.rest = draft.rest.slice(found[0].length);
  return true;
};

const takeGroup = (draft: Draft): boolean => {
  const group = groupAt(draft.rest, 0);
  if (group === null) return false;
  const level = pureLevelOf(group.inside);
  const solved = isSolvedNote(group.inside);
  const identifier = identifierPattern.exec(group.inside);
  draft.level = better(draft.level, level);
  draft.solved ||= solved;
  const named = identifier !== null && !/^p[0-4]$/i.test(identifier[1] ?? "");
  if (named && draft.identifier === null && identifier[0].length + 12 > group.inside.length)
    draft.identifier = asIdentifier(identifier[1] ?? "");
  else if (level === null && !solved) return false;
  draft.rest = draft.rest.slice(group.end).replace(separator, "").trimStart();
  return true;
};

const decoration = /^[^\p{L}\p{N}[(【（{`"'“/.@$<_#~\\-]+|^-+\s+/u;

const takeDecoration = (draft: Draft): boolean => {
  const found = decoration.exec(draft.rest);
  if (found === null || found[0].length === 0) return false;
  if (/[✅☑✔]/.test(found[0])) draft.solved = true;
  const sign = termsIn(found[0]).find((term) => term.kind === "sign");
  if (sign?.severity != null) draft.level = better(draft.level, { severity: sign.severity, strength: 2 });
  draft.rest = draft.rest.slice(found[0].length);
  return true;
};

const levelBeforeSeparator = /^[^:：|–—]{1,40}?(?=\s*[:：|–—]|\s+-|-\s)/u;

/** "CRITICAL: …", "P1 – …", "P0 Title": a level and then something else. */
const takeLevel = (draft: Draft): boolean => {
  const head = levelBeforeSeparator.exec(draft.rest)?.[0] ?? "";
  const level = pureLevelOf(head);
  if (level !== null && draft.rest.length > head.length) {
    draft.level = better(draft.level, level);
    draft.rest = draft.rest.slice(head.length).replace(/^[\s:：|–—-]+/u, "");
    return true;
  }
  const code = /^p[0-4](?=\s)/i.exec(draft.rest);
  if (code === null) return false;
  draft.level = better(draft.level, pureLevelOf(code[0]));
  draft.rest = draft.rest.slice(code[0].length).trimStart();
  return true;
};

const leadingPlace =
  /^(?:(?:lines?|l[ií]neas?|linhas?|lignes?|zeilen?)\s|L)\d{1,6}(?:\s?[-–]\s?L?\d{1,6})?\s*[:：–—-]?\s*(?=\S)/iu;

/** "Line 12 🔴 …": where it is comes before how grave it is. */
const takePlace = (draft: Draft): boolean => {
  const found = leadingPlace.exec(draft.rest);
  if (found === null) return false;
  draft.rest = draft.rest.slice(found[0].length);
  return true;
};

const takeBeginning = (draft: Draft): void => {
  for (let turns = 0; turns < 8; turns += 1) {
    const taken =
      takeDecoration(draft) ||
      takePlace(draft) ||
      takeGroup(draft) ||
      takeNumber(draft) ||
      takeIdentifier(draft) ||
      takeLevel(draft);
    if (!taken) return;
  }
};

const tailGroup = /[[(（【]([^[\](（）()【】]{1,80})[\])）】][\s.:：]*$/u;
const tailAfterDash = /\s[-–—|]\s*([^-–—|]{1,40})$/u;
const tailSigns = /[^\p{L}\p{N}\])）】.`"'!?%…]+$/u;

const takeTailSigns = (draft: Draft): boolean => {
  const found = tailSigns.exec(draft.rest.slice(-40));
  if (found === null || found[0].trim() === "") return false;
  const term = termsIn(found[0]).find((sign) => sign.kind === "sign");
  if (/[✅☑✔]/.test(found[0])) draft.solved = true;
  if (term?.severity != null) draft.level = better(draft.level, { severity: term.severity, strength: 2 });
  draft.rest = draft.rest.slice(0, draft.rest.length - found[0].length);
  return true;
};

const takeTail = (draft: Draft, pattern: RegExp): boolean => {
  const tail = draft.rest.slice(-120);
  const found = pattern.exec(tail);
  if (found === null) return false;
  const level = pureLevelOf(found[1] ?? "");
  const solved = isSolvedNote(found[1] ?? "");
  if (level === null && !solved) return false;
  draft.level = better(draft.level, level);
  // "(P2-1)" at the end refers to the finding of that name.
  if (level?.strength === identifierStrength) draft.identifier ??= asIdentifier(found[1] ?? "");
  draft.solved ||= solved;
  draft.rest = draft.rest.slice(0, draft.rest.length - tail.length + found.index).trimEnd();
  return draft.rest !== "";
};

/** "Title — **High** — file.go:3": a level between dashes is said about the title before it. */
const takeInnerLevel = (draft: Draft): void => {
  const found = /\s[-–—|]\s*([^-–—|:.]{2,30}?)\s*[-–—|]\s/u.exec(draft.rest.slice(0, 300));
  const level = found === null ? null : pureLevelOf(found[1] ?? "");
  if (found === null || level === null || found.index < 4) return;
  draft.level = better(draft.level, level);
  draft.rest = `${draft.rest.slice(0, found.index)} — ${draft.rest.slice(found.index + found[0].length)}`;
};

const takeEnd = (draft: Draft): void => {
  for (let turns = 0; turns < 4; turns += 1)
    if (!takeTailSigns(draft) && !takeTail(draft, tailGroup) && !takeTail(draft, tailAfterDash)) return;
};

/** A level in brackets in the middle of a title: "N+1 query (High) in list view". */
const levelInside = (text: string): Level | null => {
  let level: Level | null = null;
  for (let at = 0; at < Math.min(text.length, 300); at = runEnd(text, at + 1, isWordCode)) {
    const group = groupAt(text, at);
    if (group !== null) level = better(level, pureLevelOf(group.inside));
  }
  return level;
};

/** A level written bold or as code before the title. */
const takeMarkedLevel = (markdown: string): { readonly level: Level | null; readonly rest: string } => {
  const bold = leadingBold(markdown);
  const code = /^`([^`]{1,40})`/.exec(markdown);
  const marked = bold?.bold ?? code?.[1] ?? "";
  const rest = bold?.rest ?? markdown.slice(code?.[0].length ?? 0);
  const level = pureLevelOf(
    plainText(marked)
      .replace(/[\][(){}:]/g, " ")
      .trim(),
  );
  return level === null || rest.trim() === "" ? { level: null, rest: markdown } : { level, rest };
};

export const readTitle = (markdown: string): Title => {
  const bounded = markdown.slice(0, 600).trim();
  const lead = /^[^\p{L}\p{N}*`[(]+/u.exec(bounded)?.[0] ?? "";
  const marked = takeMarkedLevel(bounded.slice(lead.length));
  const shown = plainText(bounded);
  const rest = marked.level === null ? shown : plainText(lead + marked.rest);
  const draft: Draft = {
    rest,
    identifier: null,
    numbered: false,
    range: false,
    level: marked.level,
    solved: false,
  };
  takeBeginning(draft);
  takeInnerLevel(draft);
  takeEnd(draft);
  draft.level = better(
    draft.level,
    (draft.level?.strength ?? 0) < codeStrength ? levelInside(draft.rest) : null,
  );
  draft.solved ||= isStruckThrough(bounded) || hasSolvedStamp(draft.rest.slice(-60));
  const text = draft.rest.replace(/[\s:：]+$/u, "").trim();
  return { ...draft, text, shown };
};
