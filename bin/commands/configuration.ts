import { UserFault } from "../../src/engine/domain/errors.ts";
import { initConfig } from "../../src/engine/io/config-init.ts";
import { getUserDefault, listUserDefaults, setUserDefault } from "../../src/engine/io/config-user.ts";

/** `orch init`: writes a commented orch.yaml with the commands that were found. */
export const runInit = async (folder: string | undefined): Promise<number> => {
  const file = await initConfig(folder ?? process.cwd());
  process.stdout.write(`${file} written. Read it, change what you like, then: orch tui\n`);
  return 0;
};

const show = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const list = async (): Promise<number> => {
  const { file, values } = await listUserDefaults();
  const set = Object.entries(values);
  process.stdout.write(set.length === 0 ? `Nothing is set in ${file}\n` : "");
  for (const [name, value] of set) process.stdout.write(`${name}: ${show(value)}\n`);
  return 0;
};

/** `orch config get|set|list`: the person's own defaults, below every orch.yaml. */
export const runConfig = async (
  action: string,
  key: string | undefined,
  value: string | undefined,
): Promise<number> => {
  if (action === "list") return list();
  if (action !== "get" && action !== "set") {
    throw new UserFault(`orch config ${action}: there is no such action.`, "Allowed: get, set, list.");
  }
  if (key === undefined) {
    throw new UserFault(`orch config ${action} needs a key.`, "For example: orch config get maxBudgetUsd");
  }
  if (action === "set") {
    process.stdout.write(`${key}: ${show((await setUserDefault(key, value)) ?? "not set")}\n`);
    return 0;
  }
  process.stdout.write(`${show((await getUserDefault(key)) ?? "not set")}\n`);
  return 0;
};
