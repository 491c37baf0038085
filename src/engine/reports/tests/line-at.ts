/** The line at an index; empty beyond either end, so that a pattern simply does not match there. */
export const lineAt = (lines: readonly string[], index: number): string => lines[index] ?? "";
