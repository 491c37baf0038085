import { afterAll, describe, expect, it } from "vitest";
import { startFakeModel } from "./server.ts";

const server = await startFakeModel({
  scenarios: {
    twice: {
      turns: [
        { do: "fail", status: 429, times: 2, retryAfterSeconds: 1 },
        { do: "say", text: "Hello." },
      ],
    },
  },
});
afterAll(server.close);

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: "POST", body: JSON.stringify(body) });

const shell = { name: "run", parameters: {} };
const dialects = [
  ["/v1/messages", { model: "m", tools: [{ name: "Bash", input_schema: {} }], messages: [] }, "Hello."],
  ["/v1/responses", { model: "m", tools: [{ type: "function", ...shell }], input: [] }, "Hello."],
  [
    "/v1/chat/completions",
    { model: "m", tools: [{ type: "function", function: shell }], messages: [] },
    "Hello.",
  ],
  [
    "/v1beta/models/m:generateContent",
    { tools: [{ functionDeclarations: [shell] }], contents: [] },
    "Hello.",
  ],
] as const;

describe("the scripted model server", () => {
  it.each(dialects)("speaks %s: fails as often as said, then answers", async (path, body, text) => {
    const run = path.replaceAll(/\W/g, "");
    const url = `${server.url("twice", run)}${path}`;
    const first = await post(url, body);
    expect(first.status).toBe(429);
    expect(first.headers.get("retry-after")).toBe("1");
    expect((await post(url, body)).status).toBe(429);
    expect(JSON.stringify(await (await post(url, body)).json())).toContain(text);
    expect(server.requests(run).map((request) => request.answer)).toEqual(["fail 429", "fail 429", "say"]);
  });

  it("streams, and cuts the stream in the middle", async () => {
    const body = { model: "m", stream: true, tools: [{ name: "Bash", input_schema: {} }], messages: [] };
    const whole = await (await post(`${server.url("no-report", "s")}/v1/messages`, body)).text();
    expect(whole).toContain("message_stop");
    const cut = await post(`${server.url("cut-after-head", "s")}/v1/messages`, body);
    await expect(cut.text()).rejects.toThrow();
  });

  it("answers calls without tools beside the script", async () => {
    const answer = await post(`${server.url("ok", "side")}/v1/messages`, { model: "m", messages: [] });
    expect(JSON.stringify(await answer.json())).toContain("Scripted title");
  });

  it("listens on the loopback only", () => {
    expect(new URL(server.url("ok", "x")).hostname).toBe("127.0.0.1");
  });
});
