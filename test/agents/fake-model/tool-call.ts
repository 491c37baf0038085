import path from "node:path";
import type { Conversation, OfferedTool } from "./conversation.ts";
import type { ToolTurn } from "./scenario.ts";

/** A call of a tool that the CLI really offers. `freeform` is for tools that take text instead of JSON. */
export type ToolCall = {
  readonly tool: OfferedTool;
  readonly input: Readonly<Record<string, unknown>>;
  readonly freeform: string | null;
};

type Known = readonly [name: string, input: (target: string, content: string) => Record<string, unknown>];

const shells: readonly Known[] = [
  ["Bash", (command) => ({ command, description: "scripted command" })],
  ["exec_command", (cmd) => ({ cmd })],
  ["shell_command", (command) => ({ command })],
  ["run_shell_command", (command) => ({ command, description: "scripted command" })],
  ["shell", (command) => ({ command: ["bash", "-lc", command] })],
  ["bash", (command) => ({ command, description: "scripted command" })],
];
const readers: readonly Known[] = [
  ["Read", (file) => ({ file_path: file })],
  ["read_file", (file) => ({ file_path: file })],
  ["view", (file) => ({ path: file })],
  ["read", (file) => ({ filePath: file })],
];
const writers: readonly Known[] = [
  ["Write", (file, content) => ({ file_path: file, content })],
  ["write_file", (file, content) => ({ file_path: file, content })],
  ["write", (file, content) => ({ filePath: file, content })],
  ["create", (file, content) => ({ path: file, file_text: content })],
];

/** The same tool takes its file under another name in each CLI: the offered one is taken. */
const fileKeys = ["file_path", "filePath", "filepath", "path"];

const asOffered = (
  { parameters }: OfferedTool,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]) => {
      if (parameters.length === 0 || parameters.includes(key) || !fileKeys.includes(key)) return [key, value];
      return [fileKeys.find((name) => parameters.includes(name)) ?? key, value];
    }),
  );

const first = (
  tools: readonly OfferedTool[],
  known: readonly Known[],
  target: string,
  content = "",
): ToolCall | null => {
  for (const [name, input] of known) {
    const tool = tools.find((offered) => offered.name === name);
    if (tool !== undefined) return { tool, input: asOffered(tool, input(target, content)), freeform: null };
  }
  return null;
};

const patchFor = (file: string, content: string): string => {
  const lines = content.replace(/\n$/, "").split("\n");
  return [
    "*** Begin Patch",
    `*** Add File: ${file}`,
    ...lines.map((line) => `+${line}`),
    "*** End Patch",
    "",
  ].join("\n");
};

/** Codex offers its patch as a tool of its own, or inside a JavaScript tool, depending on the model's name. */
const patchCall = (tools: readonly OfferedTool[], file: string, content: string): ToolCall | null => {
  const patch = patchFor(file, content);
  const own = tools.find((offered) => offered.name === "apply_patch");
  if (own !== undefined) {
    const key = own.parameters.includes("patchText") ? "patchText" : "input";
    return { tool: own, input: { [key]: patch }, freeform: own.freeform ? patch : null };
  }
  const script = tools.find((offered) => offered.name === "exec" && offered.freeform);
  if (script === undefined) return null;
  const code = `const r = await tools.apply_patch(${JSON.stringify(patch)});\ntext(JSON.stringify(r));`;
  return { tool: script, input: {}, freeform: code };
};

const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

const writeByShell = (file: string, content: string): string =>
  `mkdir -p ${quote(path.dirname(file))} && cat > ${quote(file)} <<'ENDOFFILE'\n${content.replace(/\n$/, "")}\nENDOFFILE`;

const fill = (template: string, talk: Conversation): string =>
  template
    .replaceAll("{report}", talk.reportFile ?? "report.md")
    .replaceAll("{folder}/", talk.workingFolder === null ? "" : `${talk.workingFolder}/`);

/** Null when the CLI offers nothing to do it with: the role took the tool away. */
export const toToolCall = (turn: ToolTurn, talk: Conversation): ToolCall | null => {
  const { tools } = talk;
  switch (turn.do) {
    case "call": {
      const unknown = { name: turn.tool, namespace: null, freeform: false, parameters: [] };
      const tool = tools.find((offered) => offered.name === turn.tool) ?? unknown;
      const input = JSON.parse(fill(JSON.stringify(turn.input), talk)) as Record<string, unknown>;
      return { tool, input, freeform: null };
    }
    case "shell":
      return first(tools, shells, fill(turn.command, talk));
    case "read": {
      const file = fill(turn.file, talk);
      return first(tools, readers, file) ?? first(tools, shells, `cat ${quote(file)}`);
    }
    case "write": {
      const file = fill(turn.file, talk);
      const byShell = (): ToolCall | null => first(tools, shells, writeByShell(file, turn.content));
      if (turn.through === "shell") return byShell();
      return first(tools, writers, file, turn.content) ?? patchCall(tools, file, turn.content) ?? byShell();
    }
  }
};
