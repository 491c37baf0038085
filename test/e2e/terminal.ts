import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export type TerminalOptions = {
  readonly columns: number;
  readonly rows: number;
  readonly workingFolder: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/** A program in a real pseudo-terminal, with a real emulator reading what it draws. */
export class TestTerminal {
  readonly #process: IPty;
  readonly #screen: xterm.Terminal;
  readonly #listeners = new Set<() => void>();
  #exitCode: number | null = null;
  raw = "";

  constructor(program: string, programArguments: readonly string[], options: TerminalOptions) {
    const { columns: cols, rows, workingFolder: cwd } = options;
    // Ink draws nothing when it believes that it runs in CI.
    const { CI: _ci, NO_COLOR: _noColor, ...environment } = process.env;
    this.#screen = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    this.#process = spawn(program, [...programArguments], {
      cols,
      rows,
      cwd,
      name: "xterm-256color",
      env: { ...environment, TERM: "xterm-256color", ...options.environment } as Record<string, string>,
    });
    this.#process.onData((data) => {
      this.raw += data;
      this.#screen.write(data, () => this.#tell());
    });
    this.#process.onExit(({ exitCode }) => {
      this.#exitCode = exitCode;
      this.#tell();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The rows of the screen, right-trimmed. */
  rows(): readonly string[] {
    const buffer = this.#screen.buffer.active;
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      (buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? "").trimEnd(),
    );
  }

  text(): string {
    return this.rows().join("\n");
  }

  isAlternate(): boolean {
    return this.#screen.buffer.active.type === "alternate";
  }

  type(keys: string): void {
    this.#process.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#process.resize(columns, rows);
  }

  /** Waits until the screen satisfies a condition; the error shows the screen that did not. */
  async until(what: string, condition: () => boolean, seconds = 60): Promise<void> {
    if (condition()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const listener = (): void => {
      if (condition()) resolve();
    };
    const timer = setTimeout(
      () => reject(new Error(`waited ${seconds} s for ${what}; the screen is:\n${this.text()}`)),
      seconds * 1000,
    );
    this.#listeners.add(listener);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(listener);
    }
  }

  shows(text: string, seconds?: number): Promise<void> {
    return this.until(JSON.stringify(text), () => this.text().includes(text), seconds);
  }

  hides(text: string, seconds?: number): Promise<void> {
    return this.until(`${JSON.stringify(text)} to go`, () => !this.text().includes(text), seconds);
  }

  /** Presses a key until it had its effect: a key that comes too early is rightly ignored. */
  async pressUntil(key: string, what: string, hasEffect: () => boolean, seconds = 60): Promise<void> {
    const timer = setInterval(() => {
      if (!hasEffect()) this.type(key);
    }, 3000);
    try {
      this.type(key);
      await this.until(what, hasEffect, seconds);
    } finally {
      clearInterval(timer);
    }
  }

  async exited(seconds?: number): Promise<number> {
    await this.until("the program to end", () => this.#exitCode !== null, seconds);
    return this.#exitCode ?? -1;
  }

  /** Ends the program that this test started, if it still runs. */
  dispose(): void {
    if (this.#exitCode === null) this.#process.kill("SIGKILL");
    this.#screen.dispose();
  }
}
