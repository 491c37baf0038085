import { type Instance, render } from "ink";
import { createStore } from "zustand/vanilla";
import type { Frontend } from "../engine/contract.ts";
import { App } from "./app.tsx";
import { batched } from "./batched.ts";
import { createClock, tick, wallClock } from "./clock.ts";
import { CrashBoundary } from "./crash.tsx";
import { syncQuestion } from "./questions.ts";
import type { Leaving, Room } from "./room.ts";
import { clean } from "./sanitize.ts";
import { chooseTheme } from "./theme.ts";
import { initialView, type ViewState } from "./view-state.ts";

/** Why the control room cannot be shown, or could not go on; the message is a sentence for the person. */
export class ControlRoomError extends Error {
  override readonly name = "ControlRoomError";
}

export type ControlRoomOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called once, after the terminal is as it was before. */
  readonly onLeave?: (left: Leaving) => void;
};

const signals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;

/** The batches of the store set the pace; the renderer must not make an event wait a second time. */
const maxFps = 60;

const refuseWithoutTerminal = ({ stdin, stdout }: ControlRoomOptions): void => {
  if (stdout.isTTY && stdin.isTTY && typeof stdin.setRawMode === "function") return;
  const which = stdout.isTTY ? "input" : "output";
  throw new ControlRoomError(
    `The control room needs a terminal, but its ${which} is not one. Use \`orch run\`, which prints plain progress lines.`,
  );
};

const sentenceOf = (error: unknown): string => {
  const detail = clean(error instanceof Error ? error.message : String(error), 300);
  return `The control room failed (${detail}). The session goes on: \`orch tui\` opens it again.`;
};

const createRoom = (
  frontend: Frontend,
  options: ControlRoomOptions,
  ends: Pick<Room, "leave" | "fail">,
): Room => ({
  frontend,
  store: batched(frontend.store),
  view: createStore<ViewState>(() => initialView),
  clock: createClock(),
  theme: chooseTheme(options.environment),
  size: () => ({ columns: options.stdout.columns, rows: options.stdout.rows }),
  ...ends,
});

/** What is called from outside must not throw into its caller: the store's writer or a signal. */
const guarded =
  (fail: (error: unknown) => void, work: () => void): (() => void) =>
  () => {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };

type Ending = { readonly left: Leaving } | { readonly error: unknown };

/** A terminal whose idea of a width differs from ours then cuts a line off instead of breaking it in two. */
const wrapping = { off: "\u{1b}[?7l", on: "\u{1b}[?7h" } as const;

/** Runs however the process ends; a terminal without line wrapping would be an ugly thing to leave behind. */
const keepLinesWhole = (stdout: NodeJS.WriteStream): (() => void) => {
  const restore = (): void => {
    stdout.write(wrapping.on);
  };
  process.once("exit", restore);
  stdout.write(wrapping.off);
  return () => {
    process.off("exit", restore);
    restore();
  };
};

const patienceMilliseconds = 500;

/** A terminal that has gone never says that it has taken a text; leaving does not wait for it. */
const atMost = async (work: Promise<unknown>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patienceMilliseconds);
  await Promise.race([work.catch(() => undefined), promise]);
  clearTimeout(timer);
};

const draw = (room: Room, options: ControlRoomOptions): Instance =>
  render(
    <CrashBoundary onCrash={room.fail}>
      <App room={room} />
    </CrashBoundary>,
    {
      stdout: options.stdout,
      stdin: options.stdin,
      alternateScreen: true,
      incrementalRendering: true,
      interactive: true,
      maxFps,
      exitOnCtrlC: false,
      // Nothing prints while the screen is up; repainting around a stray line would be no cure.
      patchConsole: false,
    },
  );

/**
 * Shows a session until the person leaves or a signal ends it; the session itself goes on.
 * Rejects with a ControlRoomError, whose message is one sentence, when there is no terminal or the screen breaks.
 * The terminal is restored first, on every way out. The frontend is left open: it belongs to the caller.
 */
export const startControlRoom = async (
  frontend: Frontend,
  options: ControlRoomOptions,
): Promise<{ readonly left: Leaving }> => {
  refuseWithoutTerminal(options);
  const ending = Promise.withResolvers<Ending>();
  const fail = (error: unknown): void => ending.resolve({ error });
  const leave = guarded(fail, () => {
    const left: Leaving = frontend.store.getState().session.stop === null ? "quit" : "session-ended";
    ending.resolve({ left });
  });
  const room = createRoom(frontend, options, { leave, fail });
  tick(room.clock, wallClock());
  const watchQuestions = guarded(fail, () => syncQuestion(room, "by-event"));
  watchQuestions();
  const unsubscribe = frontend.store.subscribe(watchQuestions);
  // `on`, not `once`: Ink ends the process by itself when it finds that no other listener is left.
  for (const signal of signals) process.on(signal, leave);
  // A terminal that was closed answers every call with an error, also the last ones: these two stay.
  options.stdout.on("error", leave);
  options.stdin.on("error", leave);
  const restoreWrapping = keepLinesWhole(options.stdout);
  const instance = draw(room, options);
  instance.waitUntilExit().then(leave, fail);
  const ended = await ending.promise;
  for (const signal of signals) process.off(signal, leave);
  unsubscribe();
  // An empty screen first: tmux pulls rows of a resized alternate screen into the main one when they have text.
  instance.rerender(null);
  await atMost(instance.waitUntilRenderFlush());
  instance.unmount();
  await atMost(instance.waitUntilExit());
  restoreWrapping();
  if ("error" in ended) throw new ControlRoomError(sentenceOf(ended.error), { cause: ended.error });
  options.onLeave?.(ended.left);
  return ended;
};
