import { execa } from "execa";
import { RepositoryFault } from "../domain/errors.ts";

export type GitResult = {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** True when the output was longer than asked for and was cut. */
  readonly truncated: boolean;
};

export type GitOptions = {
  readonly input?: string;
  readonly maxBytes?: number;
  readonly environment?: Readonly<Record<string, string>>;
};

const defaultMaxBytes = 256 * 1024 * 1024;

/**
 * What a repository's own configuration could run behind our back is off: hooks, the file system monitor,
 * signing (which may ask for a passphrase), and background clean-up.
 */
const quietConfiguration = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "commit.gpgSign=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "i18n.commitEncoding=UTF-8",
  "advice.detachedHead=false",
].flatMap((setting) => ["-c", setting]);

/** Set when orch is started from a git hook; they would point every command at the wrong repository. */
const inheritedVariables = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_EXTERNAL_DIFF",
  "GIT_DIFF_OPTS",
];

const environmentFor = (options: GitOptions): Record<string, string | undefined> => ({
  ...Object.fromEntries(inheritedVariables.map((name) => [name, undefined])),
  GIT_TERMINAL_PROMPT: "0",
  GIT_PAGER: "cat",
  GIT_EDITOR: "true",
  GIT_OPTIONAL_LOCKS: "0",
  LC_ALL: "C",
  LANGUAGE: "C",
  ...options.environment,
});

/**
 * Runs git without a shell and never throws for an exit code. It gets a process group of its own: a Ctrl-C in
 * the terminal reaches the whole foreground group and would end a merge between two files.
 */
export const runGit = async (
  folder: string,
  gitArguments: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> => {
  const result = await execa("git", ["--no-pager", ...quietConfiguration, ...gitArguments], {
    cwd: folder,
    env: environmentFor(options) as Record<string, string>,
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    encoding: "buffer",
    stripFinalNewline: false,
    maxBuffer: { stdout: options.maxBytes ?? defaultMaxBytes, stderr: 1024 * 1024 },
    detached: true,
    cleanup: false,
    reject: false,
  });
  if (result.exitCode === undefined && !result.isMaxBuffer) {
    if (result.code === "ENOENT") throw gitMissing();
    throw gitFailed(gitArguments, result.shortMessage ?? "it did not start");
  }
  return {
    exitCode: result.exitCode ?? 0,
    stdout: Buffer.from(result.stdout ?? []),
    stderr: Buffer.from(result.stderr ?? []).toString("utf8"),
    truncated: result.isMaxBuffer === true,
  };
};

const gitMissing = (): RepositoryFault =>
  new RepositoryFault(
    "git-missing",
    "git was not found, or the folder to run it in does not exist.",
    "Install git 2.38 or newer and see that `git --version` works in this terminal.",
  );

const gitFailed = (gitArguments: readonly string[], detail: string): RepositoryFault =>
  new RepositoryFault(
    "git-failed",
    `git ${gitArguments[0] ?? ""} failed: ${detail.trim().split("\n").slice(0, 5).join(" ")}`,
    "Run `git status` in the repository; when it says nothing odd, try again.",
  );

/** Runs git and throws a RepositoryFault with git's own words when it fails or says more than is read. */
export const git = async (
  folder: string,
  gitArguments: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> => {
  const result = await runGit(folder, gitArguments, options);
  if (result.truncated) throw gitFailed(gitArguments, "its output is larger than what orch reads");
  if (result.exitCode !== 0) throw gitFailed(gitArguments, result.stderr || `exit code ${result.exitCode}`);
  return result.stdout;
};

/** One line of output without its newline. Only the newline: a folder's name may end with a space. */
export const gitLine = async (
  folder: string,
  gitArguments: readonly string[],
  options: GitOptions = {},
): Promise<string> => decodeName(await git(folder, gitArguments, options)).replace(/\n$/, "");

/** Like gitLine, but null when git says no. */
export const gitLineOrNull = async (
  folder: string,
  gitArguments: readonly string[],
): Promise<string | null> => {
  const result = await runGit(folder, gitArguments);
  return result.exitCode === 0 ? decodeName(result.stdout).replace(/\n$/, "") : null;
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A file name is bytes: what is not UTF-8 is shown as \xNN, so that two names never become one. */
const decodeName = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
    ).join("");
  }
};

/** Splits `-z` output; every record ends with a NUL. */
export const splitRecords = (output: Buffer): string[] => {
  const records: string[] = [];
  let start = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, start)) {
    records.push(decodeName(output.subarray(start, end)));
    start = end + 1;
  }
  return records;
};

/** A commit needs somebody's name: the repository's own, else orch's. */
export const identityOptions = async (folder: string): Promise<string[]> => {
  const name = await gitLineOrNull(folder, ["config", "user.name"]);
  const email = await gitLineOrNull(folder, ["config", "user.email"]);
  return [...(name ? [] : ["-c", "user.name=orch"]), ...(email ? [] : ["-c", "user.email=orch@localhost"])];
};
