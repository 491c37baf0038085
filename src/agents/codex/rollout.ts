import { createReadStream } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ModelTokens, ReportedUsage } from "../adapter.ts";
import { objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { type CodexTokens, tokensOf } from "./output.ts";

// Codex's output names no model and tells its tokens only when a turn completes. Its own record of the session,
// the rollout file below CODEX_HOME, has both, also of a run that was stopped.

const homeNote = "codex-home.txt";

/** The home that a run has for itself. */
export const ownHome = (runFolder: string): string => path.join(runFolder, "codex");

/** Kept with a run that works in the person's home, so that its record can be found afterwards. */
export const noteOfHome = (runFolder: string, home: string) => ({
  path: path.join(runFolder, homeNote),
  content: home,
});

const homeOf = async (runFolder: string): Promise<string> => {
  try {
    return await readFile(path.join(runFolder, homeNote), "utf8");
  } catch {
    return ownHome(runFolder);
  }
};

/** The name of the session: the first thing that Codex prints. */
const threadOf = async (runFolder: string): Promise<string | null> => {
  const file = await open(path.join(runFolder, "stdout.log"));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16 * 1024), 0, 16 * 1024, 0);
    const head = buffer.toString("utf8", 0, bytesRead);
    return /"thread_id"\s*:\s*"([0-9a-zA-Z-]{8,64})"/.exec(head)?.[1] ?? null;
  } finally {
    await file.close();
  }
};

/** Folders are years, months and days: a run began on one of the last, however many there are. */
const recentDays = 3;

const subfolders = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).sort().map((name) => path.join(folder, name));

const rolloutOf = async (home: string, thread: string): Promise<string | null> => {
  const years = (await subfolders(path.join(home, "sessions"))).slice(-2);
  const months = (await Promise.all(years.map(subfolders))).flat().slice(-2);
  const days = (await Promise.all(months.map(subfolders))).flat().slice(-recentDays);
  const files = (await Promise.all(days.map(subfolders))).flat();
  return files.find((file) => file.endsWith(`-${thread}.jsonl`)) ?? null;
};

const nothing: CodexTokens = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

const less = (total: CodexTokens, before: CodexTokens): CodexTokens => ({
  inputTokens: Math.max(0, total.inputTokens - before.inputTokens),
  cachedInputTokens: Math.max(0, total.cachedInputTokens - before.cachedInputTokens),
  cacheWriteTokens: Math.max(0, total.cacheWriteTokens - before.cacheWriteTokens),
  outputTokens: Math.max(0, total.outputTokens - before.outputTokens),
});

/** One entry per request: long input has another price. */
const readRollout = async (file: string): Promise<ReportedUsage | null> => {
  const models: ModelTokens[] = [];
  let model: string | null = null;
  let total = nothing;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    // Most of the file is what the model read and wrote; only two kinds of lines are of interest.
    if (!/"(turn_context|token_count)"/.test(line.slice(0, 300))) continue;
    const event = parseJsonLine(line);
    const payload = objectOf(event?.payload);
    if (event?.type === "turn_context") model = textOf(payload.model) || model;
    if (payload.type !== "token_count") continue;
    const now = tokensOf(objectOf(objectOf(payload.info).total_token_usage));
    const step = less(now, total);
    // The same total is told again when only the rate limits changed.
    if (step.inputTokens + step.outputTokens === 0) continue;
    models.push({ model, ...step, requests: 1 });
    total = now;
  }
  return models.length === 0 ? null : { ...total, costUsd: null, models };
};

export const readCodexUsage = async (runFolder: string): Promise<ReportedUsage | null> => {
  try {
    const thread = await threadOf(runFolder);
    const file = thread === null ? null : await rolloutOf(await homeOf(runFolder), thread);
    return file === null ? null : await readRollout(file);
  } catch {
    // Nothing is lost without it: the output has the tokens of a run that completed.
    return null;
  }
};
