import { describe, expect, test } from "vitest";
import { buildFinalReport } from "../../../src/engine/domain/final-report.ts";
import { emptyState } from "../../../src/engine/domain/state.ts";
import { created, fold, requested } from "./final-report-events.ts";
import { wholeSession } from "./final-report-session.ts";

describe("a whole session", () => {
  const report = buildFinalReport(fold(wholeSession));

  test("has the contract's metrics", () => {
    expect(report).toMatchObject({
      session_id: "0197-session",
      module: "ai_service",
      status: "success",
      stop_reason: "target-reached",
      exit_code: 0,
      message: "The score is 96, the target 95.",
      initial_score: 75,
      final_score: 96,
      score_improvement: 21,
      target_score: 95,
      iterations: 1,
      max_iterations: 10,
      iterations_to_target: 1,
      total_duration_seconds: 512,
      avg_iteration_duration: 512,
      total_cost_usd: 1.75,
      cost_estimated: true,
      cost_unknown_runs: 1,
      budget_usd: 5,
      budget_used_percent: 35,
      cost_per_iteration: 1.75,
      tokens_input_total: 2000,
      tokens_cached_total: 800,
      tokens_output_total: 400,
      total_findings: 3,
      critical_fixed: 1,
      high_fixed: 1,
      medium_fixed: 0,
      low_fixed: 0,
      info_fixed: 0,
      findings_before: { P0: 1, P1: 1, P2: 1, P3: 0, P4: 0 },
      findings_after: { P0: 0, P1: 0, P2: 1, P3: 0, P4: 0 },
      files_modified: 2,
      lines_added: 12,
      lines_removed: 60,
      confirmations_requested: 1,
      read: { report_bytes_read: 8192, report_bytes_total: 8192, output_bytes: 30_000 },
    });
  });

  test("counts a report as read whole only when its findings were needed", () => {
    const headsOnly = wholeSession.filter(([, body]) => body.type !== "findings.recorded");
    expect(buildFinalReport(fold(headsOnly)).read).toMatchObject({
      report_bytes_read: 2048,
      report_bytes_total: 8192,
    });
  });

  test("times phases by the contract's keys and adds up a phase that came twice", () => {
    expect(report.phase_durations).toEqual({ discovery: 1.5, audit_1: 31, close_gaps_1: 128, test_1: 14 });
  });

  test("lists findings, confirmations, costs, scores and tests", () => {
    expect(report.findings[0]).toEqual({
      id: "F1",
      severity: "P0",
      file: "src/query.py",
      line: 128,
      title: "SQL injection",
      status: "closed",
      dimension: "backend",
      evidence: "verified",
    });
    expect(report.confirmations).toMatchObject([
      { id: "C1", risk: "high", answer: "approved", by: "person" },
    ]);
    expect(report.costs).toMatchObject([
      { agent: "claude", model: "sonnet", runs: 2, cost_usd: 1.75, estimated: true, unknown_runs: 0 },
      { agent: "codex", model: null, runs: 1, cost_usd: 0, unknown_runs: 1 },
    ]);
    expect(report.scores.map(({ phase, overall }) => [phase, overall])).toEqual([
      ["audit", 75],
      ["re-audit", 96],
    ]);
    expect(report.tests).toMatchObject({
      all_passed: true,
      passed: 45,
      failed: 0,
      coverage: 95,
      coverage_before: 78,
    });
  });

  test("key actions are what reached the branch; what did not is told apart", () => {
    expect(report.key_actions.map((action) => action.text)).toEqual([
      "Fixed P0: SQL injection in src/query.py:128",
      "Fixed P1: No error handling in src/api.py:45",
      "Increased test coverage 78% → 95%",
    ]);
    expect(report.key_actions.reduce((sum, action) => sum + action.lines_removed, 0)).toBe(60);
    expect(report.not_merged).toEqual([
      { run: "r3", reason: "rejected", detail: "refused by a person", kept_at: ".orch/w/r3" },
    ]);
  });

  test("survives JSON", () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe("what is not known is null, never invented", () => {
  test("an empty state", () => {
    expect(buildFinalReport(emptyState)).toMatchObject({
      session_id: null,
      module: null,
      status: "running",
      stop_reason: null,
      exit_code: null,
      initial_score: null,
      final_score: null,
      score_improvement: null,
      iterations: 0,
      max_iterations: null,
      iterations_to_target: null,
      total_duration_seconds: null,
      avg_iteration_duration: null,
      budget_usd: null,
      budget_used_percent: null,
      cost_per_iteration: null,
      tests: null,
      findings: [],
    });
  });

  test("a last audit that judged nothing leaves the last known score", () => {
    const events = wholeSession.filter(
      ([, body]) => body.type !== "score.recorded" || body.phase === "audit",
    );
    expect(buildFinalReport(fold(events)).final_score).toBe(75);
    const none = wholeSession.filter(([, body]) => body.type !== "score.recorded");
    expect(buildFinalReport(fold(none))).toMatchObject({ initial_score: null, final_score: null });
  });

  test("a session that still runs: until the newest event, with what is held back", () => {
    const state = fold([
      [0, created()],
      [7, requested("r1")],
    ]);
    expect(buildFinalReport(state)).toMatchObject({
      status: "running",
      finished_at: null,
      total_duration_seconds: 7,
      total_cost_usd: 0,
      cost_reserved_usd: 0.5,
      cost_unknown_runs: 0,
    });
  });

  test.each([
    ["budget-exhausted", "partial"],
    ["stuck", "partial"],
    ["rejected", "partial"],
    ["aborted", "aborted"],
    ["interrupted", "aborted"],
    ["no-agent", "failed"],
    ["failed", "failed"],
  ] as const)("%s is %s", (reason, status) => {
    const state = fold([
      [0, created()],
      [1, { type: "session.stopped", reason, exitCode: 3, message: "m" }],
    ]);
    expect(buildFinalReport(state)).toMatchObject({
      status,
      stop_reason: reason,
      iterations_to_target: null,
    });
  });
});
