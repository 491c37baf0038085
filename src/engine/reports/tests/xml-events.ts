/** One event of a document: a tag that opens (self-closing tags open and close), a tag that closes, or text. */
export type XmlEvent =
  | { readonly kind: "open"; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Only the five predefined entities and character references: a hostile DOCTYPE has nothing to expand. */
const decode = (text: string): string =>
  text.includes("&")
    ? text.replace(/&(#x?[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);/g, (whole, body: string) => {
        if (!body.startsWith("#")) return named[body] ?? whole;
        const code =
          body[1] === "x" ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
        return Number.isNaN(code) || code > 0x10ffff ? whole : String.fromCodePoint(code);
      })
    : text;

const attribute = /\s([\w:.-]{1,100})\s{0,20}=\s{0,20}(?:"([^"]{0,20000})"|'([^']{0,20000})')/g;

const readAttributes = (text: string): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  for (const match of text.matchAll(attribute)) {
    attributes.set(match[1] ?? "", decode((match[2] ?? match[3] ?? "").slice(0, 2000)));
  }
  return attributes;
};

/** The index of the ">" that ends a tag, past quoted attribute values; -1 when the tag does not end. */
const tagEnd = (source: string, from: number): number => {
  let quote = "";
  for (let index = from; index < source.length; index += 1) {
    const character = source[index] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return index;
  }
  return -1;
};

/** Comments, CDATA, declarations: where they end, and the text they hold. */
const readSpecial = (source: string, at: number): { readonly end: number; readonly text: string } | null => {
  const kinds = [
    ["<!--", "-->"],
    ["<![CDATA[", "]]>"],
    ["<?", "?>"],
    ["<!", ">"],
  ] as const;
  for (const [begin, close] of kinds) {
    if (!source.startsWith(begin, at)) continue;
    const end = source.indexOf(close, at + begin.length);
    if (end < 0) return { end: source.length, text: "" };
    return { end: end + close.length, text: begin === "<![CDATA[" ? source.slice(at + 9, end) : "" };
  }
  return null;
};

const readTag = (body: string): readonly XmlEvent[] => {
  const name = /^\/?([A-Za-z_][\w:.-]{0,100})/.exec(body)?.[1];
  if (name === undefined) return [];
  if (body.startsWith("/")) return [{ kind: "close", name }];
  const open: XmlEvent = { kind: "open", name, attributes: readAttributes(body.slice(name.length)) };
  return body.endsWith("/") ? [open, { kind: "close", name }] : [open];
};

const maximumText = 4000;

type Step = { readonly events: readonly XmlEvent[]; readonly next: number };

/** One markup construct that begins at "<"; null when it never ends. */
const readMarkup = (source: string, begin: number): Step | null => {
  const special = readSpecial(source, begin);
  if (special) {
    const text = special.text.slice(0, maximumText);
    return { events: text === "" ? [] : [{ kind: "text", text }], next: special.end };
  }
  const end = tagEnd(source, begin + 1);
  return end < 0 ? null : { events: readTag(source.slice(begin + 1, end)), next: end + 1 };
};

/**
 * Reads XML front to back, each character once, without a tree: depth, entities and broken markup cost nothing extra.
 * A tag that never ends stops the reading.
 */
export function* xmlEvents(source: string, from = 0): Generator<XmlEvent> {
  let position = from;
  while (position < source.length) {
    const begin = source.indexOf("<", position);
    const textEnd = begin < 0 ? source.length : begin;
    const text = source.slice(position, Math.min(textEnd, position + maximumText));
    if (text !== "") yield { kind: "text", text: decode(text) };
    const step = begin < 0 ? null : readMarkup(source, begin);
    if (!step) return;
    yield* step.events;
    position = step.next;
  }
}
