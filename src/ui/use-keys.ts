import { useInput } from "ink";
import { handleKey } from "./handle-key.ts";
import type { Room } from "./room.ts";

/** The only place where keys are read. */
export const useKeys = (room: Room): void =>
  useInput((input, key) => {
    try {
      handleKey(room, input, key);
    } catch (error) {
      room.fail(error);
    }
  });
