/** Something the caller or the folder got wrong: its message is the one sentence that people see. */
export class AgentFault extends Error {
  override readonly name = "AgentFault";
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
