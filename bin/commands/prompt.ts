import { isOrchFault } from "../../src/engine/domain/errors.ts";
import type { Task } from "../../src/engine/domain/events-run.ts";
import { loadTemplates } from "../../src/engine/io/templates.ts";
import { type PromptFacts, renderPrompt } from "../../src/engine/prompts/render.ts";
import { dimensionsOf, templateFor } from "../../src/engine/prompts/select-template.ts";
import type { Template } from "../../src/engine/prompts/template.ts";

type Sink = { readonly write: (text: string) => unknown };

export type PromptOptions = Omit<PromptFacts, "task" | "findings"> & {
  /** The templates that come with orch. */
  readonly builtInTemplates: string;
  readonly templatesDir: string | null;
  readonly feature: string | null;
};

/** A task that would use this template; a fix without findings, since only a session has some. */
const exampleTask = (template: Template, options: PromptOptions): Task => {
  const feature = options.feature ?? "(the feature that you ask for with --feature)";
  switch (template.kind) {
    case "audit":
      return { kind: "audit", dimension: template.dimension ?? template.name };
    case "fix":
      return { kind: "fix", group: "example", findings: [], files: [] };
    case "propose":
      return { kind: "propose", feature };
    case "develop":
      return { kind: "develop", feature };
  }
};

/** `orch prompt DIMENSION`: prints what an agent would be sent. Also takes the name of any template. */
export const runPrompt = async (
  name: string,
  options: PromptOptions,
  out: Sink,
  err: Sink,
): Promise<number> => {
  try {
    const { builtInTemplates, templatesDir, feature: _feature, ...facts } = options;
    const templates = await loadTemplates({ builtIn: builtInTemplates, user: templatesDir });
    const template =
      templateFor(templates, { kind: "audit", dimension: name }, "audit") ?? templates.get(name) ?? null;
    if (template === null) {
      const others = [...templates.values()]
        .filter(({ kind }) => kind !== "audit")
        .map((other) => other.name);
      err.write(
        `There is no template for "${name}".\nDimensions: ${dimensionsOf(templates).join(", ")}\nOther prompts: ${others.join(", ")}\nA file audit-${name}.md in templatesDir adds a dimension.\n`,
      );
      return 2;
    }
    out.write(renderPrompt(template, { ...facts, task: exampleTask(template, options), findings: [] }));
    return 0;
  } catch (error) {
    if (!isOrchFault(error)) throw error;
    err.write(`${error.message}\n`);
    return error.exitCode;
  }
};
