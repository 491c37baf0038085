import { basename, extname } from "node:path/posix";

/** Which dimension answers for a file, so that one problem is counted once. */
export type Territory = "backend" | "frontend" | "tests";

const codeExtensions = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"]);
const componentExtensions = new Set([".vue", ".svelte", ".astro"]);
const screenExtensions = new Set([".jsx", ".tsx", ".css", ".scss", ".sass", ".less", ".html", ".htm"]);
const otherCodeExtensions = new Set(
  ".py .rb .go .rs .java .kt .c .h .cc .cpp .hpp .cs .php .swift .scala .sh .lua .sql .ex .exs".split(" "),
);

/** Type declarations hold no code; most are written by compilers. */
const isDeclaration = (path: string): boolean => /\.d\.[cm]?ts$/.test(path);

export const isLintable = (path: string): boolean => {
  if (isDeclaration(path)) return false;
  const extension = extname(path).toLowerCase();
  return codeExtensions.has(extension) || componentExtensions.has(extension);
};

/** JavaScript and TypeScript as knip sees them. */
export const isScript = (path: string): boolean =>
  !isDeclaration(path) && codeExtensions.has(extname(path).toLowerCase());

export const isCode = (path: string): boolean => {
  if (isDeclaration(path)) return false;
  const extension = extname(path).toLowerCase();
  return isLintable(path) || otherCodeExtensions.has(extension) || screenExtensions.has(extension);
};

export const isProse = (path: string): boolean => /\.(md|mdx|markdown|txt|rst|adoc)$/i.test(path);

const testFolders = new Set(["test", "tests", "__tests__", "spec", "specs", "e2e", "cypress"]);
const testName = /(^|[._-])(test|spec|cy|e2e)\.[cm]?[jt]sx?$|_test\.\w+$|^test_\w+\.py$|(^|[.-])test\.\w+$/i;

export const isTestFile = (path: string): boolean =>
  testName.test(basename(path)) || /\/__tests__\//.test(`/${path}`);

export const territoryOf = (path: string): Territory => {
  const folders = path.split("/").slice(0, -1);
  if (isTestFile(path) || folders.some((folder) => testFolders.has(folder.toLowerCase()))) return "tests";
  const extension = extname(path).toLowerCase();
  return screenExtensions.has(extension) || componentExtensions.has(extension) ? "frontend" : "backend";
};

const skippedFolders = new Set(
  (
    "node_modules .git .hg .svn .orch dist build out coverage vendor vendors third_party bower_components " +
    ".next .nuxt .output .svelte-kit .turbo .cache .parcel-cache .venv venv __pycache__ target " +
    "fixtures __fixtures__ __snapshots__ __mocks__ testdata"
  ).split(" "),
);
const skippedNames =
  /^(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|composer\.lock|Cargo\.lock|poetry\.lock|uv\.lock)$|\.(min|bundle)\.(js|css|mjs)$|\.(map|snap)$/;

/** Made by tools, kept elsewhere, or broken on purpose (fixtures): nobody repairs such files by hand. */
export const isSkipped = (path: string): boolean => {
  const parts = path.split("/");
  return parts.slice(0, -1).some((part) => skippedFolders.has(part)) || skippedNames.test(parts.at(-1) ?? "");
};
