import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startFakeModel } from "./server.ts";

/** `node test/agents/fake-model/main.ts --port 18099 [--log file]`: the server by hand, until it is stopped. */
const { values } = parseArgs({ options: { port: { type: "string" }, log: { type: "string" } } });
const server = await startFakeModel({ port: Number(values.port ?? 0) });
process.stdout.write(`${server.url("<scenario>", "<run>")}\n`);

process.once("SIGTERM", async () => {
  if (values.log !== undefined) writeFileSync(values.log, JSON.stringify(server.requests(), null, 1));
  await server.close();
});
