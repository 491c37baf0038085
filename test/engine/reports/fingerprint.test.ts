import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { severities } from "../../../src/engine/domain/severity.ts";
import { fingerprintOf, type Matchable, matchFindings } from "../../../src/engine/reports/fingerprint.ts";
import { inventedPairs } from "./fingerprint-pairs.ts";

const finding = (
  file: string | null,
  line: number | null,
  title: string,
  more: Partial<Matchable> = {},
): Matchable => ({
  severity: "P2",
  title,
  description: null,
  file,
  line,
  ...more,
});

const areSame = (left: Matchable, right: Matchable): boolean =>
  matchFindings([left], [right]).pairs.length === 1;

describe("fingerprintOf", () => {
  test("stays when the line shifts, the severity changes, the path or the spelling differs", () => {
    const first = fingerprintOf(finding("src/a.ts", 10, "Missing validation of `id`"));
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    for (const other of [
      finding("src/a.ts", 99, "Missing validation of `id`"),
      finding("src/a.ts", null, "missing Validation of id.", { severity: "P0" }),
      finding("./src/a.ts#L10", 10, "**Missing** validation of `id`"),
    ]) {
      expect(fingerprintOf(other)).toBe(first);
    }
  });

  test("differs for another file or another problem", () => {
    const prints = [
      finding("src/a.ts", 10, "Missing validation"),
      finding("src/b.ts", 10, "Missing validation"),
      finding("src/a.ts", 10, "SQL injection"),
      finding(null, null, "Missing validation"),
    ].map(fingerprintOf);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe("matchFindings", () => {
  test("same place, other words, other language, other severity", () => {
    const first = finding("api/users.py", 40, "Passwords are stored in plain text");
    expect(
      areSame(
        first,
        finding("./api/users.py:43", 43, "Contraseñas guardadas en texto plano", { severity: "P0" }),
      ),
    ).toBe(true);
    expect(areSame(first, finding("users.py", 38, "Plaintext password storage"))).toBe(true);
    expect(areSame(first, finding("api/users.py", 40, "Something else entirely"))).toBe(true);
  });

  test("another problem nearby, the same title in another file, a vague title without a file", () => {
    expect(
      areSame(
        finding("a.py", 40, "SQL injection in find_user"),
        finding("a.py", 42, "Unused import of json"),
      ),
    ).toBe(false);
    expect(
      areSame(
        finding("a.xml", 4, "Button without aria-label"),
        finding("b.xml", 4, "Button without aria-label"),
      ),
    ).toBe(false);
    expect(areSame(finding(null, null, "Missing tests"), finding(null, null, "Missing documentation"))).toBe(
      false,
    );
    expect(
      areSame(finding(null, null, "Weak validation"), finding("a.py", 3, "Weak encryption of backups")),
    ).toBe(false);
  });

  test("details in a description help", () => {
    const first = finding("a.py", 40, "Unsafe query", {
      description: "`find_user` concatenates the name into SQL",
    });
    expect(areSame(first, finding("a.py", 62, "`find_user` builds SQL by concatenation"))).toBe(true);
  });

  test("two findings on one line keep apart", () => {
    const previous = [
      finding("main.py", 1330, "Redis init without error handling"),
      finding("main.py", 1330, "Redis has no pool size"),
    ];
    const current = [
      finding("main.py", 1334, "Redis pool is not configured"),
      finding("main.py", 1334, "Unhandled exception when Redis starts"),
    ];
    const { pairs } = matchFindings(previous, current);
    expect(pairs.map((pair) => [previous.indexOf(pair.previous), current.indexOf(pair.current)])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test("what is left over is new or gone", () => {
    const kept = finding("a.py", 1, "Kept problem");
    const closed = finding("b.py", 1, "Closed problem");
    const fresh = finding("c.py", 1, "Fresh problem");
    const result = matchFindings([closed, kept], [kept, fresh]);
    expect(result).toEqual({ pairs: [{ previous: kept, current: kept }], added: [fresh], gone: [closed] });
  });
});

/** A small generator of its own keeps the measured figures the same from run to run. */
const randomNumbers = (start: number): (() => number) => {
  let seed = start;
  return () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 2 ** 32;
  };
};

type Keyed = Matchable & { readonly key: number };

type Audits = { readonly previous: readonly Keyed[]; readonly current: readonly Keyed[] };

const shiftLine = (line: number | null, by: number): number | null =>
  line === null ? null : Math.max(1, line + by);

const reaudit = (random: () => number, shift: number, drop: number): Audits => {
  const previous: Keyed[] = [];
  const current: Keyed[] = [];
  for (const [key, [file, line, first, other]] of inventedPairs.entries()) {
    const [title, reworded] = random() < 0.5 ? [first, other] : [other, first];
    const shifted = shiftLine(line, Math.round((random() * 2 - 1) * shift));
    const severity = random() < 0.5 ? "P1" : "P2";
    const [before, after] = [random() >= drop, random() >= drop];
    if (before) previous.push({ ...finding(file, line, title), key });
    if (after) current.push({ ...finding(file, shifted, reworded, { severity }), key });
  }
  return { previous, current };
};

const measure = (shift: number, drop: number): { readonly precision: number; readonly recall: number } => {
  const random = randomNumbers(3);
  const tally = { right: 0, wrong: 0, missed: 0 };
  for (let round = 0; round < 10; round += 1) {
    const { previous, current } = reaudit(random, shift, drop);
    const { pairs, added } = matchFindings(previous, current);
    const right = pairs.filter((pair) => pair.previous.key === pair.current.key).length;
    const known = new Set(previous.map((entry) => entry.key));
    tally.right += right;
    tally.wrong += pairs.length - right;
    tally.missed += added.filter((entry) => known.has(entry.key)).length;
  }
  const { right, wrong, missed } = tally;
  return { precision: right / (right + wrong), recall: right / (right + missed) };
};

describe("re-audits in other words", () => {
  test.each([
    { shift: 0, drop: 0, precision: 0.99, recall: 0.97 },
    { shift: 5, drop: 0.4, precision: 0.97, recall: 0.93 },
    { shift: 10, drop: 0.3, precision: 0.97, recall: 0.9 },
    { shift: 30, drop: 0.3, precision: 0.96, recall: 0.82 },
  ])(
    "lines shifted by up to $shift, $drop of the findings gone or new",
    ({ shift, drop, precision, recall }) => {
      const measured = measure(shift, drop);
      expect(measured.precision).toBeGreaterThanOrEqual(precision);
      expect(measured.recall).toBeGreaterThanOrEqual(recall);
    },
  );
});

const anyFinding: fc.Arbitrary<Matchable> = fc.record({
  severity: fc.constantFrom(...severities),
  title: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...inventedPairs.map((pair) => pair[2]))),
  description: fc.option(fc.string()),
  file: fc.option(fc.oneof(fc.string(), fc.constantFrom("a.py", "src/a.py", "b.ts"))),
  line: fc.option(fc.nat(200)),
});

describe("any findings", () => {
  test("are matched one to one, none is lost, the same way every time", () => {
    const list = fc.array(anyFinding, { maxLength: 25 });
    fc.assert(
      fc.property(list, list, (previous, current) => {
        const result = matchFindings(previous, current);
        const before = [...result.pairs.map((pair) => pair.previous), ...result.gone];
        const after = [...result.pairs.map((pair) => pair.current), ...result.added];
        expect(before.length).toBe(previous.length);
        expect(after.length).toBe(current.length);
        expect(new Set(before)).toEqual(new Set(previous));
        expect(new Set(after)).toEqual(new Set(current));
        expect(matchFindings(previous, current)).toEqual(result);
      }),
    );
  });

  test("a list matched with itself pairs all", () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 25 }), (list) => {
        const copy = list.map((entry) => ({ ...entry }));
        const { pairs, added, gone } = matchFindings(list, copy);
        expect([added.length, gone.length]).toEqual([0, 0]);
        for (const pair of pairs) expect(pair.current).toEqual(pair.previous);
      }),
    );
  });
});
