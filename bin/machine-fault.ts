const advice: Readonly<Record<string, string>> = {
  EACCES: "Check who may write there, or keep sessions elsewhere: --sessions-dir FOLDER",
  EPERM: "Check who may write there, or keep sessions elsewhere: --sessions-dir FOLDER",
  EROFS: "Keep sessions where files can be written: --sessions-dir FOLDER",
  ENOTDIR:
    "A file stands where a folder should be: move it away, or choose another folder with --sessions-dir FOLDER",
  ENOSPC: "Make room on that disk, then go on: orch run --resume",
  EDQUOT: "Make room within your quota, then go on: orch run --resume",
  EMFILE: "Allow more open files (ulimit -n 1024), then go on: orch run --resume",
  ENFILE: "The machine has too many open files: end some programs, then go on: orch run --resume",
  EAGAIN:
    "The machine starts no more processes: end some, or allow more (ulimit -u), then go on: orch run --resume",
};

/** What the machine refused is no bug of orch: a sentence with what to do, or null for any other error. */
export const explainMachineFault = (error: unknown): string | null => {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  const next = advice[error.code];
  return next === undefined ? null : `the machine refused: ${error.message}\n${next}`;
};
