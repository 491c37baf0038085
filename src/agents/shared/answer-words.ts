import { readAnswerBlock } from "../../engine/reports/answer-report.ts";

/** What an agent says, for a person: an answer that is held to the shape of a report in a few words. */
export const answerWords = (text: string): string => {
  const block = readAnswerBlock(text);
  if (block === null) return text;
  const { score, findings } = block;
  const judged = score === null ? "no score" : `score ${score}`;
  return `answers: ${judged}, ${findings.length} ${findings.length === 1 ? "finding" : "findings"}`;
};
