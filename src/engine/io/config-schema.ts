import * as z from "zod";

/** `allowed` finishes the sentence "expected …" in an error; the description is for editors. */
const field = <T extends z.ZodType>(schema: T, allowed: string, description: string): T =>
  schema.meta({ description: `${description} Allowed: ${allowed}.`, allowed });

const whole = (least: number, most: number, description: string) =>
  field(z.int().min(least).max(most), `a whole number from ${least} to ${most}`, description);

const amount = (least: number, most: number, description: string) =>
  field(z.number().min(least).max(most), `a number from ${least} to ${most}`, description);

const text = (description: string) => field(z.string().min(1), "a text that is not empty", description);

const yesOrNo = (description: string) => field(z.boolean(), "true or false", description);

const texts = (description: string) => field(z.array(z.string()), "a list of texts", description);

const nameSchema = field(
  z.string().regex(/^[a-z][a-z0-9._-]{0,63}$/),
  "a name of small letters, digits, dots, hyphens and underscores that begins with a letter",
  "A name.",
);

const agentSchema = z.strictObject({
  binary: text("The program to start, when it is not found under its usual name.").optional(),
  model: text("The model to ask for.").optional(),
  fallback: field(nameSchema, "the name of an agent", "Who takes over when this agent fails.").optional(),
  timeoutSeconds: amount(1, 86_400, "A run is stopped after this time.").optional(),
  concurrency: whole(1, 64, "At most this many runs of this agent at once.").optional(),
  extraArgs: texts("Arguments to add to the command line.").optional(),
  env: field(
    z.record(
      field(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
        "the name of an environment variable",
        "A variable.",
      ),
      field(z.union([z.string(), z.number(), z.boolean()]), "a text", `Its value; secrets as \${NAME}.`),
    ),
    "a map of variable names to texts",
    `Environment variables of this agent. Secrets only as \${NAME}.`,
  ).optional(),
  command: field(
    z.array(z.string()).min(1),
    "a list: [program, argument, …]",
    "Any program as an agent: what to start, one list item for each argument. Placeholders: {prompt}, {prompt_file}, {report_file}, {progress_file}, {working_folder}, {config_folder}, {model}, {run}. With `kind`, what stands before the usual arguments.",
  ).optional(),
  kind: field(
    z.enum(["claude", "codex", "copilot", "gemini", "opencode"]),
    "claude, codex, copilot, gemini or opencode",
    "Makes this a second agent of a known kind, with settings of its own.",
  ).optional(),
  output: field(
    z.enum(["text", "claude", "codex", "copilot", "gemini", "opencode"]),
    "text, claude, codex, copilot, gemini or opencode",
    "For `command`: whose output the program prints. Left out, orch finds out.",
  ).optional(),
  prompt: field(
    z.enum(["file", "stdin", "argument"]),
    "file, stdin or argument",
    "How the prompt reaches the program.",
  ).optional(),
  outputSchema: yesOrNo(
    "Whether an auditor that can be held to an output schema (claude, codex) is. No for a gateway that takes none.",
  ).optional(),
});

const agentChoice = field(
  z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  "the name of an agent, or a list of names with the best first",
  "Which agent does this kind of task.",
);

const chooseAgentSchema = z.strictObject({
  audit: agentChoice.optional(),
  documentation: agentChoice.optional(),
  complexParsing: agentChoice.optional(),
  highComplexity: agentChoice.optional(),
  development: agentChoice.optional(),
  dimensions: field(
    z.record(nameSchema, agentChoice),
    "a map of dimensions to agents",
    "Which agent audits a dimension; wins over `audit`.",
  ).optional(),
});

const priceSchema = z.strictObject({
  input: amount(0, 100_000, "USD for a million input tokens."),
  output: amount(0, 100_000, "USD for a million output tokens."),
  cachedInput: amount(0, 100_000, "USD for a million cached input tokens.").optional(),
});

const webAddress = field(
  z.string().regex(/^(https?:\/\/\S+|.*\$\{[A-Za-z_][A-Za-z0-9_]*\}.*)$/),
  `a web address (write one that is secret as \${NAME})`,
  "Where to send.",
);

const notificationsSchema = z.strictObject({
  desktop: yesOrNo("Say it on this computer's desktop.").optional(),
  slack: webAddress.optional(),
  teams: webAddress.optional(),
  webhook: webAddress.optional(),
});

const commandsSchema = z.strictObject({
  test: text("Runs the unit tests.").optional(),
  lint: text("Runs the linter.").optional(),
  typecheck: text("Checks the types.").optional(),
  integration: text("Runs the integration tests.").optional(),
});

const weight = field(z.number().positive().max(1000), "a number above 0, up to 1000", "Its weight.");

/** What may stand in orch.yaml, in the user defaults and in flags. Nothing is required. */
export const configSchema = z.strictObject({
  maxIterations: whole(1, 1000, "Stop after this many rounds.").optional(),
  maxBudgetUsd: amount(0, 100_000, "A wall: a session never spends more USD than this.").optional(),
  targetScore: amount(0, 100, "Stop when the score is at least this.").optional(),
  minAcceptableScore: amount(0, 100, "From this score on, smaller findings are worked on too.").optional(),
  preferredAuditTool: text("The agent that audits, when it is installed.").optional(),
  preferredDevTool: text("The agent that edits, when it is installed.").optional(),
  templatesDir: text("A folder with your own prompt templates.").optional(),
  outputDir: text("A folder for the sessions, instead of .orch/sessions.").optional(),
  requireConfirmationForDeletions: yesOrNo("Ask before many lines are removed.").optional(),
  requireConfirmationForNewModules: yesOrNo("Ask before a new top-level folder appears.").optional(),
  requireConfirmationForDbMigrations: yesOrNo("Ask before a database migration.").optional(),
  confirmationThresholdLines: whole(0, 1_000_000, "Ask when more lines than this are removed.").optional(),
  confirmationThresholdFiles: whole(0, 1_000_000, "Ask when more files than this are changed.").optional(),
  confirmTimeoutSeconds: amount(
    1,
    604_800,
    "An unattended session waits this long for an answer.",
  ).optional(),
  commands: commandsSchema.optional(),
  commandPrefix: text("Put before each of the commands, for example `docker compose exec odoo`.").optional(),
  dimensions: field(
    z.union([z.array(nameSchema).min(1), z.record(nameSchema, weight)]),
    "a list of names, or a map of names to weights",
    "What an audit looks at.",
  ).optional(),
  agents: field(
    z.record(nameSchema, agentSchema),
    "a map of agent names to settings",
    "Settings of agents.",
  ).optional(),
  chooseAgent: chooseAgentSchema.optional(),
  pricing: field(
    z.record(z.string().min(1), priceSchema),
    "a map of model names to {input, output, cachedInput}",
    "Your own prices.",
  ).optional(),
  notifications: notificationsSchema.optional(),
  monthlyBudgetUsd: amount(0, 1_000_000, "An alert is raised at 80 % of this.").optional(),
  scoring: field(
    z.enum(["reported", "computed"]),
    "reported (what the report says) or computed (from the findings)",
    "Which score steers.",
  ).optional(),
  coreFiles: texts(
    "Globs of files whose change is always asked about; replaces the default list.",
  ).optional(),
  concurrency: whole(1, 64, "At most this many runs at once.").optional(),
  timeoutSeconds: amount(1, 86_400, "A run is stopped after this time.").optional(),
  reportHeadLines: whole(
    1,
    10_000,
    "At most this many lines of a report are read for its summary.",
  ).optional(),
});

export type ConfigInput = z.infer<typeof configSchema>;

/** The JSON Schema that editors complete orch.yaml with. */
export const configJsonSchema = (): object => ({
  ...z.toJSONSchema(configSchema, {
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.allowed;
    },
  }),
  title: "orch.yaml",
});
