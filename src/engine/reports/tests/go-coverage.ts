import { type CoverageReading, type OutputLines, percentOf } from "./test-run.ts";

const total = /^total:\s{1,80}\(statements\)\s{1,80}(\d{1,3}(?:\.\d{1,4})?)%$/;
const perPackage = /^(?:ok|FAIL)?\s{1,8}\S{1,300}\s.{0,60}\bcoverage: (\d{1,3}(?:\.\d{1,4})?)% of statements/;
const alone = /^coverage: (\d{1,3}(?:\.\d{1,4})?)% of statements/;
const profileMode = /^mode: (?:set|count|atomic)$/;
const profileBlock = /^(\S{1,400}):(\d{1,7})\.\d{1,7},(\d{1,7})\.\d{1,7} (\d{1,7}) (\d{1,12})$/;

const reading = (percent: number): CoverageReading => ({
  percent,
  coveredLines: null,
  totalLines: null,
  missing: [],
});

/** A cover profile counts statements per block; the same block may come once per test binary. */
const readProfile = (lines: OutputLines): readonly CoverageReading[] => {
  const blocks = new Map<string, { statements: number; hit: boolean }>();
  for (const line of lines) {
    const match = profileBlock.exec(line);
    if (!match) continue;
    const key = line.slice(0, line.lastIndexOf(" "));
    const known = blocks.get(key)?.hit ?? false;
    blocks.set(key, { statements: Number(match[4]), hit: known || Number(match[5]) > 0 });
  }
  let covered = 0;
  let all = 0;
  for (const block of blocks.values()) {
    all += block.statements;
    if (block.hit) covered += block.statements;
  }
  return all === 0
    ? []
    : [{ percent: percentOf(covered, all), coveredLines: covered, totalLines: all, missing: [] }];
};

/** A failed package prints its coverage alone, a passed one again behind its name: it counts once. */
const packagePercents = (lines: OutputLines): readonly number[] => {
  const percents: number[] = [];
  let pending: number | null = null;
  for (const line of lines) {
    const own = alone.exec(line)?.[1];
    if (own !== undefined) pending = Number(own);
    if (!/^(?:ok|FAIL|\?|)\s/.test(line)) continue;
    const named = perPackage.exec(line)?.[1];
    const percent = named === undefined ? pending : Number(named);
    if (percent !== null && (named !== undefined || line.startsWith("FAIL\t"))) percents.push(percent);
    pending = null;
  }
  return pending === null ? percents : [...percents, pending];
};

/** Go states coverage per package; only `go tool cover -func` gives a total. */
export const readGoCoverage = (lines: OutputLines): readonly CoverageReading[] => {
  const totals = lines.flatMap((line) => {
    const percent = total.exec(line)?.[1];
    return percent === undefined ? [] : [reading(Number(percent))];
  });
  if (totals.length > 0) return totals;
  if (lines.some((line) => profileMode.test(line))) return readProfile(lines);
  return packagePercents(lines).map(reading);
};
