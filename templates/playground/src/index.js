export { parseOrders } from "./csv.js";
export { discountFrom } from "./discount.js";
export { feedRequest } from "./carrier-feed.js";
export { formatCents } from "./money.js";
export { quote } from "./quote.js";
export { ratesSource } from "./rates-source.js";
export { applySurcharges, loadSurcharges } from "./surcharges.js";
