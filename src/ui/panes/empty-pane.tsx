import type { ReactNode } from "react";
import type { SessionState } from "../../engine/domain/state.ts";
import { money, plural, score } from "../format.ts";
import { blank, fitHeight, fitLine, type Line, line, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend } from "../room.ts";

const row = (name: string, value: string): Line => [span(`   ${name.padEnd(11)}`, "dim"), span(value)];

const agentLines = (session: SessionState): readonly Line[] =>
  Object.values(session.agents).map((agent): Line => {
    const version = agent.version === null ? "" : ` ${agent.version}`;
    if (agent.available) return [span("   ✔ ", "good"), span(`${agent.name}${version}`)];
    return [span("   – ", "dim"), span(agent.name), span(`  ${agent.problem ?? "not available"}`, "dim")];
  });

/** Before the first agent starts: what will be worked on, and the limits that hold. */
const introduction = (session: SessionState): readonly Line[] => {
  const { facts, discovery } = session;
  if (facts === null) return [blank, line("   The session is starting…", "dim")];
  const { settings } = facts;
  const limits = `score ${score(settings.targetScore)} · at most ${plural(settings.maxIterations, "iteration")} · ${money(settings.maxBudgetUsd)}`;
  const found =
    discovery === null
      ? []
      : [
          row(
            "found",
            `${plural(discovery.files, "file")}, ${plural(discovery.lines, "line")}, ${discovery.technologies.join(", ")}`,
          ),
        ];
  return [
    blank,
    row("module", facts.module.path),
    ...(facts.repository === null ? [] : [row("branch", facts.repository.branch)]),
    ...(facts.objective === null ? [] : [row("objective", facts.objective)]),
    ...(facts.feature === null ? [] : [row("feature", facts.feature)]),
    row("until", limits),
    row("audits", settings.dimensions.map((dimension) => dimension.name).join(", ")),
    ...found,
    blank,
    ...agentLines(session),
  ];
};

export const EmptyPane = ({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): ReactNode => {
  const { session } = useFrontend(all);
  const lines = introduction(session).map((content) => fitLine(content, width));
  return <Lines lines={fitHeight(lines, height)} />;
};
