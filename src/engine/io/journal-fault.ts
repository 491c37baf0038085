/** A journal or recording that cannot be folded. Its message names file and line, `advice` what to try. */
export class JournalFault extends Error {
  readonly advice: string;

  constructor(path: string, line: number, problem: string, advice?: string) {
    super(`${path}, line ${line} ${problem}`);
    this.name = "JournalFault";
    this.advice =
      advice ?? "The lines before it are sound: copy them to a new file to look at the session up to there.";
  }
}
