/* The control room on made-up sessions without an engine, to be looked at by eye:
   npx esbuild test/ui/dev.tsx --bundle --platform=node --format=esm --packages=external --outfile=node_modules/.cache/room.mjs
   NODE_ENV=production node node_modules/.cache/room.mjs busy|ask|hostile|replay|done|crash */
import type { Frontend, FrontendState, Intent } from "../../src/engine/contract.ts";
import type { SessionEvent } from "../../src/engine/domain/events.ts";
import { evolveAll } from "../../src/engine/domain/evolve.ts";
import { emptyState } from "../../src/engine/domain/state.ts";
import { startControlRoom } from "../../src/ui/start.tsx";
import { activity, fakeFrontend, numbered, start, stateOf, type Timed } from "./session.ts";
import { hostile, replaying, sixteen, succeeded } from "./session-scenes.ts";
import { askingCritical } from "./session-work.ts";

const scene = process.argv[2] ?? "busy";

/** Moves recorded times to now, so that elapsed times count on. */
const shifted = (state: FrontendState): FrontendState => {
  const by = Date.now() - Date.parse(state.session.lastAt ?? new Date(start).toISOString());
  const later = (at: string): string => new Date(Date.parse(at) + by).toISOString();
  const recent = state.recent.map((event) => ({ ...event, at: later(event.at) }));
  return { ...state, recent, session: evolveAll(emptyState, recent) };
};

const scenes: Readonly<Record<string, () => FrontendState>> = {
  busy: () => shifted(stateOf(sixteen)),
  ask: () => shifted(stateOf(askingCritical)),
  hostile: () => shifted(stateOf(hostile)),
  replay: () => replaying,
  done: () => stateOf(succeeded),
  crash: () => shifted(stateOf(sixteen)),
};

const first = scenes[scene]?.() ?? stateOf([]);
const diff = Array.from({ length: 200 }, (_, index) => `${index % 3 === 0 ? "-" : "+"}line ${index}`).join(
  "\n",
);
const frontend = fakeFrontend(first, { tail: async () => diff });

const apply = (events: readonly SessionEvent[]): void => {
  const state = frontend.store.getState();
  const session = evolveAll(state.session, events);
  frontend.show({ ...state, session, recent: [...state.recent, ...events].slice(-500) });
};

let seq = first.session.seq;
const next = (timed: Timed): SessionEvent => {
  seq += 1;
  const event = numbered([timed])[0];
  if (event === undefined) throw new Error("no event");
  return { ...event, seq, at: new Date().toISOString() };
};

/** Sixteen agents that each say something four times a second. */
const busy = (): NodeJS.Timeout =>
  setInterval(() => {
    const runs = frontend.store.getState().session.runOrder;
    const id = runs[seq % runs.length] ?? "";
    apply([
      next(activity(id, 0, seq % 2 === 0 ? "edit" : "run", `step ${seq} of src/module-${seq % 7}/file.ts`)),
    ]);
  }, 1000 / 64);

const answering: Frontend = {
  ...frontend,
  dispatch: async (intent: Intent) => {
    if (intent.kind !== "answer") return;
    const { confirmation, answer } = intent;
    apply([next([0, { type: "confirmation.answered", confirmation, answer, by: "person", channel: "tui" }])]);
  },
};

const timer = scene === "busy" ? busy() : undefined;
if (scene === "crash") setTimeout(() => frontend.show({ ...first, session: null } as never), 1000);
try {
  const { stdout, stdin, env } = process;
  const result = await startControlRoom(answering, { stdout, stdin, environment: env });
  const { user, system } = process.cpuUsage();
  console.log(result, `cpu ${Math.round((user + system) / 1000)} ms in ${Math.round(process.uptime())} s`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
clearInterval(timer);
