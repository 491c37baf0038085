import { createReadStream } from "node:fs";
import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ModelTokens, ReportedUsage } from "../adapter.ts";
import { countOf, objectOf, parseJsonLine, textOf } from "../shared/json-line.ts";
import { totalUsage } from "../shared/total-usage.ts";

// Gemini CLI tells its tokens only in its last line. Its own record of the conversation, below the run's home, has
// them with each answer of the model: for the time until then, and for a run that never gets that far.

/** The home that a run has for itself. */
export const ownHome = (runFolder: string): string => path.join(runFolder, "gemini");

const tailBytes = 8 * 1024;

/** Its last line knows more than the record: the small model that chose the other one is in it. */
const hasEnded = async (runFolder: string): Promise<boolean> => {
  const file = await open(path.join(runFolder, "stdout.log"));
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, from);
    return /^\{"type":"result".*"stats"/m.test(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
  }
};

const chatsOf = async (home: string): Promise<readonly string[]> => {
  const folder = path.join(home, ".gemini", "tmp");
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => /chats\/session-[^/]*\.jsonl$/.test(file))
    .map((file) => path.join(folder, file));
};

/** An answer is written again when its tools have run: the last of an id counts. */
const readChat = async (file: string, answers: Map<string, ModelTokens>): Promise<void> => {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (!line.includes('"type":"gemini"')) continue;
    const event = parseJsonLine(line);
    if (event?.type !== "gemini" || event.tokens == null) continue;
    const tokens = objectOf(event.tokens);
    const inputTokens = countOf(tokens.input);
    answers.set(textOf(event.id), {
      model: textOf(event.model) || null,
      inputTokens,
      cachedInputTokens: countOf(tokens.cached),
      outputTokens: Math.max(countOf(tokens.output), countOf(tokens.total) - inputTokens),
      requests: 1,
    });
  }
};

export const readGeminiUsage = async (runFolder: string): Promise<ReportedUsage | null> => {
  try {
    if (await hasEnded(runFolder)) return null;
    const answers = new Map<string, ModelTokens>();
    for (const file of await chatsOf(ownHome(runFolder))) await readChat(file, answers);
    return totalUsage([...answers.values()]);
  } catch {
    // Without a home of its own there is no record either: the last line of the output has the tokens.
    return null;
  }
};
