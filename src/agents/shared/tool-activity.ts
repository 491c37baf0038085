import type { OutputFact } from "../adapter.ts";
import { activity, pathEnd, plainCommand } from "./activity.ts";
import { type JsonObject, textOf } from "./json-line.ts";

/** What Copilot CLI and opencode do with a tool: their tools are named alike. */
export const toolActivity = (tool: string, input: JsonObject): OutputFact[] => {
  const file = pathEnd(textOf(input.filePath) || textOf(input.path));
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
