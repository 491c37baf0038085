import { describe, expect, it } from "vitest";
import { startFakeModel } from "../fake-model/server.ts";
import { describeRealAgent, usualFailures } from "./agent-suite.ts";
import { realBinary } from "./binaries.ts";
import { trial } from "./setup-codex.ts";
import { createWorkshop, runToEnd } from "./workshop.ts";

describeRealAgent({
  name: "codex",
  costUsd: null,
  outputTokens: 452,
  loosen: (launch) => ({
    ...launch,
    arguments: launch.arguments.map((argument) => argument.replace('"orch"', '":danger-full-access"')),
  }),
  failures: usualFailures,
});

const binary = realBinary("codex");
describe.skipIf(binary.missing)("commands in the sandbox of Codex", () => {
  it("see no key, no secret file, and reach no network", async () => {
    const look = "env; cat .env; (exec 3<>/dev/tcp/127.0.0.1/$PORT) && echo NET-OPEN || echo NET-CLOSED";
    const workshop = createWorkshop("codex-sandbox");
    const probing = await startFakeModel();
    const port = new URL(probing.url("ok", "x")).port;
    const command = look.replace("$PORT", port);
    const server = await startFakeModel({
      scenarios: {
        look: {
          turns: [
            { do: "shell", command },
            { do: "say", text: "Done." },
          ],
        },
      },
    });
    await runToEnd(workshop, "look", trial(server.url("look", "look")));
    const last = server.requests("look").at(-1)?.body ?? "";
    await Promise.all([server.close(), probing.close()]);
    workshop.remove();
    expect(last).toContain("NET-CLOSED");
    expect(last).toContain("ORCH_RUN_ID=look");
    expect(last).not.toMatch(/sk-dummy|do-not-read|\bNET-OPEN\\n/);
  });
});
