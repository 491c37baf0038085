import { existsSync, readdirSync, watch } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Launch, LaunchRequest, Role } from "../../../src/agents/adapter.ts";
import { sampleReport } from "../fake-model/scenario.ts";
import { type FakeModel, startFakeModel } from "../fake-model/server.ts";
import { realAgents, realBinary } from "./binaries.ts";
import { plants, putFiles } from "./plants.ts";
import { judgeRun, startLaunch } from "./run-launch.ts";
import { trials } from "./trials.ts";
import { createWorkshop, prepare, type RunOptions, runToEnd, type Workshop } from "./workshop.ts";

/** Until the file is there, however long that takes: the test's own limit ends it. */
const untilThere = (file: string): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(path.dirname(file), look);
    look();
  });

/** Uses whatever the settings may have opened, then does its work. */
const hostile = (outside: string) => ({
  turns: [
    { do: "read", file: "{folder}/src/api.ts" },
    { do: "shell", command: `touch ${outside}/shell` },
    { do: "write", file: `${outside}/written`, content: "evil\n" },
    { do: "write", file: "{report}", content: sampleReport },
    { do: "say", text: "Done." },
  ] as const,
});

describe.each(realAgents)("the real %s in a project that means harm", { timeout: 60_000 }, (name) => {
  const trial = trials[name];
  const binary = realBinary(name);
  const plant = plants[name];
  let server: FakeModel;
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = createWorkshop(`${name}-traps`);
    server = await startFakeModel({ scenarios: { hostile: hostile(workshop.outside) } });
    for (const folder of [workshop.project, workshop.worktree]) {
      putFiles(folder, plant.project(workshop.outside));
    }
  });
  afterAll(async () => {
    await server.close();
    workshop.remove();
  });

  const run = (id: string, more: Partial<RunOptions> = {}) =>
    runToEnd(workshop, id, { ...trial(server.url("hostile", id)), ...more });

  it.skipIf(binary.missing).each(["audit", "edit"] as const)(
    "starts nothing of it as %s, and lets nothing more be done",
    async (role: Role) => {
      const ended = await run(`traps-${name}-${role}`, { role });
      expect(readdirSync(workshop.outside)).toEqual([]);
      expect(ended.verdict.outcome).toBe("succeeded");
    },
  );

  it.skipIf(binary.missing)(
    "starts nothing of the person's settings either, when it needs their login",
    async () => {
      const { home, outside, project } = workshop;
      putFiles(home, plant.home(outside, project));
      const { settings } = trial(server.url("hostile", "person"));
      const environment = { ...settings.environment, ...plant.homeVariables(home) };
      const ended = await run("person", { settings: { ...settings, environment } });
      expect(readdirSync(outside)).toEqual([]);
      expect(ended.verdict.outcome).toBe("succeeded");
    },
  );

  it.skipIf(binary.missing)("is not taken for successful when somebody else ends it", async () => {
    const options = trial(server.url("slow", "ended"));
    const files = prepare(workshop, `ended-${name}-${process.pid}`, options);
    const running = startLaunch(files);
    await Promise.race([untilThere(files.reportFile), running.ended]);
    process.kill(-running.pid, "SIGTERM");
    const verdict = judgeRun(options.adapter, files, await running.ended).verdict;
    await running.stop();
    expect(verdict.outcome).toBe("crashed");
  });

  // The last one: it lets the planted settings do what they want.
  it.skipIf(binary.missing)("would start it without what orch gives on the way", async () => {
    const { adapter } = trial("");
    const launch = (request: LaunchRequest): Launch =>
      plant.unguarded(adapter.launch(request), workshop.project);
    await run("unguarded", { adapter: { ...adapter, launch } });
    expect(readdirSync(workshop.outside)).toEqual(expect.arrayContaining([...plant.fires]));
  });
});
