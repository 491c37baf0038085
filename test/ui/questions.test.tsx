import { describe, expect, test } from "vitest";
import type { Intent } from "../../src/engine/contract.ts";
import type { EventBody } from "../../src/engine/domain/events.ts";
import { keys, pause } from "./screen.ts";
import { fakeFrontend, stateOf } from "./session.ts";
import { asking, askingCritical, fixing, onlyCritical } from "./session-work.ts";
import { show, untilAsked } from "./shown-screen.ts";

const approved: Intent = { kind: "answer", confirmation: "C1", answer: "approved" };
const rejectedAll: EventBody = {
  type: "session.stopped",
  reason: "rejected",
  exitCode: 5,
  message: "changes were rejected and nothing else is left to do",
};
const rejected: Intent = { kind: "answer", confirmation: "C1", answer: "rejected" };

describe("a question", () => {
  test("y approves it", async () => {
    const frontend = fakeFrontend(stateOf(asking));
    const screen = await show(frontend);
    await screen.press("y");
    await untilAsked(frontend, approved);
    expect(await screen.waitFor("approved: sent")).not.toContain("Confirmation required");
  });

  test("the end of the session takes the place of an answer that was sent", async () => {
    const frontend = fakeFrontend(stateOf(asking));
    const screen = await show(frontend);
    await screen.press("n");
    await screen.waitFor("rejected: sent");
    frontend.show(stateOf([...asking, [900, rejectedAll]]));
    expect(await screen.waitFor("6 report")).not.toContain("rejected: sent");
  });

  test("n rejects it, also from its diff", async () => {
    const frontend = fakeFrontend(stateOf(asking), { tail: async () => "-gone\n+come\n" });
    const screen = await show(frontend);
    await screen.press("d");
    await screen.waitFor("-gone");
    await screen.press("n");
    await untilAsked(frontend, rejected);
    await screen.waitFor("rejected: sent");
  });

  test("esc puts it off and a brings it back", async () => {
    const frontend = fakeFrontend(stateOf(asking));
    const screen = await show(frontend);
    await screen.press(keys.escape);
    const without = await screen.waitFor("a approve");
    expect(without).not.toContain("Confirmation required");
    expect(without).toContain("1 waiting for you");
    await screen.press("a");
    await screen.waitFor("Confirmation required");
    await screen.press("y");
    await untilAsked(frontend, approved);
  });

  test("esc leaves the diff first, then the question", async () => {
    const screen = await show(fakeFrontend(stateOf(asking), { tail: async () => "+x" }));
    await screen.press("d");
    await screen.waitFor("Diff ·");
    await screen.press(keys.escape);
    await screen.waitFor("Confirmation required");
  });

  test("the second of two comes up when the first is answered", async () => {
    const frontend = fakeFrontend(stateOf(askingCritical));
    const screen = await show(frontend);
    expect(await screen.text()).toContain("1 of 2");
    await screen.press("y");
    await screen.waitFor("Run a database migration");
    await screen.press("y");
    await screen.waitFor("y▏");
    expect(frontend.intents).toEqual([approved]);
  });

  test("critical risk wants the word, not a key", async () => {
    const frontend = fakeFrontend(stateOf(onlyCritical));
    const screen = await show(frontend);
    for (const letter of ["y", keys.enter]) await screen.press(letter);
    await screen.waitFor("is not the word");
    expect(frontend.intents).toEqual([]);
    for (const letter of ["s", "í", keys.enter]) await screen.press(letter);
    await untilAsked(frontend, { kind: "answer", confirmation: "C2", answer: "approved" });
  });

  test("a pasted word is taken, a pasted line break does not approve", async () => {
    const frontend = fakeFrontend(stateOf(onlyCritical));
    const screen = await show(frontend);
    await screen.press("proceed\r");
    await screen.waitFor("proceed▏");
    expect(frontend.intents).toEqual([]);
    await screen.press(keys.enter);
    await untilAsked(frontend, { kind: "answer", confirmation: "C2", answer: "approved" });
  });

  test("critical risk is rejected with one key", async () => {
    const frontend = fakeFrontend(stateOf(onlyCritical));
    const screen = await show(frontend);
    await screen.press("n");
    await untilAsked(frontend, { kind: "answer", confirmation: "C2", answer: "rejected" });
  });

  test("a key on its way when it appears is no answer, and pasted text never is", async () => {
    const frontend = fakeFrontend(stateOf(fixing));
    const screen = await show(frontend);
    frontend.show(stateOf(asking));
    screen.stdin.write("y");
    await screen.waitFor("Confirmation required");
    await pause(300);
    await screen.press("yyyy");
    await screen.settle();
    expect(frontend.intents).toEqual([]);
    expect(await screen.text()).toContain("Confirmation required");
  });

  test("says so when the answer cannot be delivered, and asks again", async () => {
    const frontend = fakeFrontend(stateOf(asking), {
      dispatch: () => Promise.reject(new Error("The session folder is read-only.")),
    });
    const screen = await show(frontend);
    await screen.press("y");
    const text = await screen.waitFor("The session folder is read-only.");
    expect(text).toContain("Confirmation required");
  });
});
