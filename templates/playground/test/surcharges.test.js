import assert from "node:assert/strict";
import { test } from "node:test";
import { applySurcharges, discountFrom, feedRequest, ratesSource } from "../src/index.js";

const table = { fuel: { kind: "percent", value: 10 }, island: { kind: "fixed", value: 390 } };

test("adds percent and fixed surcharges", () => {
  assert.equal(applySurcharges(1000, { weight: 1 }, table), 1100);
  assert.equal(applySurcharges(1000, { weight: 1, island: true }, table), 1490);
});

test("leaves the price when the table is empty", () => {
  assert.equal(applySurcharges(1000, { weight: 25 }, {}), 1000);
});

test("limits discounts", () => {
  assert.equal(discountFrom("cents > 5000 ? 10 : 0")(6000), 10);
  assert.equal(discountFrom("90")(1), 50);
});

test("asks the carrier for a label", () => {
  const request = feedRequest({ reference: "A-1", weight: 2 }, "https://somebody@feed.test/labels");
  assert.equal(request.url, "https://feed.test/labels");
  assert.match(request.headers.authorization, /^Basic /);
});

test("names the source of the rates without its password", () => {
  assert.deepEqual(ratesSource("postgres://rates.test/main"), { host: "rates.test", database: "main" });
});
