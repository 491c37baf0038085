import { fitHeight, fitLine, type Line, lineWidth } from "./line.ts";
import type { Tone } from "./theme.ts";

export type BoxOptions = {
  readonly width: number;
  readonly height: number;
  readonly title?: Line;
  /** Right end of the top border. */
  readonly right?: Line;
  readonly bottom?: Line;
  readonly bottomRight?: Line;
  /** Heavy is the shape of focus, so that it is seen without colour. */
  readonly style?: "round" | "heavy";
  readonly tone?: Tone;
};

const shapes = {
  round: { topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯", across: "─", down: "│" },
  heavy: { topLeft: "┏", topRight: "┓", bottomLeft: "┗", bottomRight: "┛", across: "━", down: "┃" },
} as const;

const edge = (
  corners: readonly [string, string],
  across: string,
  tone: Tone,
  width: number,
  left: Line,
  right: Line,
): Line => {
  const room = width - 4;
  const rightPart: Line =
    right.length === 0 || lineWidth(right) + 2 > room
      ? []
      : [{ text: " ", tone }, ...right, { text: " ", tone }];
  const leftRoom = room - lineWidth(rightPart) - 2;
  const leftFits = left.length > 0 && leftRoom > 0;
  const shortened = leftFits ? fitLine(left, Math.min(leftRoom, lineWidth(left))) : [];
  const leftPart: Line = leftFits ? [{ text: " ", tone }, ...shortened, { text: " ", tone }] : [];
  const filler = Math.max(0, width - 3 - lineWidth(leftPart) - lineWidth(rightPart));
  return [
    { text: corners[0], tone },
    ...leftPart,
    { text: across.repeat(filler), tone },
    ...rightPart,
    { text: across + corners[1], tone },
  ];
};

/** Lines in a frame with a title in its border; exactly `width` × `height` cells. */
export const box = (lines: readonly Line[], options: BoxOptions): readonly Line[] => {
  const { width, height, title = [], right = [], bottom = [], bottomRight = [], tone = "border" } = options;
  const shape = shapes[options.style ?? "round"];
  const inner = width - 4;
  const body = fitHeight(lines, height - 2).map(
    (content): Line => [
      { text: `${shape.down} `, tone },
      ...fitLine(content, inner),
      { text: ` ${shape.down}`, tone },
    ],
  );
  return [
    edge([shape.topLeft, shape.topRight], shape.across, tone, width, title, right),
    ...body,
    edge([shape.bottomLeft, shape.bottomRight], shape.across, tone, width, bottom, bottomRight),
  ];
};
