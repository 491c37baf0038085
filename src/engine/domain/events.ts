import * as z from "zod";
import { runEvents } from "./events-run.ts";
import { sessionEvents } from "./events-session.ts";

const bodySchema = z.discriminatedUnion("type", [...sessionEvents, ...runEvents]);

/** An event before the journal gave it a number and a time. */
export type EventBody = z.infer<typeof bodySchema>;
export type EventType = EventBody["type"];

/** One line of a journal. `seq` counts from 1 without gaps; `at` is ISO 8601 in UTC. */
export type SessionEvent = EventBody & { readonly seq: number; readonly at: string };
export type EventOf<T extends EventType> = Extract<SessionEvent, { type: T }>;

const envelopeSchema = z.object({ seq: z.int().positive(), at: z.iso.datetime() });
export const sessionEventSchema = bodySchema.and(envelopeSchema);
export const knownEventTypes: ReadonlySet<string> = new Set(
  [...sessionEvents, ...runEvents].map((schema) => schema.shape.type.value),
);

/** Lossy events may be lost in a crash; all others are fsynced before anything acts on them. */
export const isLossy = (event: { readonly type: EventType }): boolean => event.type === "run.activity";
