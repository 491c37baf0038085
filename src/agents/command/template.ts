/** The argv template of a command agent: placeholders stand inside arguments, and no shell ever sees them. */

const known = [
  "prompt",
  "prompt_file",
  "report_file",
  "progress_file",
  "working_folder",
  "config_folder",
  "model",
  "run",
] as const;
type Known = (typeof known)[number];

/** `{config_folder}` is filled when orch.yaml is read: only there its folder is known. */
export type CommandValues = Readonly<Record<Exclude<Known, "model" | "config_folder">, string>> & {
  readonly model: string | null;
};

// `${HOME}` is the shell's own and no placeholder; `{}` and `{"json":1}` are not either.
const pattern = /(?<!\$)\{([A-Za-z][A-Za-z_-]*)\}/g;

const isKnown = (name: string): name is Known => (known as readonly string[]).includes(name);

/** What is wrong with `agents.<name>.command` of orch.yaml, with what is allowed; null when nothing is. */
export const commandTemplateProblem = (template: readonly string[]): string | null => {
  const [program, ...rest] = template;
  if (program === undefined || program.trim() === "") {
    return 'the command is empty: give the program and its arguments, for example ["my-agent", "{prompt_file}"]';
  }
  if (/\s/.test(program.trim()) && rest.length === 0) {
    return `"${program}" is one word to the system: write each argument as its own element of the list`;
  }
  if (program.search(pattern) !== -1)
    return `the program "${program}" must be a name or a path, not a placeholder`;
  for (const argument of rest) {
    for (const [whole, name = ""] of argument.matchAll(pattern)) {
      if (isKnown(name)) continue;
      const list = known.map((one) => `{${one}}`).join(", ");
      return `unknown placeholder ${whole} in "${argument}"; there are ${list}`;
    }
  }
  return null;
};

const fill = (argument: string, values: CommandValues): string =>
  argument.replace(pattern, (whole, name: string) =>
    isKnown(name) && name !== "config_folder" ? (values[name] ?? "") : whole,
  );

const asksFor = (argument: string | undefined, name: Known): boolean =>
  argument?.includes(`{${name}}`) === true;

/** Without a model, `--model {model}` and `--model={model}` are left out: the program has its own default. */
const withoutModel = (template: readonly string[]): readonly string[] =>
  template.filter((argument, index) => {
    if (asksFor(argument, "model")) return false;
    return !(argument.startsWith("-") && template[index + 1] === "{model}");
  });

/** The arguments after the program. */
export const fillTemplate = (template: readonly string[], values: CommandValues): readonly string[] => {
  const asked = values.model === null ? withoutModel(template.slice(1)) : template.slice(1);
  return asked.map((argument) => fill(argument, values));
};

/** True when the command names the prompt or its file. */
export const takesPrompt = (template: readonly string[]): boolean =>
  holdsPrompt(template) || template.slice(1).some((argument) => asksFor(argument, "prompt_file"));

export const holdsPrompt = (template: readonly string[]): boolean =>
  template.slice(1).some((argument) => asksFor(argument, "prompt"));
