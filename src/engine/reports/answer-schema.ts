import * as z from "zod";
import { severities } from "../domain/severity.ts";

/**
 * The report block as the shape of an agent's final answer. Narrower than the block itself: providers that hold
 * their models to a schema want every property to be required and know few other rules.
 */
const answerSchema = z.strictObject({
  version: z.literal(1),
  dimension: z.string().nullable(),
  score: z.number().nullable().describe("0 to 100, the same as in the report; null when it cannot be judged"),
  notJudged: z.array(z.string()).nullable(),
  findings: z.array(
    z.strictObject({
      severity: z.enum(severities),
      title: z.string(),
      file: z.string().nullable(),
      line: z.number().nullable().describe("counted from 1"),
      recommendation: z.string().nullable(),
    }),
  ),
});

/** JSON Schema as text. Without `$schema`: Claude Code takes none. */
export const answerSchemaText: string = JSON.stringify({
  ...z.toJSONSchema(answerSchema),
  $schema: undefined,
});
