import { afterEach, expect } from "vitest";
import type { Intent } from "../../src/engine/contract.ts";
import { keys, openScreen, pause, type Screen } from "./screen.ts";
import type { FakeFrontend } from "./session.ts";

const open: Screen[] = [];

afterEach(async () => {
  for (const screen of open.splice(0)) {
    screen.stdin.write(keys.controlC);
    await screen.left;
  }
});

/** A control room that is ready for keys; it is left when the test ends. */
export const show = async (frontend: FakeFrontend, columns = 120, rows = 36): Promise<Screen> => {
  const screen = openScreen(frontend, { columns, rows });
  open.push(screen);
  await screen.settle();
  // Keys typed within the first moment of a question are not answers to it.
  await pause(300);
  return screen;
};

export const untilAsked = async (frontend: FakeFrontend, intent: Intent): Promise<void> => {
  await expect.poll(() => frontend.intents, { timeout: 5000 }).toContainEqual(intent);
};
