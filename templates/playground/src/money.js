/** Cents, rounded up to five: the smallest step of a price. */
export const roundToStep = (cents) => Math.ceil(cents / 5) * 5;

/** Cents with a share of it added, in whole steps. */
export const addPercent = (cents, percent) => roundToStep(cents + (cents * percent) / 100);

/** 1234 → "12.34 €". */
export const formatCents = (cents) => `${(roundToStep(cents) / 100).toFixed(2)} €`;
