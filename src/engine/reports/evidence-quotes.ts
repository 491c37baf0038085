/** Code that a finding quotes; a fence has several lines, a pair of backticks one. */
export type Quote = { readonly lines: readonly string[] };

const fence = /(?:^|\n)\s{0,8}(?:```|~~~)[^\n]{0,100}\n([\s\S]{0,20000}?)\n\s{0,8}(?:```|~~~)/g;
const inline = /(`{1,3})([^`\n]{1,500})\1/g;

/** Words before a quote that make it a proposal or something that is absent: it need not be in the file. */
const proposal =
  /(?:\b(?:use|using|usar|usa|utilizar|utilice|add|adding|añadir|agregar|replace|with|reemplazar|por|should be|should|debe|debería|deberia|instead|in favou?r of|recommend\w*|suggest\w*|recomend\w*|consider\w*|prefer\w*|missing|lacks?|without|absent|no|not|sin|falta\w*|carece\w*|e\.g\.|like|como|fix|solution|solución|solucion|correct\w*|after|después|ejemplo|example|sugerid\w*|propuest\w*|expected|esperado|add an?|add the|set)\b|→|=>|->)[\s:*_(“"'-]{0,6}(?:(?:an?|the|un|una|el|la|de|del|code|código|to|is)\s){0,2}[\s:*_(]{0,4}$/i;

/** A path or a bare file name names a place; it is not code of that place. */
const isPlace = (text: string): boolean =>
  /^[\w@.~/\\-]{1,300}\.[A-Za-z]{1,5}(?:[:#]L?\d{1,7}(?:-L?\d{1,7})?)?$/.test(text) && !text.includes("(")
    ? /[/\\]|\.(?:[jt]sx?|[cm]js|py|go|rs|rb|php|java|kt|cs|cpp?|hp?p?|xml|ya?ml|json|toml|md|html?|s?css|sql|sh|vue|svelte|swift|csv|ini|cfg|env|lock)(?:$|[:#])/.test(
        text,
      )
    : /^[\w@.-]{1,100}(?:\/[\w@.-]{1,100}){1,20}\/?$/.test(text);

const isSignificant = (line: string): boolean => /\w{2}/.test(line) && line.replace(/\s/g, "").length >= 3;

const isProposal = (text: string, index: number): boolean =>
  proposal.test(text.slice(Math.max(0, index - 60), index));

const fencedQuotes = (text: string): readonly Quote[] =>
  [...text.matchAll(fence)].flatMap((match) => {
    if (isProposal(text, match.index)) return [];
    const lines = (match[1] ?? "").split("\n").filter(isSignificant).slice(0, 40);
    return lines.length > 0 ? [{ lines }] : [];
  });

const inlineQuotes = (text: string): readonly Quote[] =>
  [...text.matchAll(inline)].flatMap((match) => {
    const quoted = (match[2] ?? "").trim();
    if (!isSignificant(quoted) || isPlace(quoted) || isProposal(text, match.index)) return [];
    return [{ lines: [quoted] }];
  });

/** The code that a title and a description quote from the file, proposals left out; at most 30 pieces. */
export const readQuotes = (title: string, description: string | null): readonly Quote[] => {
  const text = `${title.slice(0, 4000)}\n\n${(description ?? "").slice(0, 40_000)}`;
  const withoutFences = text.replace(fence, "\n");
  return [...fencedQuotes(text), ...inlineQuotes(withoutFences)].slice(0, 30);
};

const withoutSpace = (text: string): string => text.replace(/\s+/g, "");

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** "foo(…)" and "foo(a, ...)" stand for their longest literal part. */
const literalPart = (text: string): string =>
  text
    .split(/\.\.\.|…/)
    .map((part) => part.trim())
    .reduce((longest, part) => (part.length > longest.length ? part : longest), "");

/** A test for one quoted line: whole words for names, any spacing for code. */
const lineMatcher = (quoted: string): ((line: string) => boolean) => {
  const literal = literalPart(quoted);
  if (/^[\w$]+(?:\(\))?$/.test(literal)) {
    const name = new RegExp(`(?<![\\w$])${escapePattern(literal.replace(/\(\)$/, ""))}(?![\\w$])`);
    return (line) => name.test(line);
  }
  const wanted = withoutSpace(literal);
  return (line) => wanted !== "" && withoutSpace(line).includes(wanted);
};

/** The 1-based lines of the file on which a quote starts or, for a fence, most of it gathers. */
export const findQuote = (quote: Quote, file: readonly string[]): readonly number[] => {
  const found = quote.lines.map((quoted) => {
    const matches = lineMatcher(quoted);
    return file.flatMap((line, index) => (matches(line) ? [index + 1] : []));
  });
  const [first] = found;
  if (found.length === 1) return first ?? [];
  const present = found.filter((lines) => lines.length > 0);
  if (present.length * 2 < found.length) return [];
  const anchor = present.reduce((rarest, lines) => (lines.length < rarest.length ? lines : rarest));
  return anchor;
};
