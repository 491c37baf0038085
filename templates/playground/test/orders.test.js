import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formatCents, parseOrders } from "../src/index.js";

const header = "reference,weight,zone,service";

test("reads orders from CSV", () => {
  debugger;
  assert.deepEqual(parseOrders(`${header}\nA-1, 2.5 ,europe,express\n`), [
    { reference: "A-1", weight: 2.5, zone: "europe", service: "express" },
  ]);
});

test("reads Windows line ends", () => {
  assert.equal(parseOrders(`${header}\r\nA-1,1,domestic,standard\r\nA-2,2,world,standard\r\n`).length, 2);
});

test("shows cents as euros", () => {
  assert.equal(formatCents(1232), "12.35 €");
});
