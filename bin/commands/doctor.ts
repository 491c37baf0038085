import { execa } from "execa";
import type { Adapter, Detection, DetectionContext } from "../../src/agents/adapter.ts";

export type DoctorAgent = {
  readonly adapter: Adapter;
  readonly context: DetectionContext;
};

export type DoctorTerminal = {
  readonly interactive: boolean;
  readonly columns: number | null;
  readonly rows: number | null;
  /** Bits: 1 is no colour, 4 is 16, 8 is 256, 24 is all. */
  readonly colorDepth: number;
  readonly unicode: boolean;
};

export type DoctorDeps = {
  readonly orchVersion: string;
  readonly nodeVersion: string;
  readonly environment: DetectionContext["hostEnvironment"];
  readonly agents: readonly DoctorAgent[];
  readonly terminal: DoctorTerminal;
};

type Sink = { readonly write: (text: string) => unknown };
type Problem = { readonly about: string; readonly message: string; readonly advice: string };

const atLeast = (version: string, major: number, minor: number): boolean => {
  const [haveMajor = 0, haveMinor = 0] = version.split(".").map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
};

const detect = async ({ adapter, context }: DoctorAgent): Promise<Detection> => {
  try {
    return await adapter.detect(context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      available: false,
      binary: null,
      version: null,
      loggedIn: null,
      problems: [{ message, advice: "Please report this: it is a bug of orch.", blocking: true }],
    };
  }
};

const gitVersion = async (environment: DoctorDeps["environment"]): Promise<string | null> => {
  const result = await execa("git", ["--version"], {
    env: { ...environment },
    extendEnv: false,
    reject: false,
  });
  return result.failed ? null : (/\d+\.\d+(\.\d+)?/.exec(result.stdout)?.[0] ?? null);
};

const examine = async (deps: DoctorDeps) => {
  const [git, ...detections] = await Promise.all([gitVersion(deps.environment), ...deps.agents.map(detect)]);
  const agents = deps.agents.flatMap(({ adapter, context }, index) => {
    const found = detections[index];
    if (found === undefined) return [];
    const { name, title, canEdit, free, enforcement } = adapter;
    const model = context.settings.model ?? adapter.defaultModel;
    return [{ name, title, ...found, model, canEdit, free, enforcement }];
  });
  const node = deps.nodeVersion.replace(/^v/, "");
  return {
    orch: deps.orchVersion,
    node: { version: node, ok: atLeast(node, 24, 0) },
    git: { version: git, ok: git !== null && atLeast(git, 2, 38) },
    terminal: deps.terminal,
    agents,
  };
};
type Examined = Awaited<ReturnType<typeof examine>>;

const problemsOf = ({ node, git, terminal, agents }: Examined): readonly Problem[] => {
  const machine: Problem[] = [];
  if (!node.ok) {
    machine.push({
      about: "Node",
      message: `Node ${node.version} is too old.`,
      advice: "Use Node 24 or newer.",
    });
  }
  if (!git.ok) {
    const message = git.version === null ? "git was not found." : `git ${git.version} is too old.`;
    machine.push({ about: "git", message, advice: "Install git 2.38 or newer: editing needs it." });
  }
  if (terminal.columns !== null && terminal.columns < 80) {
    const message = `The terminal has only ${terminal.columns} columns.`;
    machine.push({ about: "terminal", message, advice: "The control room wants 80×24 or more." });
  }
  const ofAgents = agents.flatMap(({ name, problems }) =>
    problems.map(({ message, advice }) => ({ about: name, message, advice })),
  );
  return [...machine, ...ofAgents];
};

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? "")].length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

const yesNo = (value: boolean | null): string => (value === null ? "not known" : value ? "yes" : "no");

const agentTable = (agents: Examined["agents"]): string =>
  table([
    ["agent", "found", "version", "logged in", "model"],
    ...agents.map(({ name, available, binary, version, loggedIn, model }) => [
      name,
      available ? "yes" : binary === null ? "no" : "not usable",
      version ?? "–",
      binary === null ? "–" : yesNo(loggedIn),
      model ?? "its own default",
    ]),
  ]);

const roleLines = (agents: Examined["agents"]): string =>
  agents
    .filter(({ available }) => available)
    .map(({ name, enforcement: { audit, edit } }) =>
      [
        name,
        `  audits   the program itself: ${audit.byAgent}`,
        `           the worktree:       ${audit.byWorktree}`,
        `  edits    the program itself: ${edit.byAgent}`,
        `           the worktree:       ${edit.byWorktree}`,
      ].join("\n"),
    )
    .join("\n");

const colors: Readonly<Record<number, string>> = { 1: "no colours", 4: "16 colours", 8: "256 colours" };

const terminalText = ({ interactive, columns, rows, colorDepth, unicode }: DoctorTerminal): string => {
  if (!interactive) return "none here: orch runs without the control room";
  const size = columns === null || rows === null ? "size not known" : `${columns}×${rows}`;
  return `${size}, ${colors[colorDepth] ?? "all colours"}, ${unicode ? "Unicode" : "ASCII only"}`;
};

const asText = (examined: Examined): string => {
  const { orch, node, git, terminal, agents } = examined;
  const problems = problemsOf(examined).map(
    ({ about, message, advice }) => `${about}: ${message}\n  ${advice}`,
  );
  return [
    table([
      ["orch", orch],
      ["Node", `${node.version}${node.ok ? "" : " (too old)"}`],
      ["git", `${git.version ?? "not found"}${git.ok || git.version === null ? "" : " (too old)"}`],
      ["terminal", terminalText(terminal)],
    ]),
    agentTable(agents),
    `What holds an agent to its role\n${roleLines(agents)}`,
    problems.length === 0 ? "Nothing to do." : `What to do\n${problems.join("\n")}`,
    "",
  ].join("\n\n");
};

/**
 * `orch doctor`: what this machine has for orch, without spending anything.
 * Answers 0, 2 when Node or git is not fit, 6 when no agent is available.
 */
export const runDoctor = async (
  options: { readonly json: boolean },
  deps: DoctorDeps,
  out: Sink,
): Promise<number> => {
  const examined = await examine(deps);
  const report = { ...examined, problems: problemsOf(examined) };
  out.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : asText(examined));
  if (!examined.node.ok || !examined.git.ok) return 2;
  return examined.agents.some(({ available }) => available) ? 0 : 6;
};
