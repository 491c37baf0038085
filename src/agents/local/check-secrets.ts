import type { Severity } from "../../engine/domain/severity.ts";
import type { CheckResult, LocalFinding } from "./finding.ts";
import type { Progress } from "./progress.ts";
import { type FindSecrets, type Secret, secretlintVersion } from "./secrets.ts";
import { plural } from "./text.ts";
import { isMachineMade, type ProjectFile, readText, type Tree } from "./tree.ts";

const placeholder =
  /localhost|127\.0\.0\.1|example|placeholder|changeme|<[^>]*>|\$\{|:(password|pass|secret|postgres|root|user|test)@|x{6}|\*{4}|0{12}/i;

/** A made-up or local credential is worth a word; a real one is the worst thing a repository can hold. */
const severityOf = (file: ProjectFile, quoted: string): Severity => {
  if (placeholder.test(quoted)) return "P3";
  return file.territory === "tests" ? "P2" : "P0";
};

const toFinding = (file: ProjectFile, text: string, secret: Secret): LocalFinding => ({
  severity: severityOf(file, text.slice(secret.start, secret.end)),
  title: `Credential in the text: ${secret.name}`,
  file: file.path,
  line: secret.line,
  recommendation: "Rotate it, take it out of the code and its history, and read it from the environment.",
  tool: "secretlint",
  rule: secret.rule,
});

/** `.env` is only a problem when git would take it. */
const findEnvironmentFiles = (tree: Tree): LocalFinding[] =>
  tree.fromGit
    ? tree.files
        .filter(({ path, size }) => size > 0 && /(^|\/)\.env(\.(local|production))?$/.test(path))
        .map(({ path }) => ({
          severity: "P2",
          title: "Environment file is not ignored by git",
          file: path,
          line: 1,
          recommendation: "Add it to .gitignore and keep a .env.example without values.",
          tool: "plain",
          rule: "env-file",
        }))
    : [];

export const checkSecrets = async (
  tree: Tree,
  find: FindSecrets,
  progress: Progress,
): Promise<CheckResult> => {
  progress("tool", `secretlint on ${plural(tree.files.length, "file")}`);
  const findings: LocalFinding[] = [];
  const unreadable: string[] = [];
  for (const file of tree.files) {
    const text = readText(tree, file.path);
    if (text === null || isMachineMade(text)) continue;
    try {
      const secrets = await find(file.path, text);
      findings.push(...secrets.map((secret) => toFinding(file, text, secret)));
    } catch {
      unreadable.push(file.path);
    }
  }
  progress("note", `secretlint found ${plural(findings.length, "credential")}`);
  return {
    findings: [...findings, ...findEnvironmentFiles(tree)],
    ran: [`secretlint ${secretlintVersion()}, recommended rules, ${plural(tree.files.length, "file")}`],
    notJudged: unreadable.length > 0 ? [`secretlint failed on ${plural(unreadable.length, "file")}`] : [],
    judged: tree.files.length > 0,
  };
};
