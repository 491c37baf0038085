import assert from "node:assert/strict";
import { test } from "node:test";
import { quote } from "../src/index.js";

test("quotes a light domestic parcel", () => {
  assert.deepEqual(quote({ weight: 0.8, zone: "domestic" }), { cents: 550, days: 3 });
});

test("charges the volume of a large light parcel", () => {
  const parcel = { weight: 1, zone: "domestic", length: 50, width: 50, height: 40 };
  assert.equal(quote(parcel).cents, 490 + 20 * 60);
});

test("express costs half as much again and is faster", () => {
  assert.deepEqual(quote({ weight: 2.5, zone: "europe", service: "express" }), { cents: 2595, days: 2 });
});

test("overnight is domestic only", () => {
  assert.equal(quote({ weight: 2, zone: "domestic", service: "overnight" }).days, 1);
  assert.throws(() => quote({ weight: 2, zone: "world", service: "overnight" }), /domestic parcels only/);
});

test("refuses what it cannot carry", () => {
  assert.throws(() => quote({ weight: 40, zone: "domestic" }), /Too heavy/);
  assert.throws(() => quote({ weight: 1, zone: "moon" }), /Unknown zone/);
  assert.throws(() => quote({ weight: 0, zone: "domestic" }), /above zero/);
});

// TODO: insured parcels are not tested
test.skip("adds the insurance", () => {
  assert.equal(quote({ weight: 1, zone: "domestic", insured: true, value: 100 }).cents, 950);
});
