/** The block structure of a Markdown text, as far as reading reports needs it. Lines are 1-based. */
type Heading = {
  readonly type: "heading";
  readonly level: number;
  readonly text: string;
  readonly line: number;
};
export type TableRow = { readonly cells: readonly string[]; readonly line: number };
export type Table = {
  readonly type: "table";
  readonly header: readonly string[];
  readonly rows: TableRow[];
  readonly line: number;
};
export type ListItem = {
  readonly type: "item";
  readonly indent: number;
  readonly ordinal: string | null;
  readonly checked: boolean | null;
  readonly text: string;
  readonly line: number;
};
/** One line of a paragraph. Labels such as `**File:** x` stand on lines of their own, so lines are kept apart. */
export type TextLine = {
  readonly type: "text";
  readonly indent: number;
  readonly text: string;
  readonly line: number;
};
export type Code = {
  readonly type: "code";
  readonly info: string;
  readonly lines: string[];
  readonly line: number;
};
type Break = { readonly type: "break"; readonly line: number };
type Blank = { readonly type: "blank"; readonly line: number };

export type Block = Heading | Table | ListItem | TextLine | Code | Break | Blank;
