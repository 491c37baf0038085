import { PassThrough } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { FrontendState } from "../../src/engine/contract.ts";
import { startControlRoom } from "../../src/ui/start.tsx";
import { keys, openScreen, pause, type Screen } from "./screen.ts";
import { activity, auditing, fakeFrontend, stateOf } from "./session.ts";
import { succeeded } from "./session-scenes.ts";
import { asking } from "./session-work.ts";

const open: Screen[] = [];

afterEach(async () => {
  for (const screen of open.splice(0)) {
    screen.stdin.write(keys.controlC);
    await screen.left.catch(() => undefined);
  }
});

const show = (...args: Parameters<typeof openScreen>): Screen => {
  const screen = openScreen(...args);
  open.push(screen);
  return screen;
};

describe("the control room", () => {
  test("refuses what is not a terminal, with what to do instead", async () => {
    const stream = new PassThrough();
    const started = startControlRoom(fakeFrontend(stateOf(auditing)), {
      stdout: stream as unknown as NodeJS.WriteStream,
      stdin: stream as unknown as NodeJS.ReadStream,
      environment: {},
    });
    await expect(started).rejects.toThrow(/needs a terminal, but its output is not one\. Use `orch run`/);
    expect(stream.read()).toBeNull();
  });

  test("gives the terminal back when the screen breaks, and says one sentence", async () => {
    const frontend = fakeFrontend(stateOf(auditing));
    const screen = show(frontend);
    await screen.settle();
    const broken = { ...stateOf(auditing), session: null } as unknown as FrontendState;
    expect(() => frontend.show(broken)).not.toThrow();
    const error = await screen.left.catch((reason: unknown) => reason);
    expect(String(error)).toMatch(
      /^ControlRoomError: The control room failed \(.+\)\. The session goes on: `orch tui` opens it again\.$/,
    );
    expect(screen.stdout.written).toContain("\u{1b}[?1049l");
    expect(screen.stdout.written).not.toContain("    at ");
    expect(screen.stdin.isRaw).toBe(false);
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("leaves cleanly on %s", async (signal) => {
    const listeners = process.listenerCount(signal);
    const screen = show(fakeFrontend(stateOf(auditing)));
    await screen.settle();
    expect(process.listenerCount(signal)).toBeGreaterThan(listeners);
    process.emit(signal, signal);
    expect(await screen.left).toEqual({ left: "quit" });
    expect(screen.stdout.written).toContain("\u{1b}[?1049l");
    expect(process.listenerCount(signal)).toBe(listeners);
  });

  test("recovers when a terminal that is too small grows, and when it shrinks again", async () => {
    const screen = show(fakeFrontend(stateOf(auditing)), { columns: 20, rows: 5 });
    await screen.waitFor("orch needs 60×16");
    screen.stdout.resize(120, 36);
    await screen.waitFor("┏ 1 copilot");
    screen.stdout.resize(80, 24);
    await screen.waitFor("▸ 1 copilot");
    await screen.settle();
    expect(await screen.text()).not.toContain("┏");
    screen.stdout.resize(20, 5);
    await screen.waitFor("orch needs 60×16");
  });

  test("decides nothing while it is too small to be read", async () => {
    const frontend = fakeFrontend(stateOf(asking));
    const screen = show(frontend, { columns: 20, rows: 5 });
    await screen.waitFor("orch needs");
    await pause(300);
    await screen.press("y");
    await pause(100);
    expect(frontend.intents).toEqual([]);
  });

  test("a still screen draws nothing", async () => {
    const screen = show(fakeFrontend(stateOf(succeeded)));
    await screen.settle();
    await pause(200);
    const { writes } = screen.stdout;
    await pause(700);
    expect(screen.stdout.writes).toBe(writes);
  });

  test("elapsed time and spinners move while agents work", async () => {
    const screen = show(fakeFrontend(stateOf(auditing)));
    await screen.settle();
    const { writes } = screen.stdout;
    await expect.poll(() => screen.stdout.writes, { timeout: 5000 }).toBeGreaterThan(writes);
  });

  test("shows a burst of updates without falling behind", async () => {
    const frontend = fakeFrontend(stateOf(auditing));
    const screen = show(frontend);
    await screen.settle();
    const burst = Array.from({ length: 400 }, (_, index) =>
      activity("r1", 50 + index, "say", `line ${index}`),
    );
    const { writes } = screen.stdout;
    for (let count = 10; count <= burst.length; count += 10)
      frontend.show(stateOf([...auditing, ...burst.slice(0, count)]));
    await screen.waitFor("line 399");
    expect(screen.stdout.writes - writes).toBeLessThan(60);
  });

  test("tells that the engine has gone, and how to start it", async () => {
    const frontend = fakeFrontend(stateOf(auditing));
    const screen = show(frontend, { columns: 80, rows: 24 });
    await screen.waitFor("4 agents busy");
    frontend.show(stateOf(auditing, { kind: "live", engineAlive: false, problem: null }));
    await screen.waitFor("start it: orch tui 0197a2c4-7a10-7cc0-8000-3f2d1c5b9e01");
  });

  test("shows a problem of its link", async () => {
    const frontend = fakeFrontend(
      stateOf(auditing, { kind: "live", engineAlive: true, problem: "journal.ndjson, line 7 is not JSON" }),
    );
    await show(frontend).waitFor("journal.ndjson, line 7 is not JSON");
  });

  test("says why a run's file cannot be read", async () => {
    const screen = show(
      fakeFrontend(stateOf(auditing), { tail: () => Promise.reject(new Error("permission denied")) }),
    );
    await screen.settle();
    await screen.press(keys.enter);
    await screen.press("o");
    await screen.waitFor("Could not read it: permission denied");
  });

  test("neutralises what a run's file holds", async () => {
    const text = "\u{1b}[2J\u{1b}]0;evil\u{7}50 %\r100 %\nnext\u{202e}line\n";
    const screen = show(fakeFrontend(stateOf(auditing), { tail: async () => text }));
    await screen.settle();
    await screen.press(keys.enter);
    await screen.press("o");
    const shown = await screen.waitFor("100 %");
    expect(shown).not.toContain("50 %");
    expect(shown).toContain("next�line");
    expect(screen.stdout.written).not.toContain("evil");
    expect(screen.stdout.written).not.toContain("\u{202e}");
  });

  test("onLeave is called once, after the terminal is back", async () => {
    const onLeave = vi.fn();
    const screen = show(fakeFrontend(stateOf(auditing)), { onLeave });
    await screen.settle();
    await screen.press("q");
    await screen.left;
    expect(onLeave).toHaveBeenCalledExactlyOnceWith("quit");
  });
});
