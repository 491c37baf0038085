import {
  type DoctorDeps,
  type DoctorTerminal,
  type Examined,
  examine,
  type Problem,
} from "./doctor-facts.ts";
import { doctorText } from "./doctor-text.ts";

type Sink = { readonly write: (text: string) => unknown };

/** Only what will be wrong in the ledger: Claude Code tells its cost itself. */
const unknownPrices = (agents: Examined["agents"]): readonly Problem[] =>
  agents
    .filter(({ name, available, models }) => available && name !== "claude" && models.used && !models.price)
    .map(({ name, models: { used } }) => ({
      about: name,
      message: `No price is known for ${used}: unless it tells its cost, that is guessed as gpt-4o's.`,
      advice: `Set pricing.${used} in orch.yaml: input and output, in USD per million tokens.`,
    }));

const terminalProblems = ({ interactive, columns, rows }: DoctorTerminal): readonly Problem[] => {
  if (!interactive || columns === null || rows === null || (columns >= 80 && rows >= 24)) return [];
  const message = `The terminal has only ${columns}×${rows}.`;
  return [{ about: "terminal", message, advice: "The control room wants 80×24 or more." }];
};

const problemsOf = ({ node, git, terminal, config, agents }: Examined): readonly Problem[] => {
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
  if (config !== null) machine.push({ about: "orch.yaml", ...config });
  const ofAgents = agents.flatMap(({ name, problems }) =>
    problems.map(({ message, advice }) => ({ about: name, message, advice })),
  );
  return [...machine, ...terminalProblems(terminal), ...ofAgents, ...unknownPrices(agents)];
};

/**
 * `orch doctor`: what this machine has for orch, without spending anything.
 * Answers 0, 2 when Node, git or orch.yaml is not fit, 6 when no agent is available.
 */
export const runDoctor = async (
  options: { readonly json: boolean },
  deps: DoctorDeps,
  out: Sink,
): Promise<number> => {
  const examined = await examine(deps);
  const problems = problemsOf(examined);
  out.write(
    options.json ? `${JSON.stringify({ ...examined, problems }, null, 2)}\n` : doctorText(examined, problems),
  );
  if (!examined.node.ok || !examined.git.ok || examined.config !== null) return 2;
  return examined.agents.some(({ available }) => available) ? 0 : 6;
};
