import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startFakeModel } from "../fake-model/server.ts";
import { repository } from "./binaries.ts";
import { createWorkshop, type RunOptions, runToEnd } from "./workshop.ts";

/**
 * `node test/agents/real/record.ts claude`: records what the installed program prints, for the tests that run
 * without it. Paths are made neutral, and long lists that no reader looks at are left out.
 */
const scenarios = [
  "ok",
  "edit",
  "wrong-key",
  "unknown-model",
  "rate-limit-twice",
  "rate-limit",
  "quota",
  "server-error",
  "context-too-long",
  "cut-after-head",
  "no-report",
];
const kept = ["type", "subtype", "cwd", "session_id", "tools", "model", "permissionMode", "apiKeySource"];

const shortLine = (line: string): string => {
  if (!line.includes('"subtype":"init"')) return line;
  const event = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(kept.map((key) => [key, event[key]])));
};

const name = process.argv[2] ?? "claude";
const folder = path.join(repository, "test/agents/fixtures", name);
const { trial } = (await import(`./setup-${name}.ts`)) as { trial: (url: string) => RunOptions };
const server = await startFakeModel();
const workshop = createWorkshop(`record-${name}`);
mkdirSync(folder, { recursive: true });
const exitCodes: Record<string, number | null> = {};

for (const scenario of scenarios) {
  const role = scenario === "edit" ? "edit" : "audit";
  const ended = await runToEnd(workshop, scenario, { ...trial(server.url(scenario, scenario)), role });
  for (const stream of ["stdout", "stderr"]) {
    const text = readFileSync(path.join(ended.runFolder, `${stream}.log`), "utf8")
      .split("\n")
      .filter((line) => !/^\s+at /.test(line))
      .map(shortLine)
      .join("\n")
      .replaceAll(workshop.root, "/work")
      .replaceAll(repository, "/orch");
    writeFileSync(path.join(folder, `${scenario}.${stream}`), text);
  }
  exitCodes[scenario] = ended.exitCode;
}
writeFileSync(path.join(folder, "exit-codes.json"), `${JSON.stringify(exitCodes, null, 2)}\n`);
await server.close();
workshop.remove();
