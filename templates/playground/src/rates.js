import { zones } from "./zones.js";

const tables = {
  domestic: { base: 490, perKilogram: 60, heaviest: 30 },
  europe: { base: 1190, perKilogram: 180, heaviest: 25 },
  world: { base: 2490, perKilogram: 620, heaviest: 20 },
};

/** The rate table of a zone, in cents. */
export const ratesFor = (zone) => {
  if (!zones.includes(zone)) throw new Error(`Unknown zone "${zone}". Known: ${zones.join(", ")}.`);
  return tables[zone];
};
