import * as z from "zod";
import { severities } from "../domain/severity.ts";

/**
 * The machine-readable block that our prompts ask for as the first thing of a report:
 *
 *     ```json orch-report
 *     {"version":1,"dimension":"backend","score":75,
 *      "findings":[
 *       {"severity":"P0","file":"src/api.ts","line":45,"title":"…","recommendation":"…"}
 *      ]}
 *     ```
 */
export const reportBlockFence = "json orch-report";

export const blockFindingSchema = z.object({
  severity: z.enum(severities),
  title: z.string().min(1),
  file: z.string().nullish(),
  line: z.int().positive().nullish(),
  endLine: z.int().positive().nullish(),
  description: z.string().nullish(),
  recommendation: z.string().nullish(),
});

/** `score` is null when the agent could not judge the dimension; `notJudged` says why. */
export const reportBlockSchema = z.object({
  version: z.literal(1),
  dimension: z.string().nullish(),
  score: z.number().min(0).max(100).nullable(),
  notJudged: z.array(z.string()).nullish(),
  date: z.string().nullish(),
  auditor: z.string().nullish(),
  findings: z.array(blockFindingSchema),
});

export type ReportBlock = z.infer<typeof reportBlockSchema>;
export type BlockFinding = z.infer<typeof blockFindingSchema>;
