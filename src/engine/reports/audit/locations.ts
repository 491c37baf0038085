/** Where a finding is, as the report writes it. */
export type Location = {
  readonly file: string;
  readonly line: number | null;
  readonly endLine: number | null;
};

const extensions = new Set(
  `ts tsx js jsx mjs cjs mts cts py pyi rb go rs java kt kts swift c h cc cpp cxx hpp hh cs fs vb php scala clj ex exs erl
  hs ml lua pl pm  jl dart m mm sql sh bash zsh ps1 bat html htm xhtml css scss sass less vue svelte astro xml yml yaml
  json json5 jsonc toml ini cfg conf  properties md mdx rst txt csv tsv lock gradle sol move cairo vy tf hcl proto
  graphql gql prisma ipynb po pot  plist storyboard xib csproj sln gd tscn blade twig erb ejs hbs njk wgsl glsl
  nix zig nim cr  pas asm  wat dockerfile makefile cmake    tpl tmpl    cypher bicep
  pine mq5 mqh bas cls qml ui  lark peg tex bib`.split(/\s+/),
);

const bareNames = new Set(
  `dockerfile makefile gemfile rakefile procfile jenkinsfile vagrantfile caddyfile .gitignore .dockerignore .env .npmrc
  go.mod go.sum go.work .nvmrc .editorconfig .prettierrc .eslintrc`.split(/\s+/),
);

/** Names of products that look like files. */
const products = new Set(
  "node.js next.js vue.js react.js express.js three.js d3.js nuxt.js nest.js asp.net".split(" "),
);

const wordBreak = /[\s`'"“”‘’()[\]{}<>|,;，、；：（）「」*]/;
const edgePunctuation = /^[-–—:]+(?=[\w@~/.])|[.:!?…]+$/g;

/** Splits where a path cannot go on; positions are kept so that "line 12" after a path can be found. */
const tokensOf = (text: string): { readonly token: string; readonly end: number }[] => {
  const tokens: { token: string; end: number }[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && !wordBreak.test(text[at] ?? "")) continue;
    if (at > start) tokens.push({ token: text.slice(start, at), end: at });
    start = at + 1;
  }
  return tokens;
};

const extensionOf = (path: string): string => {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
};

const looksLikePath = (path: string): boolean => {
  if (path.length < 3 || path.length > 300 || path.includes("://") || /^www\./.test(path)) return false;
  if (!/^[@~./\\\p{L}\p{N}_$-][\p{L}\p{N}_@~./\\$+*=&%-]*$/u.test(path)) return false;
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (bareNames.has(name) || name.startsWith(".env.")) return true;
  if (products.has(name)) return false;
  const extension = extensionOf(path);
  if (extensions.has(extension)) return name.length > extension.length + 1 || path.startsWith(".");
  // An extension nobody listed, or a page of a manual (doc/tool.1).
  const likely = /^[a-z]{2,5}$/.test(extension) || /^[a-z][a-z_-]+\.[1-8]$/.test(name);
  if (path.indexOf("/") > 0 && likely && !/[A-Z]/.test(name)) return true;
  return path.endsWith("/") && /[\p{L}]/u.test(path);
};

const range = /^~?L?(\d{1,7})(?:\s*(?:-|–|—|\.\.|to|a)\s*L?(\d{1,7}))?/i;

const lineNumbers = (text: string): { readonly line: number | null; readonly endLine: number | null } => {
  const found = range.exec(text);
  const line = found === null ? 0 : Number(found[1]);
  const endLine = found?.[2] === undefined ? 0 : Number(found[2]);
  return { line: line > 0 ? line : null, endLine: endLine >= line && endLine > 0 ? endLine : null };
};

const lineWord =
  /^[^\p{L}\p{N}]{0,6}(?:lines?|l[ií]neas?|linhas?|lignes?|zeilen?|righ[ae]|around lines?|aprox\.? l[ií]nea|ln?\.?|第|行)\s*[:#]?\s*(?=[~L]?\d)/iu;

/** "line 12", "línea 12-14", "第12行": at the start of a text, or right after a path. */
export const lineWordsAfter = (text: string): ReturnType<typeof lineNumbers> => {
  const found = lineWord.exec(text.slice(0, 40));
  return found === null ? { line: null, endLine: null } : lineNumbers(text.slice(found[0].length, 60));
};

/** Where the path stops and its line starts: `x.ts:12`, `x.ts#L12`, `x.ts::name`. */
const splitPath = (token: string): { readonly path: string; readonly suffix: string } => {
  const from = /^[A-Za-z]:[\\/]/.test(token) ? 2 : 0;
  const ends = [token.indexOf(":", from), token.indexOf("#", from), token.indexOf("?", from)].filter(
    (at) => at > 0,
  );
  const at = ends.length === 0 ? token.length : Math.min(...ends);
  return { path: token.slice(0, at), suffix: token.slice(at).replace(/^[:#?]+/, "") };
};

const locationAt = (text: string, token: string, end: number): Location | null => {
  const { path, suffix } = splitPath(token.replace(edgePunctuation, ""));
  // "/refunds/:id" is a route.
  if (path.startsWith("/") && path.endsWith("/") && /^[\p{L}{*]/u.test(suffix)) return null;
  if (!looksLikePath(path)) return null;
  const own = lineNumbers(suffix);
  const after = own.line === null ? lineWordsAfter(text.slice(end, end + 60)) : own;
  return { file: path, line: after.line, endLine: after.endLine };
};

const textLimit = 600;

/** The locations in one line of text, in order; at most `most`. */
export const locationsIn = (text: string, most: number): Location[] => {
  if (!/[./\\]|file/i.test(text)) return [];
  const bounded = text.slice(0, textLimit);
  const found: Location[] = [];
  for (const { token, end } of tokensOf(bounded)) {
    const location = token.length < 3 ? null : locationAt(bounded, token, end);
    if (location !== null) found.push(location);
    if (found.length >= most) break;
  }
  return found;
};

/** The first line number in the value of a "Line:" label. */
export const lineIn = (text: string): { readonly line: number | null; readonly endLine: number | null } => {
  const start = text.slice(0, 80).search(/\d/);
  return start < 0 ? { line: null, endLine: null } : lineNumbers(text.slice(start, start + 40));
};
