import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Launch } from "./adapter.ts";

const folders = [".opencode/plugin", ".opencode/plugins"];

const codeIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => /\.[cm]?[jt]s$/.test(name))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
};

/** Plugins that opencode would find from a folder upwards, but for the person's own in their home. */
export const projectPlugin = (from: string, home: string | undefined): string | null => {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const found = folder === home ? [] : folders.flatMap((name) => codeIn(path.join(folder, name)));
    if (found[0] !== undefined) return found[0];
    if (folder === path.dirname(folder)) return null;
  }
};

/** The person's configuration file, which is read without the plugins and tools beside it. */
export const personConfiguration = (home: string | undefined, xdg: string | undefined): string | null => {
  const folder = path.join(xdg ?? path.join(home ?? "/nonexistent", ".config"), "opencode");
  const names = ["opencode.jsonc", "opencode.json", "config.json"];
  return names.map((name) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
};

/**
 * opencode runs a project's plugins with the person's rights, whatever its switches say (seen with 1.18.33).
 * So it is not started there: this says so in its own dialect, and another agent takes over.
 */
export const refusingLaunch = (launch: Launch, plugin: string): Launch => {
  const message = `The request was refused by orch: opencode would run ${plugin} with your rights. Use another agent here.`;
  const event = JSON.stringify({ type: "error", error: { name: "orch", data: { message } } });
  return {
    ...launch,
    program: process.execPath,
    arguments: ["-e", "console.log(process.argv[1]); process.exitCode = 1;", event],
    environment: {},
    stdinFile: null,
  };
};
