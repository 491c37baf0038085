import type { OutputFact } from "../adapter.ts";
import { activity, pathEnd, plainCommand } from "./activity.ts";
import { type JsonObject, textOf } from "./json-line.ts";

// The tools of all agents by what they do: several go by the same name, and none by another's with another meaning.
const readers = new Set(["Read", "read", "read_file", "read_many_files", "view", "list", "list_directory"]);
const searchers = new Set(["Grep", "Glob", "grep", "glob", "rg", "grep_search", "search_file_content"]);
const editors = new Set([
  "Write",
  "Edit",
  "MultiEdit",
  "NotebookEdit",
  "write",
  "edit",
  "multiedit",
  "create",
  "replace",
  "patch",
  "apply_patch",
  "write_file",
  "str_replace_editor",
]);
const shells = new Set(["Bash", "bash", "run_shell_command"]);

const fileOf = (input: JsonObject): string =>
  textOf(input.file_path) ||
  textOf(input.filePath) ||
  textOf(input.notebook_path) ||
  textOf(input.dir_path) ||
  textOf(input.path);

/** What an agent does with a tool, in one line. */
export const toolActivity = (tool: string, input: JsonObject): OutputFact[] => {
  if (readers.has(tool)) return activity("read", `read ${pathEnd(fileOf(input))}`);
  if (searchers.has(tool)) return activity("read", `search ${textOf(input.pattern)}`);
  if (editors.has(tool)) return activity("edit", `edit ${pathEnd(fileOf(input))}`);
  if (shells.has(tool)) return activity("run", `run ${plainCommand(textOf(input.command))}`);
  return activity("run", `use ${tool}`);
};
