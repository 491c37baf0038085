import * as z from "zod";
import { severities } from "../../engine/domain/severity.ts";
import { AgentFault } from "./fault.ts";

const taskBlockFence = "json orch-task";

const taskFinding = z.object({
  id: z.string(),
  severity: z.enum(severities),
  title: z.string(),
  file: z.string().nullish(),
  line: z.int().positive().nullish(),
  recommendation: z.string().nullish(),
});

/** The machine-readable part of a prompt; keys that it does not know are left alone. */
const taskSchema = z.object({
  version: z.literal(1),
  kind: z.string().min(1),
  dimension: z.string().nullish(),
  module: z.string().nullish(),
  commands: z.record(z.string(), z.string()).nullish(),
  testTimeoutSeconds: z.number().positive().nullish(),
  findings: z.array(taskFinding).nullish(),
});

export type Task = z.infer<typeof taskSchema>;
export type TaskFinding = z.infer<typeof taskFinding>;

const blockPattern = /^```json orch-task[ \t]*\r?\n([\s\S]*?)\r?\n```[ \t]*$/gm;

/**
 * The block that the prompt's author wrote. A prompt may quote code of the audited project, and that code
 * may hold a block, too: first thing or last thing of the prompt wins, and anything else must be the only one.
 */
const chooseBlock = (prompt: string): string | null => {
  const trimmed = prompt.trim();
  const matches = [...trimmed.matchAll(blockPattern)];
  const first = matches[0];
  const last = matches.at(-1);
  if (!first || !last) return null;
  if (first.index === 0) return first[1] ?? null;
  if (last.index + last[0].length === trimmed.length) return last[1] ?? null;
  return matches.length === 1 ? (first[1] ?? null) : null;
};

const parseJson = (rawBlock: string): unknown => {
  try {
    return JSON.parse(rawBlock);
  } catch {
    throw new AgentFault(`The \`${taskBlockFence}\` block of the prompt is not valid JSON.`);
  }
};

export const parseTask = (prompt: string): Task => {
  const rawBlock = chooseBlock(prompt);
  if (rawBlock === null) {
    throw new AgentFault(
      `The prompt has no \`${taskBlockFence}\` block: the local agent is a program and needs one to know its task.`,
    );
  }
  const parsed = taskSchema.safeParse(parseJson(rawBlock));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `\`${issue.path.join(".")}\`: ` : "";
  throw new AgentFault(
    `The \`${taskBlockFence}\` block of the prompt is wrong: ${where}${issue?.message ?? "bad shape"}.`,
  );
};
