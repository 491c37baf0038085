import type { ReactNode } from "react";
import { fitLine, type Line, span } from "../line.ts";
import { Lines } from "../parts/lines.tsx";

export const Notice = ({ width, notice }: { readonly width: number; readonly notice: Line }): ReactNode => (
  <Lines lines={[fitLine([span(" "), ...notice], width)]} />
);
