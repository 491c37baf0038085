import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import headless from "@xterm/headless";
import stringWidth from "string-width";
import type { Frontend } from "../../src/engine/contract.ts";
import type { Leaving } from "../../src/ui/room.ts";
import { startControlRoom } from "../../src/ui/start.tsx";

const { Terminal } = headless;

/** Spinners turn; a golden screen shows them still. */
export const still = (text: string): string => text.replaceAll(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "⠋");

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The emulator's own table is of 2010 and draws emoji in one cell; terminals of today use two. */
const modernWidths = {
  version: "modern",
  wcwidth: (codepoint: number): 0 | 1 | 2 =>
    Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2,
  charProperties: (codepoint: number, preceding: number): number => {
    const width = modernWidths.wcwidth(codepoint);
    const joins = width === 0 && preceding !== 0;
    const shown = joins ? (preceding >> 1) & 3 : width;
    // The emulator's own packing: bit 0 joins the cell before, bits 1–2 are the width.
    return (shown << 1) | (joins ? 1 : 0);
  },
};

/** A terminal of our own: everything written to it is drawn by a real terminal emulator. */
class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;
  written = "";
  writes = 0;
  readonly terminal: InstanceType<typeof Terminal>;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.terminal = new Terminal({
      cols: columns,
      rows,
      convertEol: true,
      allowProposedApi: true,
      scrollback: 100,
    });
    this.terminal.unicode.register(modernWidths);
    this.terminal.unicode.activeVersion = modernWidths.version;
  }

  write(data: string | Uint8Array, encoding?: unknown, callback?: () => void): boolean {
    const done = typeof encoding === "function" ? (encoding as () => void) : callback;
    const text = typeof data === "string" ? data : Buffer.from(data).toString("utf8");
    if (text !== "") this.writes += 1;
    this.written += text;
    this.terminal.write(text, done);
    return true;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.terminal.resize(columns, rows);
    this.emit("resize");
  }
}

class FakeStdin extends PassThrough {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

export type Screen = {
  readonly stdout: FakeStdout;
  readonly stdin: FakeStdin;
  readonly left: Promise<{ readonly left: Leaving }>;
  /** The lines on the screen, without the air at their ends. */
  readonly lines: () => Promise<readonly string[]>;
  readonly text: () => Promise<string>;
  readonly press: (keys: string) => Promise<void>;
  readonly waitFor: (words: string | RegExp) => Promise<string>;
  /** Waits until nothing but spinners moves. */
  readonly settle: () => Promise<void>;
};

export const keys = {
  enter: "\r",
  escape: "\u{1b}",
  tab: "\t",
  up: "\u{1b}[A",
  down: "\u{1b}[B",
  right: "\u{1b}[C",
  left: "\u{1b}[D",
  shiftRight: "\u{1b}[1;2C",
  shiftLeft: "\u{1b}[1;2D",
  backspace: "\u{7f}",
  controlC: "\u{3}",
} as const;

type ScreenOptions = {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly onLeave?: (left: Leaving) => void;
};

const readLines = async (stdout: FakeStdout): Promise<readonly string[]> => {
  await new Promise<void>((resolve) => stdout.terminal.write("", resolve));
  const buffer = stdout.terminal.buffer.active;
  return Array.from(
    { length: stdout.rows },
    (_, row) =>
      buffer
        .getLine(buffer.viewportY + row)
        ?.translateToString(true)
        .trimEnd() ?? "",
  );
};

const matches = (text: string, words: string | RegExp): boolean =>
  typeof words === "string" ? text.includes(words) : words.test(text);

/** Starts the control room on a fake terminal. */
export const openScreen = (frontend: Frontend, options: ScreenOptions = {}): Screen => {
  const stdout = new FakeStdout(options.columns ?? 120, options.rows ?? 36);
  const stdin = new FakeStdin();
  const left = startControlRoom(frontend, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    environment: options.environment ?? {},
    ...(options.onLeave === undefined ? {} : { onLeave: options.onLeave }),
  });
  left.catch(() => undefined);
  const text = async (): Promise<string> => (await readLines(stdout)).join("\n");
  const waitFor = async (words: string | RegExp): Promise<string> => {
    for (let tries = 0; tries < 500; tries += 1) {
      const now = await text();
      if (matches(now, words)) return now;
      await pause(20);
    }
    throw new Error(`"${words}" did not come to the screen:\n${await text()}`);
  };
  const press = async (typed: string): Promise<void> => {
    stdin.write(typed);
    await pause(typed === keys.escape ? 80 : 50);
  };
  const settle = async (): Promise<void> => {
    let before = "";
    for (let same = 0; same < 3; ) {
      await pause(40);
      const now = still(await text());
      same = now === before && now.trim() !== "" ? same + 1 : 0;
      before = now;
    }
  };
  return { stdout, stdin, left, settle, lines: () => readLines(stdout), text, press, waitFor };
};
