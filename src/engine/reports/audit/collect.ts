import type { Candidate } from "./candidates.ts";
import { createRoles, headingCandidate, type Roles } from "./heading-findings.ts";
import { jsonCandidates } from "./json-findings.ts";
import { createListReader } from "./list-findings.ts";
import type { Section } from "./outline.ts";
import { tableCandidates } from "./table-findings.ts";

const ignored = new Set(["strengths", "metrics", "reference"]);

const collectOwn = (section: Section, into: Candidate[]): void => {
  const reader = createListReader(section);
  for (const block of section.blocks) {
    if (block.type === "table") into.push(...tableCandidates(block, section));
    else if (block.type === "code" && !ignored.has(section.kind))
      into.push(...jsonCandidates(block, section));
    else if (!ignored.has(section.kind)) reader.push(block);
  }
  into.push(...reader.finish());
};

const collectFrom = (section: Section, roles: Roles, into: Candidate[]): void => {
  if (roles.isFinding(section)) {
    into.push(headingCandidate(section, roles));
    return;
  }
  collectOwn(section, into);
  for (const child of section.children) collectFrom(child, roles, into);
};

/** Everything in a tree of sections that may be a finding, in the order of the report. */
export const collectCandidates = (top: Section): Candidate[] => {
  const candidates: Candidate[] = [];
  collectFrom(top, createRoles(), candidates);
  return candidates;
};
