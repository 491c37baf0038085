import type { Adapter, AgentContext, Detection, Environment, LaunchRequest, OutputFact } from "./adapter.ts";
import { plainEnvironment } from "./shared/process-basics.ts";

export type AliasOptions = {
  readonly name: string;
  /** Names of the variables that orch.yaml gives it. */
  readonly variables: readonly string[];
  /** What is started instead of the usual program, as a person wrote it; null for the usual one. */
  readonly program: string | null;
};

const isAddress = (name: string): boolean => /(?:URL|URI|ENDPOINT|HOST)$/i.test(name);
/** A key, or the folder of a login. */
const isAccount = (name: string): boolean =>
  /(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS|HEADERS|HOME|CONFIG_DIR)$/i.test(name) || isAddress(name);

/** With an account or an address of its own, the person's key for the usual one must not be sent there. */
const hostFor = ({ settings, hostEnvironment }: AgentContext): Environment =>
  Object.keys(settings.environment).some(isAccount) ? plainEnvironment(hostEnvironment, {}) : hostEnvironment;

const asKind = <Context extends AgentContext>(context: Context): Context => {
  const { settings } = context;
  const binary = settings.binary ?? settings.command?.[0] ?? null;
  return { ...context, hostEnvironment: hostFor(context), settings: { ...settings, binary } };
};

const placeholder = /\{[a-z]+_?[a-z]*\}/;

const needlessPlaceholder = (name: string, { settings }: AgentContext): Detection["problems"] => {
  const found = settings.command?.join(" ").match(placeholder)?.[0];
  if (found === undefined) return [];
  const message = `agents.${name}.command: with \`kind\` it is only what stands before the usual arguments, so ${found} has no place in it.`;
  return [{ message, advice: "Leave it out, or leave `kind` out.", blocking: true }];
};

/**
 * A second agent of a kind that orch knows, beside the first: another gateway, account, model, or a program around
 * the usual one. It is launched, held to its role, read and judged as its kind; it has a name, a circuit and settings
 * of its own.
 */
export const createAlias = (kind: Adapter, { name, variables, program }: AliasOptions): Adapter => {
  const ownWords = (text: string): string =>
    text
      .replaceAll(`agents.${kind.name}.binary`, `agents.${name}.binary or .command`)
      .replaceAll(`agents.${kind.name}.`, `agents.${name}.`);
  // What a program says of money is the list price of its usual maker: elsewhere orch's own list knows better.
  const elsewhere = variables.some(isAddress);
  const ownFact = (fact: OutputFact): OutputFact =>
    elsewhere && fact.kind === "usage" ? { ...fact, usage: { ...fact.usage, costUsd: null } } : fact;
  const condition = program === null ? "" : ` (as far as ${program} is ${kind.title})`;
  const { audit, edit } = kind.enforcement;
  return {
    ...kind,
    name,
    title: `${kind.title} as "${name}"`,
    enforcement: {
      audit: { ...audit, byAgent: `${audit.byAgent}${condition}` },
      edit: { ...edit, byAgent: `${edit.byAgent}${condition}` },
    },
    detect: async (context) => {
      const wrong = needlessPlaceholder(name, context);
      const found = await kind.detect(asKind(context));
      const problems = found.problems.map(({ message, advice, blocking }) => ({
        message: ownWords(message),
        advice: ownWords(advice),
        blocking,
      }));
      return {
        ...found,
        available: found.available && wrong.length === 0,
        problems: [...wrong, ...problems],
      };
    },
    launch: (request: LaunchRequest) => {
      const launch = kind.launch(asKind(request));
      const before = request.settings.command?.slice(1) ?? [];
      // A kind may start something else than its program, to say that it will not run here.
      return launch.program === request.binary
        ? { ...launch, arguments: [...before, ...launch.arguments] }
        : launch;
    },
    createOutputReader: () => {
      const reader = kind.createOutputReader();
      return { line: (line, stream) => reader.line(line, stream).map(ownFact) };
    },
    judge: (ending) => {
      const verdict = kind.judge(ending);
      return { ...verdict, advice: verdict.advice === null ? null : ownWords(verdict.advice) };
    },
  };
};
