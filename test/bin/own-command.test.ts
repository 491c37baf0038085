import { join } from "node:path";
import { expect, test } from "vitest";
import { comeBackCommand } from "../../bin/own-command.ts";
import { sessionsFolderOf } from "../../bin/sessions-folder.ts";
import { sessionPaths } from "../../src/engine/io/session-folder.ts";
import { temporaryFolder } from "../support/temporary.ts";

test("the way back names the folder of the sessions only where it is another one", async () => {
  const here = await sessionsFolderOf(undefined);
  expect(await comeBackCommand(sessionPaths(here, "0197-one"))).toBe("orch tui 0197-one");
  const elsewhere = join(temporaryFolder(), "sessions");
  expect(await comeBackCommand(sessionPaths(elsewhere, "0197-one"))).toBe(
    `orch tui 0197-one --sessions-dir '${elsewhere}'`,
  );
});
