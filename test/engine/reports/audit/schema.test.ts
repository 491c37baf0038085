import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { reportBlockSchema } from "../../../../src/engine/reports/report-block.ts";

it("publishes the schema of the block as it is", () => {
  const file = path.join(import.meta.dirname, "../../../../schema/report.schema.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    title: "The machine-readable block at the start of an orch report",
    ...z.toJSONSchema(reportBlockSchema),
  });
});
