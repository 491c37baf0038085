import { Box } from "ink";
import type { ReactNode } from "react";
import type { Run, SessionState } from "../../engine/domain/state.ts";
import { runTarget } from "../describe-run.ts";
import type { Layout } from "../layout.ts";
import { line } from "../line.ts";
import { Lines } from "../parts/lines.tsx";
import { all, useFrontend, useView } from "../room.ts";
import { choosePanes, runNumber, selectPanes } from "../select-runs.ts";
import { BudgetBox, BudgetLine } from "./budget.tsx";
import { EmptyPane } from "./empty-pane.tsx";
import { RunEntry, RunPane } from "./run-pane.tsx";
import { ScoreBox, ScoreLine } from "./score.tsx";

type Area = { readonly width: number; readonly height: number };

const smallestPane = 3;

const gridColumns = (count: number, width: number): number => Math.min(count, width >= 180 ? 3 : 2);

type PanesProps = Area & {
  readonly session: SessionState;
  readonly panes: readonly Run[];
  readonly focused: string | null;
};

/** What of the session a pane needs besides its run, as plain values. */
const paneProps = (session: SessionState, run: Run, focused: string | null) => ({
  run,
  number: runNumber(session, run.id),
  target: runTarget(session, run),
  focused: run.id === focused,
});

const hiddenLine = (hidden: number, width: number) =>
  hidden === 0 ? null : <Lines lines={[line(` … and ${hidden} more (⇥)`.slice(0, width), "dim")]} />;

const Grid = ({ session, panes, focused, width, height }: PanesProps): ReactNode => {
  const across = gridColumns(panes.length, width);
  const fits = Math.floor(height / smallestPane) * across;
  const isCrowded = panes.length > fits;
  const rowsLeft = isCrowded ? height - 1 : height;
  const { shown, hidden } = choosePanes(panes, Math.floor(rowsLeft / smallestPane) * across, focused);
  const down = Math.max(1, Math.ceil(shown.length / across));
  const paneWidth = (column: number): number =>
    Math.floor(width / across) + (column < width % across ? 1 : 0);
  const paneHeight = (row: number): number => Math.floor(rowsLeft / down) + (row < rowsLeft % down ? 1 : 0);
  return (
    <Box flexDirection="column" height={height}>
      {Array.from({ length: down }, (_, row) => shown.slice(row * across, (row + 1) * across)).map(
        (runs, row) => (
          <Box key={runs[0]?.id ?? row}>
            {runs.map((run, column) => (
              <RunPane
                key={run.id}
                width={paneWidth(column)}
                height={paneHeight(row)}
                {...paneProps(session, run, focused)}
              />
            ))}
          </Box>
        ),
      )}
      {hiddenLine(hidden, width)}
    </Box>
  );
};

const mostRowsOfEntry = 5;

const List = ({ session, panes, focused, width, height }: PanesProps): ReactNode => {
  const rows = panes.length > height ? height - 1 : height;
  const { shown, hidden } = choosePanes(panes, rows, focused);
  const entryRows = Math.max(1, Math.min(mostRowsOfEntry, Math.floor(rows / Math.max(1, shown.length))));
  return (
    <Box flexDirection="column" height={height}>
      {shown.map((run) => (
        <RunEntry key={run.id} width={width} height={entryRows} {...paneProps(session, run, focused)} />
      ))}
      {hiddenLine(hidden, width)}
    </Box>
  );
};

const Panes = ({ wide, ...area }: Area & { readonly wide: boolean }): ReactNode => {
  const { session } = useFrontend(all);
  const wanted = useView((view) => view.focusedRun);
  const panes = selectPanes(session);
  if (panes.length === 0) return <EmptyPane {...area} />;
  const focused = panes.some((run) => run.id === wanted) ? wanted : (panes[0]?.id ?? null);
  const Shape = wide ? Grid : List;
  return <Shape session={session} panes={panes} focused={focused} {...area} />;
};

export const AgentsView = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const { columns, mainRows, wide } = layout;
  if (!wide) {
    return (
      <>
        <ScoreLine width={columns} />
        <BudgetLine width={columns} />
        <Panes wide={false} width={columns} height={mainRows - 2} />
      </>
    );
  }
  const left = Math.floor(columns / 2);
  return (
    <>
      <Box height={6}>
        <ScoreBox width={left} />
        <BudgetBox width={columns - left} />
      </Box>
      <Panes wide={true} width={columns} height={mainRows - 6} />
    </>
  );
};
