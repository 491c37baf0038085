/** A place as an agent wrote it, taken apart: the path without decoration, and the line behind it. */
export type WrittenPlace = { readonly path: string; readonly line: number | null };

/** Where a written path points: to a path inside the module, or nowhere inside it. */
export type ModulePath = { readonly path: string; readonly isInside: boolean };

const markdownLink = /^\[[^\]]{0,500}\]\(([^)\s]{1,1000})(?:\s[^)]{0,200})?\)/;
const repositoryUrl =
  /^https?:\/\/[^/]{1,200}\/[^/]{1,200}\/[^/]{1,200}\/(?:-\/)?(?:blob|tree|raw)\/[^/]{1,200}\/(.{1,1000})$/;
const lineSuffixes: readonly RegExp[] = [
  /#L?(\d{1,7})(?:C\d{1,5})?(?:-L?\d{1,7}(?:C\d{1,5})?)?$/i,
  /:L?~?(\d{1,7})(?:(?:[-–:,]|\.\.)L?~?\d{1,7}){0,20}$/i,
  /\s{0,4}\((?:lines?|l[ií]neas?|L)?\.?\s{0,4}(\d{1,7})(?:\s{0,4}[-–]\s{0,4}\d{1,7})?\)$/i,
  /[,;:]?\s{1,4}(?:at\s)?(?:lines?|l[ií]neas?|L)\.?\s{0,4}(\d{1,7})(?:\s{0,4}[-–]\s{0,4}\d{1,7})?$/i,
];

const undecorated = (text: string): string => {
  const link = markdownLink.exec(text);
  const inner = link?.[1] ?? text;
  return inner.replace(/^[`'"<*_(\s]{1,10}/, "").replace(/[`'">*_\s]{1,10}$/, "");
};

const decodeUri = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const withoutScheme = (text: string): string => {
  if (/^file:\/\//i.test(text))
    return decodeUri(text.replace(/^file:\/\/(?:localhost)?/i, "")).replace(/^\/([A-Za-z]:)/, "$1");
  return repositoryUrl.exec(text)?.[1] ?? text;
};

/** Takes the decoration off: links, quotes, `#L12`, `:12-20`, "line 12", file URLs, Windows separators. */
export const readWrittenPlace = (written: string): WrittenPlace => {
  let path = withoutScheme(undecorated(written.trim().slice(0, 2000)));
  let line: number | null = null;
  for (const suffix of lineSuffixes) {
    const match = suffix.exec(path);
    if (!match?.[1]) continue;
    line = Number(match[1]);
    path = path.slice(0, match.index);
    break;
  }
  return { path: undecorated(path).replaceAll("\\", "/"), line };
};

const isAbsolute = (path: string): boolean => path.startsWith("/") || /^[A-Za-z]:\//.test(path);

/** Resolves "." and ".."; null when the path climbs above where it starts. */
const normalise = (path: string): string | null => {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
};

const insideRoot = (path: string, root: string): string | null => {
  const base = root.replaceAll("\\", "/").replace(/\/+$/, "");
  if (path === base) return "";
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : null;
};

/**
 * Absolute paths count only below one of the module's roots (the module itself, an agent's copy of it); what climbs out
 * of the module is outside.
 */
export const toModulePath = (path: string, roots: readonly string[]): ModulePath => {
  const outside: ModulePath = { path, isInside: false };
  if (path.includes("\0") || /^[a-z]+:\/\//i.test(path) || path.startsWith("~")) return outside;
  if (!isAbsolute(path)) {
    const relative = normalise(path);
    return relative === null ? outside : { path: relative, isInside: true };
  }
  const absolute = normalise(path);
  if (absolute === null) return outside;
  const rooted = /^[A-Za-z]:\//.test(path) ? absolute : `/${absolute}`;
  for (const root of roots) {
    const relative = insideRoot(rooted, root);
    if (relative !== null) return { path: relative, isInside: true };
  }
  return outside;
};

/**
 * The path without its first folders, where those repeat the end of the module's own path: agents that were started in
 * the repository write `addons/billing/models/x.py` for `models/x.py` of the module `addons/billing`.
 */
export const withoutModulePrefix = (path: string, roots: readonly string[]): readonly string[] => {
  const parts = path.split("/");
  const shorter: string[] = [];
  for (let count = 1; count < parts.length && count <= 20; count += 1) {
    const prefix = parts.slice(0, count).join("/");
    const isModule = roots.some((root) =>
      root.replaceAll("\\", "/").replace(/\/+$/, "").endsWith(`/${prefix}`),
    );
    if (isModule) shorter.push(parts.slice(count).join("/"));
  }
  return shorter;
};
