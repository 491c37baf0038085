import type { OutputFact } from "./adapter.ts";
import { activity, plainCommand } from "./shared/activity.ts";
import { type JsonObject, textOf } from "./shared/json-line.ts";

/** The end of a path tells most, and these agents do not say what it is relative to. */
const shortEnd = (file: string): string => {
  const parts = file.split("/");
  return parts.length > 5 ? `…/${parts.slice(-3).join("/")}` : file;
};

/** What Copilot CLI and opencode do with a tool: their tools are named alike. */
export const toolActivity = (tool: string, input: JsonObject): OutputFact[] => {
  const file = shortEnd(textOf(input.filePath) || textOf(input.path));
  switch (tool) {
    case "view":
    case "read":
    case "list":
      return activity("read", `read ${file}`);
    case "grep":
    case "rg":
    case "glob":
      return activity("read", `search ${textOf(input.pattern)}`);
    case "create":
    case "write":
    case "edit":
    case "multiedit":
    case "patch":
    case "apply_patch":
    case "str_replace_editor":
      return activity("edit", `edit ${file}`);
    case "bash":
      return activity("run", `run ${plainCommand(textOf(input.command))}`);
    default:
      return activity("run", `use ${tool}`);
  }
};
