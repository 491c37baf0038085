import { ratesFor } from "./rates.js";

export const zones = ["domestic", "europe", "world"];

/** The zone in which a parcel of this weight costs least. */
export const cheapestZone = (weight) =>
  zones.reduce((best, zone) => (ratesFor(zone).perKilogram * weight < ratesFor(best).perKilogram * weight ? zone : best));
