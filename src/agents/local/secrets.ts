import * as z from "zod";
import { findToolPackage } from "./run-tool.ts";

export type Secret = {
  readonly rule: string;
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

/** Finds credentials in one text. What it returns never holds the credential itself. */
export type FindSecrets = (path: string, content: string) => Promise<readonly Secret[]>;

const outputSchema = z.array(
  z.object({
    messages: z.array(
      z.object({
        ruleId: z.string(),
        messageId: z.string(),
        range: z.tuple([z.int(), z.int()]),
        loc: z.object({ start: z.object({ line: z.int() }) }),
      }),
    ),
  }),
);

/** Loaded only when it is needed: it takes a quarter of a second. */
export const createSecretFinder = async (): Promise<FindSecrets> => {
  const { createEngine } = await import("@secretlint/node");
  const engine = await createEngine({
    configFileJSON: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }] },
    formatter: "json",
    color: false,
    maskSecrets: true,
  });
  return async (path, content) => {
    const { output } = await engine.executeOnContent({ content, filePath: path });
    return outputSchema.parse(JSON.parse(output)).flatMap((file) =>
      file.messages.map((message) => ({
        rule: message.ruleId.replace(/^@secretlint\/secretlint-rule-/, ""),
        name: message.messageId,
        line: message.loc.start.line,
        start: message.range[0],
        end: message.range[1],
      })),
    );
  };
};

export const secretlintVersion = (): string => findToolPackage("@secretlint/node")?.version ?? "unknown";

/** Covers every credential in a text that leaves the agent: test names and comments may quote one. */
export const maskSecrets = async (find: FindSecrets, text: string): Promise<string> => {
  const secrets = [...(await find("report.md", text))].sort((left, right) => right.start - left.start);
  let masked = text;
  for (const { start, end } of secrets) {
    masked = masked.slice(0, start) + "*".repeat(8) + masked.slice(end);
  }
  return masked;
};
