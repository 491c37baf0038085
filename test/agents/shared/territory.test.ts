import { describe, expect, it } from "vitest";
import { territoryOf } from "../../../src/agents/shared/territory.ts";
import { editRequest, request } from "../unit-kit.ts";

describe("territory", () => {
  it("lets an auditor read the repository around its module", () => {
    expect(territoryOf(request())).toMatchObject({ readable: "/work/project" });
  });

  it("lets an editor write its whole worktree", () => {
    const root = "/work/project/.orch/sessions/s1/worktrees/r1";
    expect(territoryOf(editRequest())).toMatchObject({ readable: root, editable: root });
    expect(territoryOf(editRequest({ workingFolder: root }))).toMatchObject({ editable: root });
  });

  it("stays in the working folder when orch's folder lies elsewhere", () => {
    const elsewhere = { runFolder: "/var/orch/runs/r1", workingFolder: "/work/worktrees/a/b" };
    expect(territoryOf(request(elsewhere))).toMatchObject({
      readable: "/work/worktrees/a/b",
      editable: "/work/worktrees/a/b",
    });
  });
});
