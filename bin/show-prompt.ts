import { loadConfig } from "../src/engine/io/config.ts";
import { discover } from "../src/engine/io/discovery.ts";
import { inspectRepository } from "../src/engine/io/git.ts";
import { runPrompt } from "./commands/prompt.ts";
import { moduleFolderOf } from "./module-folder.ts";
import { templatesFolder } from "./package-paths.ts";

type PromptFlags = { readonly objective?: string; readonly feature?: string; readonly config?: string };

/** Gathers the facts of a module and prints the prompt that they make. */
export const showPrompt = async (
  name: string,
  module: string | undefined,
  flags: PromptFlags,
): Promise<number> => {
  const folder = moduleFolderOf(module);
  const { root } = await inspectRepository(folder);
  const file = flags.config === undefined ? {} : { file: flags.config };
  const config = await loadConfig({ moduleFolder: folder, repositoryRoot: root, flags: {}, ...file });
  const discovery = await discover(folder);
  return runPrompt(
    name,
    {
      builtInTemplates: templatesFolder,
      templatesDir: config.templatesDir,
      module: { name: discovery.name, relative: root === null ? "." : folder.slice(root.length + 1) || "." },
      discovery,
      commands: config.commands,
      reportFile: "RUN_FOLDER/out/report.md",
      workingFolder: folder,
      objective: flags.objective ?? null,
      feature: flags.feature ?? null,
    },
    process.stdout,
    process.stderr,
  );
};
