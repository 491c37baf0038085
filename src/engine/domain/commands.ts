import * as z from "zod";

/** What a frontend may ask of the engine; one JSON file each in the session's inbox. */
export const commandSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answer"),
    id: z.string(),
    channel: z.string(),
    confirmation: z.string(),
    answer: z.enum(["approved", "rejected"]),
  }),
  z.object({ kind: z.literal("abort"), id: z.string(), channel: z.string() }),
  z.object({ kind: z.literal("pause"), id: z.string(), channel: z.string() }),
  z.object({ kind: z.literal("unpause"), id: z.string(), channel: z.string() }),
]);
export type Command = z.infer<typeof commandSchema>;
