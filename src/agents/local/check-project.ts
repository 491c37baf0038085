import type { CheckResult, LocalFinding } from "./finding.ts";
import type { Progress } from "./progress.ts";
import { readText, type Tree } from "./tree.ts";

const missing = (
  rule: string,
  severity: LocalFinding["severity"],
  title: string,
  recommendation: string,
  file: string | null = null,
): LocalFinding => ({ severity, title, file, line: file ? 1 : null, recommendation, tool: "plain", rule });

const readObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const checkManifest = (text: string): LocalFinding[] => {
  const manifest = readObject(text);
  const findings: LocalFinding[] = [];
  if (!manifest.license && manifest.private !== true) {
    findings.push(
      missing("manifest-license", "P3", "package.json names no licence", 'Add "license".', "package.json"),
    );
  }
  if (!manifest.description) {
    findings.push(
      missing(
        "manifest-description",
        "P4",
        "package.json has no description",
        'Add "description".',
        "package.json",
      ),
    );
  }
  return findings;
};

/** What a project owes to the people who meet it. Looked for in the folder itself, not above it. */
export const checkProject = (tree: Tree, progress: Progress): CheckResult => {
  progress("read", "README, licence and package.json");
  const top = tree.files.map((file) => file.path).filter((path) => !path.includes("/"));
  const has = (pattern: RegExp): boolean => top.some((path) => pattern.test(path));
  const findings: LocalFinding[] = [];
  if (!has(/^readme(\.|$)/i)) {
    findings.push(
      missing("readme", "P2", "There is no README", "Say what it is, how it starts and how it is tested."),
    );
  }
  if (!has(/^(licen[cs]e|copying|unlicense)(\.|-|$)/i)) {
    findings.push(
      missing("license", "P2", "There is no licence file", "Without one nobody may use the code."),
    );
  }
  if (top.includes("package.json")) findings.push(...checkManifest(readText(tree, "package.json") ?? ""));
  return {
    findings,
    ran: ["plain check of README, licence and package.json"],
    notJudged: ["data protection, regulations and accessibility: no tool here can judge them"],
    judged: tree.files.length > 0,
  };
};
