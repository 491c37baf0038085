import type { ReportBlock } from "../../../src/engine/reports/report-block.ts";
import type { Dialect } from "./conversation.ts";

/** What the scripted model does, turn by turn. Neutral: the server says it in each provider's own protocol. */
export type TokenCount = {
  /** Including the cached ones. */
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
};

export type Stop = "normal" | "refusal" | "max-tokens" | "unsaid";

type Told = { readonly usage?: Partial<TokenCount>; readonly say?: string };

export type ToolTurn = Told &
  (
    | { readonly do: "write"; readonly file: string; readonly content: string; readonly through?: "shell" }
    | { readonly do: "read"; readonly file: string }
    | { readonly do: "shell"; readonly command: string }
    | { readonly do: "call"; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  );

export type Turn =
  | ToolTurn
  | (Told & {
      readonly do: "say";
      readonly text: string;
      readonly chunkLength?: number;
      readonly chunkDelayMilliseconds?: number;
      /** Why it ends, in the provider's word; "unsaid": the stream ends without its last event. */
      readonly stop?: Stop;
    })
  | {
      readonly do: "fail";
      readonly status: number;
      /** How often, then the next turn counts; without it: for ever. */
      readonly times?: number;
      readonly retryAfterSeconds?: number;
      /** In the words of one provider for all, or in each one's own. */
      readonly message?: string | Readonly<Record<Dialect, string>>;
      /** The provider's word, for example `insufficient_quota`. */
      readonly code?: string;
      /** The failure comes as an event of a stream that began with status 200. */
      readonly inStream?: boolean;
    }
  /** What no provider sends: the page of a proxy, half an answer, nothing at all. */
  | { readonly do: "raw"; readonly status: number; readonly contentType: string; readonly body: string }
  /** Accepts the request and never answers, or stops after the head of the stream. */
  | { readonly do: "hang"; readonly after: "nothing" | "head"; readonly times?: number }
  | { readonly do: "cut"; readonly after: "nothing" | "head" }
  /** As a router does that has forgotten the connection: TCP reset instead of an end. */
  | { readonly do: "reset" };

/** `{report}` in a path or command is the report file that the prompt names, `{folder}` the working folder. */
export type Scenario = { readonly usage?: Partial<TokenCount>; readonly turns: readonly Turn[] };

export const isToolTurn = (turn: Turn): turn is ToolTurn =>
  turn.do === "write" || turn.do === "read" || turn.do === "shell" || turn.do === "call";

const block: ReportBlock = {
  version: 1,
  score: 82,
  findings: [
    {
      severity: "P1",
      file: "src/api.ts",
      line: 2,
      title: "Missing input validation",
      recommendation: "Check the length before use",
    },
  ],
};

export const sampleReport = `\`\`\`json orch-report
${JSON.stringify(block, null, 2)}
\`\`\`

# Audit

**Score:** 82/100

- [P1] Missing input validation (src/api.ts:2)
`;

const finalWords = "Audit finished. Score 82/100, one P1 finding.";
const report: Turn = {
  do: "write",
  file: "{report}",
  content: sampleReport,
  say: "I will write the report.",
  usage: { input: 12_400, cached: 9_000, output: 310, reasoning: 40 },
};
const goodbye: Turn = { do: "say", text: finalWords, usage: { input: 12_950, cached: 12_000, output: 42 } };
const edited = "export const api = (name: string): string => name.trim();\n";

/** Text that never repeats: a CLI's loop detector would end the run. */
const longText = Array.from({ length: 400 }, (_, index) => `part ${index} of ${(index * 919) % 991};`).join(
  " ",
);

/** Ready-made ones, by name. A test adds its own with `startFakeModel({ scenarios })`. */
export const builtInScenarios: Readonly<Record<string, Scenario>> = {
  ok: { turns: [{ do: "read", file: "{folder}/src/api.ts" }, report, goodbye] },
  "report-in-message": { turns: [{ do: "say", text: sampleReport, usage: { input: 12_950, output: 300 } }] },
  edit: {
    turns: [
      { do: "write", file: "{folder}/src/new.ts", content: edited, say: "I will add the file." },
      { do: "say", text: "Edited one file.", usage: { input: 12_950, cached: 12_000, output: 42 } },
    ],
  },
  "wrong-key": { turns: [{ do: "fail", status: 401 }] },
  "unknown-model": { turns: [{ do: "fail", status: 404 }] },
  "rate-limit-twice": {
    turns: [{ do: "fail", status: 429, times: 2, retryAfterSeconds: 1 }, report, goodbye],
  },
  "rate-limit": { turns: [{ do: "fail", status: 429, retryAfterSeconds: 1 }] },
  quota: {
    turns: [
      {
        do: "fail",
        status: 429,
        retryAfterSeconds: 7_200,
        code: "insufficient_quota",
        message: "You exceeded your current quota, please check your plan and billing details.",
      },
    ],
  },
  "server-error": { turns: [{ do: "fail", status: 500 }] },
  overloaded: { turns: [{ do: "fail", status: 529 }] },
  "context-too-long": {
    turns: [{ do: "fail", status: 400, message: "prompt is too long: 250000 tokens > 200000 maximum" }],
  },
  hang: { turns: [{ do: "hang", after: "nothing" }] },
  "hang-after-head": { turns: [{ do: "hang", after: "head" }] },
  cut: { turns: [{ do: "cut", after: "nothing" }] },
  "cut-after-head": { turns: [{ do: "cut", after: "head" }] },
  "no-report": { turns: [goodbye] },
  slow: { turns: [report, { do: "say", text: longText, chunkLength: 14, chunkDelayMilliseconds: 200 }] },
};
