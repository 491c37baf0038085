import { readFileSync } from "node:fs";
import { addPercent } from "./money.js";

const standardTable = new URL("../data/surcharges.json", import.meta.url);

/** Which surcharges an order pays. */
export const surchargesOf = (order) => {
  const names = ["fuel"];
  if (order.island) names.push("island");
  if (order.weight > 20) names.push("bulky");
  return names;
};

/** Reads a table of surcharges: name → { kind: "percent" | "fixed", value }. */
export const loadSurcharges = (file = standardTable) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error("The table of surcharges cannot be read.");
  }
};

/** Adds to a price what its order has to pay on top. Names that the table has not cost nothing. */
export const applySurcharges = (cents, order, table) => {
  let total = cents;
  for (const name of surchargesOf(order)) {
    const surcharge = table[name];
    if (!!surcharge) {
      total = surcharge.kind == "percent" ? addPercent(total, surcharge.value) : total + surcharge.value;
    }
  }
  return total;
};
