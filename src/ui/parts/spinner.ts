import cliSpinners from "cli-spinners";

const { frames } = cliSpinners.dots;

export const spinnerFrame = (frame: number): string => frames[frame % frames.length] ?? "⠋";
