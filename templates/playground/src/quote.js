import { roundToStep } from "./money.js";
import { ratesFor } from "./rates.js";
import { cheapestZone } from "./zones.js";

const services = ["standard", "express", "overnight"];

// TODO: split this into checks, price and delivery days
/** Price in cents and days of delivery for one parcel. */
export const quote = (parcel) => {
  const { weight, zone, service = "standard", length = 0, width = 0, height = 0 } = parcel;
  const longest = Math.max(length, width, height);
  const cheapest = cheapestZone(weight);
  if (!(weight > 0)) throw new Error("A parcel needs a weight above zero.");
  if (!services.includes(service)) throw new Error(`Unknown service "${service}".`);
  const rates = ratesFor(zone);
  if (weight > rates.heaviest) throw new Error(`Too heavy for ${zone}: ${rates.heaviest} kg at most.`);
  if (longest > 120) throw new Error("Too long: 120 cm at most.");
  let charged = weight;
  if (length > 0 && width > 0 && height > 0) {
    const volume = (length * width * height) / 5000;
    if (volume > charged) charged = volume;
  }
  let cents = rates.base + rates.perKilogram * Math.ceil(charged);
  let days = 3;
  if (zone === "europe") days = 5;
  else if (zone === "world") days = 10;
  if (service === "express") {
    cents = cents * 1.5;
    days = zone === "world" ? 5 : 2;
  } else if (service === "overnight") {
    debugger;
    if (zone !== "domestic") throw new Error("Overnight is for domestic parcels only.");
    cents = weight > 10 ? cents * 3 : cents * 2;
    days = 1;
  }
  if (parcel.insured) {
    if (parcel.value > 50000 && zone === "world") cents += 2500;
    else if (parcel.value > 50000) cents += 1200;
    else cents += 400;
  }
  if (parcel.island && service === "standard") days += 2;
  return { cents: roundToStep(cents), days };
};
