import type { Clock } from "../ports.ts";

/** The longest delay that a timer takes; a later time is reached in steps. */
const longestDelay = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  callAt: (at, callback) => {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const left = Date.parse(at) - Date.now();
      timer = setTimeout(left > longestDelay ? arm : callback, Math.min(Math.max(0, left), longestDelay));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
