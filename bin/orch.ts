#!/usr/bin/env node
// The entry: as little as possible before the command is known, so that `--version` costs what Node costs.
const oldestNode = 24;

const [major] = process.versions.node.split(".");
if (Number(major) < oldestNode) {
  process.stderr.write(
    `orch needs Node ${oldestNode} or newer, this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Install a newer one (https://nodejs.org). In a clone of orch, npm start and npx have one that npm install brought.\n",
  );
  process.exit(2);
}

const [first] = process.argv.slice(2);
if (first === "--version" || first === "-V") {
  process.stdout.write(`${process.env.ORCH_VERSION ?? "0.0.0-source"}\n`);
} else {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache?.();
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv);
  // What is still open here (a watcher that closes slowly) must not keep a finished command alive.
  if (process.stdout.writableLength === 0) process.exit();
  process.stdout.once("drain", () => process.exit());
}
