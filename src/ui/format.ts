import prettyMilliseconds from "pretty-ms";
import type { Ledger } from "../engine/domain/select.ts";
import type { Usage } from "../engine/domain/state.ts";

/** 08:32, or 1:08:32 from an hour on. */
export const clockTime = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
};

/** 00:08:32, always with hours, so that a transport line does not move. */
export const longClockTime = (milliseconds: number): string => {
  const text = clockTime(milliseconds);
  return text.length === 5 ? `00:${text}` : text.padStart(8, "0");
};

export const duration = (seconds: number | null): string => {
  if (seconds === null) return "?";
  if (seconds < 1) return "<1s";
  return prettyMilliseconds(seconds * 1000, { unitCount: 2, secondsDecimalDigits: 0 });
};

/** Cents below a hundred dollars; a thousandth when that is all there is, so that money spent never reads as none. */
export const money = (usd: number): string => {
  if (usd > 0 && usd < 0.005) return usd < 0.0005 ? "<$0.001" : `$${usd.toFixed(3)}`;
  return `$${usd.toFixed(usd >= 1000 ? 0 : 2)}`;
};

/** What a run costs so far: a guess is marked, silence is not zero, and an agent that reports no cost is free. */
export const runCost = (usage: Usage | null): string => {
  if (usage === null) return "cost ?";
  if (usage.costUsd === 0 && usage.source === "reported") return "free";
  return `${usage.source === "estimated" ? "~" : ""}${money(usage.costUsd)}`;
};

export const spentMoney = (ledger: Pick<Ledger, "spentUsd" | "estimated">): string =>
  `${ledger.estimated ? "~" : ""}${money(ledger.spentUsd)}`;

/** 840, 12.4 k, 1.20 M. */
export const tokens = (count: number): string => {
  if (count < 1000) return String(count);
  if (count < 999_950) return `${(count / 1000).toFixed(count < 99_950 ? 1 : 0)} k`;
  return `${(count / 1_000_000).toFixed(2)} M`;
};

export const bytes = (count: number): string => {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
};

/** Scores are whole numbers when they are whole; what is not known is a question mark. */
export const score = (value: number | null): string => {
  if (value === null) return "?";
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
};

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** The time of day of an ISO time, in UTC as it stands in the journal. */
export const timeOfDay = (at: string): string => at.slice(11, 19);
