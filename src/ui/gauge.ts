import type { Ledger } from "../engine/domain/select.ts";
import { type Line, span } from "./line.ts";

const share = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.min(1, part / whole));

/** At least one cell for anything that is not nothing. */
const cellsFor = (part: number, whole: number, width: number): number =>
  part <= 0 ? 0 : Math.max(1, Math.round(share(part, whole) * width));

/** Spent solid, reserved shaded, left light. */
export const gauge = (ledger: Ledger, width: number): Line => {
  const solid = Math.min(width, cellsFor(ledger.spentUsd, ledger.budgetUsd, width));
  const shaded = Math.min(width - solid, cellsFor(ledger.reservedUsd, ledger.budgetUsd, width));
  const tone = ledger.spentUsd >= ledger.budgetUsd * 0.8 && ledger.spentUsd > 0 ? "warn" : "good";
  return [
    span("█".repeat(solid), ledger.spentUsd > ledger.budgetUsd ? "bad" : tone),
    span("▓".repeat(shaded), "info"),
    span("░".repeat(width - solid - shaded), "dim"),
  ];
};

export const spentShare = (ledger: Ledger): number =>
  ledger.budgetUsd <= 0 ? 0 : ledger.spentUsd / ledger.budgetUsd;
