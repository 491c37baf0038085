/** Where a transcript repeats what the agent was told: its example findings are nobody's. */
export type EchoWatcher = {
  readonly push: (line: string, number: number) => void;
  readonly holds: (line: number) => boolean;
};

const stamp = String.raw`(?:\[[\dT:.Z-]{8,30}\]\s*)?`;
const begins = new RegExp(`^${stamp}(?:user|user instructions:|human:|user:|prompt:)\\s*$`, "i");
const ends = new RegExp(`^${stamp}(?:codex|thinking|exec|assistant:?|agent:?|tool)\\s*$|^[●⏺✓]\\s`, "i");

const rangeLimit = 200;

export const createEchoWatcher = (): EchoWatcher => {
  const ranges: { readonly from: number; readonly to: number }[] = [];
  let from = 0;

  const push = (line: string, number: number): void => {
    if (line.length > 80) return;
    if (from === 0) {
      if (begins.test(line)) from = number;
    } else if (ends.test(line)) {
      // Only what is answered was a prompt.
      if (ranges.length < rangeLimit) ranges.push({ from, to: number });
      from = 0;
    }
  };

  return { push, holds: (line) => ranges.some((range) => line > range.from && line < range.to) };
};
