import type { Answer, Connection, Wire } from "./answer.ts";
import type { Conversation, Dialect } from "./conversation.ts";
import { failureBody, failureEvent } from "./failure-body.ts";
import { isToolTurn, type Scenario, type TokenCount, type Turn } from "./scenario.ts";
import { toToolCall } from "./tool-call.ts";
import { chatWire } from "./wire-chat.ts";
import { generateContentWire } from "./wire-generate-content.ts";
import { messagesWire } from "./wire-messages.ts";
import { responsesWire } from "./wire-responses.ts";

const wires: Record<Dialect, Wire> = {
  messages: messagesWire,
  responses: responsesWire,
  chat: chatWire,
  "generate-content": generateContentWire,
};

/**
 * The turn follows from how many tool turns the conversation has, so a client's retry gets the same one again.
 * A turn whose tool the CLI does not offer is passed over: its role took the tool away.
 */
const chooseTurn = (scenario: Scenario, talk: Conversation, failed: Map<number, number>): Turn => {
  const spent = (turn: Turn, index: number): boolean => {
    if (!("times" in turn) || turn.times === undefined) return false;
    const count = failed.get(index) ?? 0;
    failed.set(index, count + 1);
    return count >= turn.times;
  };
  let used = 0;
  for (const [index, turn] of scenario.turns.entries()) {
    if (spent(turn, index)) continue;
    if (!isToolTurn(turn)) return turn;
    if (toToolCall(turn, talk) === null) continue;
    if (used >= talk.toolTurns) return turn;
    used += 1;
  }
  return { do: "say", text: "Done." };
};

const tokens = (...counts: readonly (Partial<TokenCount> | undefined)[]): TokenCount =>
  Object.assign({ input: 12_000, cached: 0, output: 100, reasoning: 0 }, ...counts);

const toAnswer = (turn: Turn, scenario: Scenario, talk: Conversation): Answer => {
  const usage = tokens(scenario.usage, "usage" in turn ? turn.usage : {});
  const stop = ("stop" in turn ? turn.stop : undefined) ?? "normal";
  const plain = { model: talk.model, call: null, chunkLength: 400, chunkDelayMilliseconds: 0, stop };
  if (turn.do === "hang" || turn.do === "cut") return { ...plain, text: "", usage, breakAfterHead: turn.do };
  if (turn.do === "say") {
    const { chunkLength = 40, chunkDelayMilliseconds = 0 } = turn;
    return { ...plain, text: turn.text, usage, breakAfterHead: null, chunkLength, chunkDelayMilliseconds };
  }
  const call = isToolTurn(turn) ? toToolCall(turn, talk) : null;
  const text = call === null ? "The tool for this is not offered." : (isToolTurn(turn) && turn.say) || "";
  return { ...plain, call, text, usage, breakAfterHead: null };
};

/** Titles, summaries and routing come without tools; they must not use up a turn. */
const isSideCall = (talk: Conversation): boolean => talk.tools.length === 0;

const breaksOff = (turn: Turn): boolean => turn.do !== "say" && !isToolTurn(turn);

/** Says a turn that is no model answer at all; false when it is one. */
const answerWithout = async (turn: Turn, talk: Conversation, connection: Connection): Promise<boolean> => {
  const { dialect } = talk;
  if (turn.do === "raw") {
    connection.raw(turn.status, turn.contentType, turn.body);
    return true;
  }
  if (turn.do === "reset") {
    connection.reset();
    return true;
  }
  if (turn.do === "fail" && turn.inStream === true && talk.stream) {
    connection.open();
    connection.event(...failureEvent(dialect, turn));
    connection.end();
    return true;
  }
  if (turn.do === "fail") {
    const wait =
      turn.retryAfterSeconds === undefined ? {} : { "retry-after": String(turn.retryAfterSeconds) };
    connection.json(turn.status, failureBody(dialect, turn), wait);
    return true;
  }
  if (turn.do !== "hang" && turn.do !== "cut") return false;
  if (turn.after === "head") return false;
  if (turn.do === "cut") connection.cut();
  else await connection.hang();
  return true;
};

const sideTurn = (talk: Conversation): Turn => ({
  do: "say",
  text: talk.structured
    ? '{"title":"Scripted","reasoning":"scripted","next_speaker":"user"}'
    : "Scripted title",
  usage: { input: 50, output: 5 },
});

/** Answers one model call as the scenario says; `note` hears what, before it is sent. */
export const answerModel = async (
  scenario: Scenario,
  talk: Conversation,
  failed: Map<number, number>,
  connection: Connection,
  note: (answer: string) => void,
): Promise<void> => {
  const chosen = chooseTurn(scenario, talk, failed);
  const turn = isSideCall(talk) && !breaksOff(chosen) ? sideTurn(talk) : chosen;
  const answer = toAnswer(turn, scenario, talk);
  const detail = turn.do === "fail" ? turn.status : answer.call?.tool.name;
  note(`${turn === chosen ? turn.do : "side"}${detail === undefined ? "" : ` ${detail}`}`);
  if (await answerWithout(turn, talk, connection)) return;
  const wire = wires[talk.dialect];
  if (talk.stream) await wire.stream(connection, answer);
  else connection.json(200, wire.whole(answer));
};
