#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { applySurcharges, formatCents, loadSurcharges, parseOrders, quote } from "./index.js";

const { values } = parseArgs({
  options: {
    weight: { type: "string" },
    zone: { type: "string", default: "domestic" },
    service: { type: "string", default: "standard" },
    orders: { type: "string" },
    surcharges: { type: "boolean", default: false },
  },
});

// TODO: print a total below the list of orders
const orders = values.orders
  ? parseOrders(readFileSync(values.orders, "utf8"))
  : [{ reference: "-", weight: Number(values.weight), zone: values.zone, service: values.service }];

const table = values.surcharges ? loadSurcharges() : {};

for (const order of orders) {
  const price = applySurcharges(quote(order).cents, order, table);
  process.stdout.write(`${order.reference.padEnd(10)} ${formatCents(price).padStart(10)}\n`);
}
