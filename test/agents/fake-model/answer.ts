import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Stop, TokenCount } from "./scenario.ts";
import type { ToolCall } from "./tool-call.ts";

/** One answer of the model, before it is said in a protocol. */
export type Answer = {
  readonly model: string;
  readonly text: string;
  readonly call: ToolCall | null;
  readonly usage: TokenCount;
  readonly stop: Stop;
  readonly chunkLength: number;
  readonly chunkDelayMilliseconds: number;
  /** Stops after the head of the stream: stalls, or cuts the connection. */
  readonly breakAfterHead: "hang" | "cut" | null;
};

export type Wire = {
  readonly stream: (connection: Connection, answer: Answer) => Promise<void>;
  readonly whole: (answer: Answer) => unknown;
};

export const identifier = (prefix: string): string =>
  `${prefix}${randomUUID().replaceAll("-", "").slice(0, 24)}`;

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An open answer: server-sent events until the client goes away. */
export class Connection {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get gone(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  open(): void {
    this.#response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-cache",
      "x-request-id": identifier("req_"),
    });
  }

  event(name: string | null, data: unknown): void {
    if (this.gone) return;
    const head = name === null ? "" : `event: ${name}\n`;
    this.#response.write(`${head}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  }

  json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    if (this.gone) return;
    this.#response.writeHead(status, {
      "content-type": "application/json",
      "x-request-id": identifier("req_"),
      ...headers,
    });
    this.#response.end(JSON.stringify(body));
  }

  raw(status: number, contentType: string, body: string): void {
    if (this.gone) return;
    this.#response.writeHead(status, { "content-type": contentType });
    this.#response.end(body);
  }

  end(): void {
    if (!this.gone) this.#response.end();
  }

  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  cut(): void {
    this.#response.destroy();
  }

  async hang(): Promise<void> {
    while (!this.gone) await wait(50);
  }

  /** True when the answer ends here, in the middle. */
  async breaks(answer: Answer): Promise<boolean> {
    if (answer.breakAfterHead === "hang") await this.hang();
    // The head must reach the client before the connection goes, or the client sees no stream at all.
    if (answer.breakAfterHead === "cut") await wait(50);
    if (answer.breakAfterHead === "cut") this.cut();
    return answer.breakAfterHead !== null;
  }

  /** Says a text in pieces, with the answer's pauses. */
  async pieces(content: string, answer: Answer, say: (piece: string) => void): Promise<void> {
    for (let at = 0; at < content.length && !this.gone; at += answer.chunkLength) {
      say(content.slice(at, at + answer.chunkLength));
      if (answer.chunkDelayMilliseconds > 0) await wait(answer.chunkDelayMilliseconds);
    }
  }
}
