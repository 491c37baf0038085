import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Connection } from "./answer.ts";
import { type Dialect, readConversation } from "./conversation.ts";
import { builtInScenarios, type Scenario } from "./scenario.ts";
import { answerModel } from "./script.ts";

/** One request of a CLI and what it was answered: `write Write`, `say`, `fail 429`, `side`, … */
export type SeenRequest = {
  readonly run: string;
  readonly scenario: string;
  readonly path: string;
  readonly dialect: Dialect | null;
  readonly model: string | null;
  readonly tools: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly answer: string;
};

export type FakeModelOptions = {
  readonly scenarios?: Readonly<Record<string, Scenario>>;
  readonly port?: number;
};

export type FakeModel = {
  /** Base URL without a version: add `/v1` where a CLI wants it. Counters are kept per run. */
  readonly url: (scenario: string, run: string) => string;
  readonly close: () => Promise<void>;
  readonly requests: (run?: string) => readonly SeenRequest[];
};

type Route = {
  scenario: string;
  run: string;
  path: string;
  dialect: Dialect | null;
  model: string;
  stream: boolean;
};

const route = (url: string): Route => {
  const [, scenario = "", run = "", rest = "/"] = url.match(/^\/s\/([^/]+)\/r\/([^/]+)(\/[^?]*)?/) ?? [];
  const base = { scenario, run, path: rest, model: "", stream: false };
  const gemini = rest.match(/\/models\/([^/:]+):(stream)?[gG]enerateContent$/);
  if (gemini !== null) {
    const stream = gemini[2] !== undefined;
    return { ...base, dialect: "generate-content", model: decodeURIComponent(gemini[1] ?? ""), stream };
  }
  if (rest.endsWith("/messages")) return { ...base, dialect: "messages" };
  if (rest.endsWith("/responses")) return { ...base, dialect: "responses" };
  if (rest.endsWith("/chat/completions")) return { ...base, dialect: "chat" };
  return { ...base, dialect: null };
};

/** Everything that is no model call: model lists, token counts, probes. */
const otherAnswer = (path: string): readonly [status: number, body: unknown] => {
  if (path.endsWith("count_tokens")) return [200, { input_tokens: 1000 }];
  if (path.endsWith(":countTokens")) return [200, { totalTokens: 1000 }];
  if (path.endsWith("/models")) return [200, { object: "list", data: [], models: [] }];
  return [404, { error: { message: `no such path here: ${path}` } }];
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
};

/** A model server on the loopback: the real CLIs run against it with no network and no keys. */
export const startFakeModel = async (options: FakeModelOptions = {}): Promise<FakeModel> => {
  const scenarios = { ...builtInScenarios, ...options.scenarios };
  const seen: SeenRequest[] = [];
  const failures = new Map<string, Map<number, number>>();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const connection = new Connection(response);
    const body = await bodyOf(request);
    const { dialect, scenario, run, path, model, stream } = route(request.url ?? "/");
    const plan = scenarios[scenario];
    const talk = dialect === null || body === "" ? null : readConversation(dialect, body, model, stream);
    const note = (answer: string): void => {
      const tools = talk?.tools.map((tool) => tool.name) ?? [];
      const { headers } = request;
      seen.push({ run, scenario, path, dialect, model: talk?.model ?? null, tools, headers, body, answer });
    };
    if (plan === undefined || talk === null) {
      note("other");
      connection.json(...otherAnswer(path));
      return;
    }
    const key = `${scenario} ${run}`;
    const failed = failures.get(key) ?? new Map<number, number>();
    failures.set(key, failed);
    await answerModel(plan, talk, failed, connection, note);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      new Connection(response).json(500, { error: { message: `fake model fault: ${String(error)}` } });
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (scenario, run) => `http://127.0.0.1:${port}/s/${scenario}/r/${run}`,
    requests: (run) => seen.filter((request) => run === undefined || request.run === run),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
