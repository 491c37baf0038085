import type { Task } from "./events-run.ts";
import type { SessionSettings } from "./events-session.ts";
import type { AgentState } from "./state.ts";

/** `chooseAgent` of orch.yaml: an agent, or several in order, per kind of work. A row left out stays as it is. */
export type ChoiceTable = Readonly<Partial<Record<Row, string | readonly string[]>>> & {
  /** Who audits a dimension; wins over `audit`. */
  readonly dimensions?: Readonly<Record<string, string | readonly string[]>>;
};
type Row = "audit" | "documentation" | "complexParsing" | "highComplexity" | "development";

export type Work = "audit" | "documentation" | "complex-parsing" | "development";

export type ChoiceRequest = {
  readonly work: Work;
  readonly complexity: "low" | "medium" | "high";
  /** What an audit looks at; null for other work. */
  readonly dimension: string | null;
  /** True when the agent must change files. */
  readonly edits: boolean;
  /** Taken only when there is no other: those whose own work would be judged, or that just failed. */
  readonly avoid: readonly string[];
  /** Never taken: those that gave up on this very task. */
  readonly exclude: readonly string[];
  /** ISO time against which open circuits are measured. */
  readonly now: string;
};

export type Choice =
  | { readonly agent: string; readonly model: string | null; readonly reason: string }
  /** `waitUntil` is when the first open circuit closes: waiting may help. Null when it cannot. */
  | { readonly none: readonly string[]; readonly waitUntil: string | null };

/** The agents that stand for themselves; every other name is one that orch.yaml adds. */
const realAgents = ["claude", "codex", "copilot", "gemini", "opencode"];
const lastResort = "local";

const rowTitles: Readonly<Record<Row, string>> = {
  audit: "audits",
  documentation: "documentation",
  complexParsing: "complex parsing",
  highComplexity: "highly complex projects",
  development: "development",
};

const documentFile = /\.(md|mdx|rst|adoc|txt)$/i;

/** The kind of work that a task is for the table. */
export const workOf = (task: Task): Work => {
  if (task.kind === "audit") return "audit";
  const onlyDocuments = task.kind === "fix" && task.files.length > 0 && task.files.every(isDocument);
  return onlyDocuments ? "documentation" : "development";
};

const isDocument = (file: string): boolean => documentFile.test(file);

const rowOf = ({ work, complexity }: ChoiceRequest): Row => {
  if (work === "audit" || work === "documentation") return work;
  if (work === "complex-parsing") return "complexParsing";
  return complexity === "high" ? "highComplexity" : "development";
};

const contractTable = (settings: SessionSettings): Readonly<Record<Row, string>> => ({
  audit: settings.preferredAuditTool,
  documentation: "gemini",
  complexParsing: "codex",
  highComplexity: "codex",
  development: settings.preferredDevTool,
});

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

/** The dimension's agents, then the row's, their fallbacks, and the tool that is preferred for this side of the work. */
const namedFor = (
  row: Row,
  dimension: string | null,
  settings: SessionSettings,
  table: ChoiceTable,
): readonly string[] => {
  const auditors = [(dimension === null ? null : table.dimensions?.[dimension]) ?? []].flat();
  const named = [...auditors, ...[table[row] ?? contractTable(settings)[row]].flat()];
  const side = row === "audit" ? settings.preferredAuditTool : settings.preferredDevTool;
  const fallbacks = named.flatMap((name) => {
    const fallback = settings.agents.find((agent) => agent.name === name)?.fallback;
    return fallback == null ? [] : [fallback];
  });
  return unique([...named, ...fallbacks, side]);
};

type Agents = Readonly<Record<string, AgentState>>;

/** What always gives the same answer to the same input cannot be partial to its own work. */
const isAvoided = (request: ChoiceRequest, agents: Agents, name: string): boolean =>
  request.avoid.includes(name) && agents[name]?.deterministic !== true;

const candidatesFor = (
  request: ChoiceRequest,
  agents: Agents,
  named: readonly string[],
): readonly string[] => {
  const willing = unique([...named.filter((name) => name in agents || name === named[0]), ...realAgents]);
  // Whoever adds an agent wants it to be used, and the built-in one takes what no other can.
  const commands = Object.keys(agents).filter((name) => !realAgents.includes(name) && name !== lastResort);
  const avoided = (name: string) => isAvoided(request, agents, name);
  return unique([
    ...willing.filter((name) => !avoided(name)),
    ...willing.filter(avoided),
    ...commands,
    lastResort,
  ]);
};

const isOpen = (agent: AgentState, now: string): boolean =>
  agent.circuitOpenUntil !== null && Date.parse(agent.circuitOpenUntil) > Date.parse(now);

/** Why an agent is passed over; null when it can take the work. */
const objection = (request: ChoiceRequest, name: string, agent: AgentState | undefined): string | null => {
  if (agent === undefined) return `${name} is not set up`;
  if (!agent.available) return `${name} is not available: ${agent.problem ?? "no reason given"}`;
  if (request.exclude.includes(name)) return `${name} already failed at this task`;
  if (request.edits && !agent.canEdit) return `${name} cannot edit`;
  if (isOpen(agent, request.now)) {
    return `${name} failed several times in a row and rests until ${agent.circuitOpenUntil}`;
  }
  return null;
};

const firstClosing = (names: readonly string[], agents: Agents, now: string): string | null => {
  const times = names.flatMap((name) => {
    const agent = agents[name];
    const waits = agent?.available === true && isOpen(agent, now);
    return waits && agent.circuitOpenUntil !== null ? [agent.circuitOpenUntil] : [];
  });
  return times.sort((left, right) => Date.parse(left) - Date.parse(right))[0] ?? null;
};

const whyTaken = (
  name: string,
  request: ChoiceRequest,
  agents: Agents,
  named: readonly string[],
  row: Row,
): string => {
  if (isAvoided(request, agents, name)) return `${name} again: no other agent can take this over`;
  if (name === named[0]) return `${name} is the choice for ${rowTitles[row]}`;
  if (named.includes(name)) return `${name} is the fallback for ${rowTitles[row]}`;
  if (name === lastResort) return `${name}, built in, takes what no other agent can`;
  return `${name} is the next agent that can take it`;
};

/** What the person should know of agents that come before the taken one: why each was not taken. */
const passedOver = (
  request: ChoiceRequest,
  agents: Agents,
  named: readonly string[],
  before: readonly string[],
  taken: string,
): readonly string[] => {
  // An agent that nobody named and nobody has is not worth a word.
  const known = before.filter((name) => named.includes(name) || agents[name]?.available === true);
  const hindered = known.flatMap((name) => objection(request, name, agents[name]) ?? []);
  const partial = named
    .filter((name) => name !== taken && isAvoided(request, agents, name))
    .filter((name) => objection(request, name, agents[name]) === null)
    .map((name) => `${name} should not judge or repeat its own work`);
  return [...hindered, ...partial];
};

/** Names come from a table, agents from detection: what is passed over, and why, is said in `reason`. */
export const chooseAgent = (
  request: ChoiceRequest,
  agents: Agents,
  settings: SessionSettings,
  table: ChoiceTable = {},
): Choice => {
  const row = rowOf(request);
  const only = settings.onlyAgent;
  const named = only === null ? namedFor(row, request.dimension, settings, table) : [only];
  const candidates = only === null ? candidatesFor(request, agents, named) : [only];
  const index = candidates.findIndex((name) => objection(request, name, agents[name]) === null);
  const agent = candidates[index];
  if (agent === undefined) {
    const none = candidates.flatMap((name) => objection(request, name, agents[name]) ?? []);
    return { none, waitUntil: firstClosing(candidates, agents, request.now) };
  }
  const title =
    only === null ? whyTaken(agent, request, agents, named, row) : `${agent} is the only agent allowed`;
  const others = passedOver(request, agents, named, candidates.slice(0, index), agent);
  const model = settings.agents.find((entry) => entry.name === agent)?.model ?? null;
  return { agent, model, reason: [title, ...others].join("; ") };
};
