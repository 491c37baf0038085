import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FrontendState } from "../../src/engine/contract.ts";
import { problemsOf } from "./frame-rules.ts";
import { keys, openScreen, type Screen, still } from "./screen.ts";
import { auditing, type FakeFrontend, fakeFrontend, start, stateOf } from "./session.ts";
import {
  emptyStart,
  engineGone,
  firstSeconds,
  hostile,
  outOfBudget,
  replaying,
  sixteen,
  succeeded,
} from "./session-scenes.ts";
import { asking, askingCritical, fixing, onlyCritical } from "./session-work.ts";

/* Golden screens: ORCH_UPDATE_FRAMES=1 writes them anew; look at the difference before committing it. */

const folder = join(import.meta.dirname, "..", "frames");
const isUpdating = process.env.ORCH_UPDATE_FRAMES === "1";

const diff = `diff --git a/controllers/query.py b/controllers/query.py
--- a/controllers/query.py
+++ b/controllers/query.py
@@ -126,5 +126,4 @@ def build(request):
     columns = request.get("columns")
-    order = request.get("order")
-    return "SELECT * FROM t ORDER BY " + order
+    order = allowed[request.get("order")]
+    return f"SELECT * FROM t ORDER BY {order}"
${Array.from({ length: 80 }, (_, index) => `-    line ${index + 1} of the old export`).join("\n")}
`;

type Scene = {
  readonly name: string;
  readonly state: FrontendState;
  readonly keys?: readonly string[];
  /** What stands on the screen once the keys have done their work. */
  readonly until?: string;
  readonly sizes?: readonly (readonly [number, number])[];
};

const both = [
  [80, 24],
  [120, 36],
] as const;

const audit = stateOf(auditing);
const done = stateOf(succeeded);

const scenes: readonly Scene[] = [
  { name: "empty-start", state: emptyStart },
  { name: "first-seconds", state: firstSeconds },
  { name: "audit-four-panes", state: audit },
  { name: "audit-focus-second", state: audit, keys: [keys.tab] },
  { name: "close-gaps", state: stateOf(fixing) },
  { name: "confirmation", state: stateOf(asking) },
  { name: "confirmation-queue", state: stateOf(askingCritical) },
  { name: "confirmation-explained", state: stateOf(asking), keys: ["e"], until: "yes: the work" },
  { name: "confirmation-diff", state: stateOf(asking), keys: ["d"], until: "ORDER BY" },
  { name: "confirmation-later", state: stateOf(asking), keys: [keys.escape] },
  { name: "confirmation-critical", state: stateOf(onlyCritical), keys: ["p", "r"], until: "pr▏" },
  { name: "sixteen-agents", state: stateOf(sixteen) },
  { name: "sixteen-agents-last", state: stateOf(sixteen), keys: ["\u{1b}[Z"], until: "16 codex" },
  { name: "abort", state: audit, keys: ["X"], until: "Stop the session" },
  { name: "zoom", state: audit, keys: [keys.enter], until: "Agent 1" },
  { name: "zoom-prompt", state: audit, keys: [keys.enter, "p"], until: "Read only." },
  { name: "help", state: audit, keys: ["?"], until: "Everywhere" },
  { name: "view-findings", state: stateOf(fixing), keys: ["2"], until: "by severity" },
  { name: "view-finding-details", state: stateOf(fixing), keys: ["2", keys.enter], until: "History" },
  { name: "view-budget", state: stateOf(outOfBudget), keys: ["3"], until: "by phase" },
  { name: "view-timeline", state: done, keys: ["4"], until: "iteration  " },
  { name: "view-events", state: stateOf(fixing), keys: ["5"], until: "following" },
  {
    name: "view-events-search",
    state: stateOf(fixing),
    keys: ["5", "/", "r5", keys.enter],
    until: "match 1 of",
  },
  { name: "view-report", state: done, keys: ["6"], until: "confirmations" },
  { name: "stopped-success", state: done },
  { name: "stopped-budget", state: stateOf(outOfBudget) },
  { name: "engine-gone", state: engineGone },
  { name: "replay", state: replaying },
  { name: "replay-go-to", state: replaying, keys: ["g", "5", "0", "%"], until: "50%▏" },
  { name: "hostile-text", state: stateOf(hostile) },
  { name: "hostile-zoom", state: stateOf(hostile), keys: [keys.enter], until: "Agent 1" },
  { name: "hostile-findings", state: stateOf(hostile), keys: ["2"], until: "by severity" },
  {
    name: "too-small",
    state: audit,
    sizes: [
      [20, 5],
      [59, 16],
      [60, 15],
      [8, 3],
    ],
  },
  { name: "smallest", state: audit, sizes: [[60, 16]] },
  { name: "smallest-confirmation", state: stateOf(asking), sizes: [[60, 16]] },
];

const open: Screen[] = [];

beforeEach(() => {
  // The wall clock of the screen; timers stay real.
  vi.spyOn(Date, "now").mockReturnValue(start + 46_000);
});

afterEach(async () => {
  for (const screen of open.splice(0)) {
    screen.stdin.write(keys.controlC);
    await screen.left;
  }
  vi.restoreAllMocks();
});

const draw = async (
  scene: Scene,
  frontend: FakeFrontend,
  columns: number,
  rows: number,
): Promise<readonly string[]> => {
  const screen = openScreen(frontend, { columns, rows });
  open.push(screen);
  await screen.settle();
  for (const key of scene.keys ?? []) await screen.press(key);
  if (scene.until !== undefined) await screen.waitFor(scene.until);
  await screen.settle();
  return screen.lines();
};

const compare = (file: string, text: string): void => {
  if (isUpdating) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, "utf8"));
};

describe("golden screens", () => {
  for (const scene of scenes) {
    for (const [columns, rows] of scene.sizes ?? both) {
      test(`${scene.name} ${columns}×${rows}`, async () => {
        const tail = async ({ what }: { what: string }) =>
          what === "diff" ? diff : "# Audit the backend\n\nRead only.\n";
        const frontend = fakeFrontend(scene.state, { tail });
        const lines = await draw(scene, frontend, columns, rows);
        expect(problemsOf(lines, columns, rows)).toEqual([]);
        compare(join(folder, `${scene.name}-${columns}x${rows}.txt`), `${still(lines.join("\n"))}\n`);
      });
    }
  }
});
