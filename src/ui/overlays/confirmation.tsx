import type { ReactNode } from "react";
import { box } from "../box.ts";
import { type Layout, overlaySize } from "../layout.ts";
import { blank, line, span, spread } from "../line.ts";
import { all, useFrontend, useView } from "../room.ts";
import type { ShownQuestion } from "../select-confirmation.ts";
import { answerLine, complaintLine, questionLines, riskTone } from "./confirmation-lines.ts";
import { Overlay } from "./overlay.tsx";

const modalColumns = 84;
const cutMark = line("… there is more than this screen can show: make it larger before you answer", "warn");

export const ConfirmationModal = ({
  shown,
  layout,
}: {
  readonly shown: ShownQuestion;
  readonly layout: Layout;
}): ReactNode => {
  const { session } = useFrontend(all);
  const modal = useView((view) => view.modal);
  const { confirmation: question, place, of } = shown;
  const { columns } = overlaySize(layout, { columns: modalColumns, rows: 1 });
  const width = columns - 4;
  const changes = question.run === null ? null : session.runs[question.run]?.changes;
  const frame = 6;
  const room = layout.rows - 2 - frame;
  const body = questionLines(session, question, modal, width, Math.max(3, room - 4));
  const bodyRows = Math.max(1, Math.min(body.length, room));
  const risk = [span(`risk: ${question.risk.toUpperCase()}`, riskTone(question.risk))];
  const content = [
    spread(line(question.operation, "bold"), risk, width),
    blank,
    ...(body.length > bodyRows ? [...body.slice(0, bodyRows - 1), cutMark] : body),
    complaintLine(modal),
    answerLine(question, modal, (changes?.files.length ?? 0) > 0, width),
  ];
  const size = { columns, rows: content.length + 2 };
  const lines = box(content, {
    width: columns,
    height: size.rows,
    title: [span("Confirmation required", "title")],
    right: [span(`${place} of ${of}`, "bold")],
    tone: "focus",
  });
  return <Overlay lines={lines} size={size} layout={layout} />;
};
