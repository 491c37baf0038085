/** What can go wrong, told apart by whose turn it is. All else that is thrown is a bug of orch. */
export type OrchFault = UserFault | AgentFault | RepositoryFault;

/** Why a repository did not let orch do what it wanted; nothing was changed. */
export type RepositoryFaultReason =
  | "branch-moved"
  | "busy"
  | "conflict"
  | "git-failed"
  | "git-missing"
  | "git-too-old"
  | "local-changes"
  | "other-branch";

const sentence = (what: string, advice: string | null): string =>
  advice === null ? what : `${what}\n${advice}`;

/** Wrong usage or configuration: the person can put it right. Exit code 2. */
export class UserFault extends Error {
  readonly kind = "user";
  readonly exitCode = 2;
  readonly what: string;
  readonly advice: string | null;

  constructor(what: string, advice: string | null = null) {
    super(sentence(what, advice));
    this.name = "UserFault";
    this.what = what;
    this.advice = advice;
  }
}

/** An agent did not do its part. Exit code 6: without it the session cannot go on. */
export class AgentFault extends Error {
  readonly kind = "agent";
  readonly exitCode = 6;
  readonly agent: string;
  readonly what: string;
  readonly advice: string | null;

  constructor(agent: string, what: string, advice: string | null = null) {
    super(sentence(what, advice));
    this.name = "AgentFault";
    this.agent = agent;
    this.what = what;
    this.advice = advice;
  }
}

/** The repository is in a state in which the step would do harm, so it was not done. Exit code 2. */
export class RepositoryFault extends Error {
  readonly kind = "repository";
  readonly exitCode = 2;
  readonly reason: RepositoryFaultReason;
  readonly what: string;
  readonly advice: string | null;
  /** The files that stand in the way, when there are some. */
  readonly files: readonly string[];

  constructor(
    reason: RepositoryFaultReason,
    what: string,
    advice: string | null = null,
    files: readonly string[] = [],
  ) {
    super(sentence(what, advice));
    this.name = "RepositoryFault";
    this.reason = reason;
    this.what = what;
    this.advice = advice;
    this.files = files;
  }
}

export const isOrchFault = (value: unknown): value is OrchFault =>
  value instanceof UserFault || value instanceof AgentFault || value instanceof RepositoryFault;
