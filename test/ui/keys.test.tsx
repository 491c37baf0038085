import { describe, expect, test } from "vitest";
import { bindings } from "../../src/ui/keymap.ts";
import { keys } from "./screen.ts";
import { auditing, fakeFrontend, stateOf } from "./session.ts";
import { replaying, succeeded } from "./session-scenes.ts";
import { asking, fixing } from "./session-work.ts";
import { show, untilAsked } from "./shown-screen.ts";

describe("keys", () => {
  test("1 to 6 show the views", async () => {
    const screen = await show(fakeFrontend(stateOf(fixing)));
    for (const [key, words] of [
      ["2", "╭ Findings ·"],
      ["3", "by agent"],
      ["4", "╭ Timeline"],
      ["5", "╭ Events"],
      ["6", "╭ Report"],
      ["1", "5 codex"],
    ] as const) {
      await screen.press(key);
      await screen.waitFor(words);
    }
  });

  test("? shows every key of the keymap, and closes again", async () => {
    const screen = await show(fakeFrontend(stateOf(auditing)), 120, 36);
    await screen.press("?");
    let seen = await screen.waitFor("╭ Keys");
    for (let page = 0; page < 4; page += 1) {
      await screen.press("\u{1b}[6~");
      await screen.settle();
      seen += await screen.text();
    }
    for (const binding of bindings) expect(seen).toContain(binding.description);
    await screen.press("?");
    await screen.waitFor("4 local");
  });

  test("tab moves the focus, enter zooms, esc comes back", async () => {
    const screen = await show(fakeFrontend(stateOf(auditing)));
    await screen.press(keys.tab);
    await screen.waitFor("┏ 2 codex");
    await screen.press(keys.enter);
    await screen.waitFor("╭ Agent 2");
    await screen.press(keys.tab);
    await screen.waitFor("╭ Agent 3");
    await screen.press(keys.escape);
    await screen.waitFor("┏ 3 copilot");
  });

  test("/ searches, n goes on, and what is not there is said", async () => {
    const screen = await show(fakeFrontend(stateOf(fixing)));
    await screen.press("2");
    await screen.waitFor("╭ Findings ·");
    for (const key of ["/", "m", "o", "d", "e", "l", "s", keys.enter]) await screen.press(key);
    await screen.waitFor("match 1 of 1: models");
    expect(await screen.text()).toMatch(/▸ P1 .*models\/user.py/);
    for (const key of ["/", "z", "z", keys.enter]) await screen.press(key);
    await screen.waitFor('"zz" is not here');
  });

  test("keys that arrive together do the same as one after the other", async () => {
    const screen = await show(fakeFrontend(stateOf(auditing)));
    await screen.press("\t\r");
    await screen.waitFor("╭ Agent 2");
    await screen.press("5/r4\r");
    await screen.waitFor("match 1 of");
  });

  test("letters that are typed into a search do nothing else", async () => {
    const frontend = fakeFrontend(stateOf(fixing));
    const screen = await show(frontend);
    await screen.press("5");
    await screen.waitFor("╭ Events");
    for (const key of ["/", "q", " ", "X", "?"]) await screen.press(key);
    await screen.waitFor("search: q X?");
    frontend.show(stateOf(asking));
    await screen.settle();
    expect(await screen.text()).not.toContain("Confirmation required");
    await screen.press(keys.escape);
    await screen.waitFor("Confirmation required");
    expect(frontend.intents).toEqual([]);
  });

  test("space pauses and goes on; X asks before it aborts", async () => {
    const frontend = fakeFrontend(stateOf(auditing));
    const screen = await show(frontend);
    await screen.press(" ");
    await untilAsked(frontend, { kind: "pause" });
    frontend.show(stateOf([...auditing, [47, { type: "session.paused", channel: "tui" }]]));
    await screen.waitFor("‖ paused");
    await screen.press(" ");
    await untilAsked(frontend, { kind: "unpause" });
    await screen.press("X");
    await screen.waitFor("Stop the session for good?");
    await screen.press("n");
    await screen.waitFor("1 copilot");
    expect(frontend.intents).not.toContainEqual({ kind: "abort" });
    await screen.press("X");
    await screen.waitFor("Stop the session for good?");
    await screen.press("y");
    await untilAsked(frontend, { kind: "abort" });
  });

  test("the keys of a replay move it, and never reach an engine", async () => {
    const frontend = fakeFrontend(replaying);
    const screen = await show(frontend);
    for (const key of [
      " ",
      keys.left,
      keys.right,
      keys.shiftLeft,
      keys.shiftRight,
      "[",
      "]",
      "a",
      "y",
      "X",
    ]) {
      await screen.press(key);
    }
    for (const key of ["g", "1", ":", "3", "6", keys.enter]) await screen.press(key);
    const wanted = [
      { kind: "toggle" },
      { kind: "step", events: -1 },
      { kind: "step", events: 1 },
      { kind: "jump", direction: "previous" },
      { kind: "jump", direction: "next" },
      { kind: "speed", factor: 2 },
      { kind: "speed", factor: 8 },
      { kind: "seek", share: 0.5 },
    ];
    await expect
      .poll(() => frontend.intents, { timeout: 5000 })
      .toEqual(wanted.map((action) => ({ kind: "transport", action })));
  });
});

describe("leaving", () => {
  test("q leaves a session that goes on", async () => {
    const screen = await show(fakeFrontend(stateOf(auditing)));
    await screen.press("q");
    expect(await screen.left).toEqual({ left: "quit" });
    expect(screen.stdout.written).toContain("\u{1b}[?1049l");
    expect(screen.stdout.written.endsWith("\u{1b}[?7h")).toBe(true);
    expect(screen.stdin.isRaw).toBe(false);
  });

  test("q leaves a session that has ended", async () => {
    const screen = await show(fakeFrontend(stateOf(succeeded)));
    await screen.press("q");
    expect(await screen.left).toEqual({ left: "session-ended" });
  });
});
