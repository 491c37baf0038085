import stringWidth from "string-width";
import { pricesDate } from "../../src/agents/prices.ts";
import type { DoctorTerminal, Examined, Problem } from "./doctor-facts.ts";

type Agent = Examined["agents"][number];

/** Where nothing tells a width, lines are cut for reading. */
const usualWidth = 100;

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - stringWidth(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** Breaks between words; lines after the first begin below the text of the first. */
const wrap = (head: string, text: string, width: number): string => {
  const room = Math.max(20, width - stringWidth(head));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && stringWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines
    .map((line, index) => `${index === 0 ? head : " ".repeat(stringWidth(head))}${line}`)
    .join("\n");
};

const yesNo = (value: boolean | null): string => (value === null ? "not known" : value ? "yes" : "no");

const modelCell = ({ models, free, builtIn }: Agent): string => {
  if (free) return "none needed";
  if (models.used === null) return builtIn ? "its own default" : "not known";
  const { price } = models;
  return `${models.used} ${price === null ? "(no known price)" : `$${price.input}/$${price.output}`}`;
};

const agentTable = (agents: readonly Agent[]): string =>
  table([
    ["agent", "found", "version", "logged in", "model, $ in/out per million"],
    ...agents.map((agent) => [
      agent.name,
      agent.available ? "yes" : agent.binary === null ? "no" : "not usable",
      agent.version ?? "–",
      agent.binary === null ? "–" : yesNo(agent.loggedIn),
      modelCell(agent),
    ]),
  ]);

const modelsShown = 6;

const modelLines = (agents: readonly Agent[], width: number): string => {
  const size = Math.max(...agents.map(({ name }) => name.length));
  return agents
    .filter(({ models }) => models.known.length > 0)
    .map(({ name, models: { known } }) => {
      const more = known.length > modelsShown ? ` and ${known.length - modelsShown} more` : "";
      return wrap(`${name.padEnd(size)}  `, `${known.slice(0, modelsShown).join(", ")}${more}`, width);
    })
    .join("\n");
};

const roleLines = (agents: readonly Agent[], width: number): string =>
  agents
    .filter(({ binary, free }) => binary !== null || free)
    .map(({ name, enforcement: { audit, edit } }) =>
      [
        name,
        wrap("  audits   the program itself: ", audit.byAgent, width),
        wrap("           the worktree:       ", audit.byWorktree, width),
        wrap("  edits    the program itself: ", edit.byAgent, width),
        wrap("           the worktree:       ", edit.byWorktree, width),
      ].join("\n"),
    )
    .join("\n");

const colors: Readonly<Record<number, string>> = { 1: "no colours", 4: "16 colours", 8: "256 colours" };

const terminalText = ({ interactive, columns, rows, colorDepth, unicode }: DoctorTerminal): string => {
  if (!interactive) return "none here: orch runs without the control room";
  const size = columns === null || rows === null ? "size not known" : `${columns}×${rows}`;
  return `${size}, ${colors[colorDepth] ?? "all colours"}, ${unicode ? "Unicode" : "ASCII only"}`;
};

const todo = (problems: readonly Problem[], width: number): string =>
  problems
    .map(
      ({ about, message, advice }) => `${wrap(`${about}: `, message, width)}\n${wrap("  ", advice, width)}`,
    )
    .join("\n");

export const doctorText = (examined: Examined, problems: readonly Problem[]): string => {
  const { orch, node, git, terminal, agents } = examined;
  const width = Math.min(terminal.columns ?? usualWidth, usualWidth);
  const known = modelLines(agents, width);
  return [
    table([
      ["orch", orch],
      ["Node", `${node.version}${node.ok ? "" : " (too old)"}`],
      ["git", `${git.version ?? "not found"}${git.ok || git.version === null ? "" : " (too old)"}`],
      ["terminal", terminalText(terminal)],
    ]),
    agentTable(agents),
    ...(known === "" ? [] : [`Models with a known price (list of ${pricesDate}; all with --json)\n${known}`]),
    `What holds an agent to its role\n${roleLines(agents, width)}`,
    problems.length === 0 ? "Nothing to do." : `What to do\n${todo(problems, width)}`,
    "",
  ].join("\n\n");
};
