import { readFileSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import { UserFault } from "../src/engine/domain/errors.ts";
import type { SessionPaths } from "../src/engine/io/session-folder.ts";

/** What an engine needs to go on with a session and cannot learn from the journal. Never a secret. */
const manifestSchema = z.object({
  format: z.literal("orch-session"),
  version: z.literal(1),
  session: z.string(),
  orchVersion: z.string(),
  createdAt: z.string(),
  moduleFolder: z.string(),
  repositoryRoot: z.string().nullable(),
  /** What --config named; null when orch.yaml is looked for. */
  configFile: z.string().nullable(),
  flags: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const writeManifest = (paths: SessionPaths, manifest: Manifest): Promise<void> =>
  writeFileAtomic(paths.manifest, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });

export const readManifest = (paths: SessionPaths): Manifest => {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(paths.manifest, "utf8")));
  } catch (error) {
    const why = error instanceof z.ZodError ? (error.issues[0]?.message ?? "") : String(error);
    throw new UserFault(
      `${paths.manifest} cannot be read: ${why}`,
      "The journal beside it is whole: orch report and orch tui --replay still work on it.",
    );
  }
};
