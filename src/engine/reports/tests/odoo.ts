import { emptyRun, type OutputLines, type TestRun } from "./test-run.ts";

const summary = /\bodoo\.tests\.(?:result|runner): (\d{1,9}) failed, (\d{1,9}) error\(s\) of (\d{1,9}) tests/;

/** Odoo counts tests per database in its log; skipped tests are part of the total and are not told apart. */
export const readOdoo = (lines: OutputLines): readonly TestRun[] =>
  lines.flatMap((line, index) => {
    const match = line.includes("odoo.tests.") ? summary.exec(line) : null;
    if (!match) return [];
    const [failed = 0, errors = 0, total = 0] = match.slice(1).map(Number);
    const passed = Math.max(0, total - failed - errors);
    return [
      { ...emptyRun, runner: "odoo", first: index, last: index, passed, failed, errors, skipped: null },
    ];
  });
