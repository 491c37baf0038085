import { readTomlSections, textsIn, unquote } from "./discovery-toml.ts";

/** What a manifest says of a project. Texts come from strangers: any of them may be odd. */
export type Manifest = {
  readonly name: string | null;
  readonly purpose: string | null;
  readonly dependencies: readonly string[];
};

type Reader = (content: string) => Manifest;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

const textOrNull = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

const readJson =
  (dependencyKeys: readonly string[], isDependency: (name: string) => boolean): Reader =>
  (content) => {
    const manifest = record(JSON.parse(content.replace(/^\uFEFF/, "")));
    return {
      name: textOrNull(manifest.name),
      purpose: textOrNull(manifest.description),
      dependencies: dependencyKeys.flatMap((key) => Object.keys(record(manifest[key]))).filter(isDependency),
    };
  };

/** `fastapi[all]>=0.1 ; python_version > "3"` → fastapi */
const requirementName = (requirement: string): string =>
  /^[A-Za-z0-9][\w.-]*/.exec(requirement.trim())?.[0] ?? "";

const readPyproject: Reader = (content) => {
  const sections = readTomlSections(content);
  const project = sections.get("project") ?? new Map<string, string>();
  const poetry = sections.get("tool.poetry") ?? new Map<string, string>();
  const poetryGroups = [...sections].filter(([name]) =>
    /^tool\.poetry(\.group\.[^.]+)?\.(dev-)?dependencies$/.test(name),
  );
  const optional = [
    ...(sections.get("project.optional-dependencies")?.values() ?? []),
    ...(sections.get("dependency-groups")?.values() ?? []),
  ];
  const requirements = [project.get("dependencies") ?? "", ...optional].flatMap(textsIn).map(requirementName);
  const poetryNames = poetryGroups
    .flatMap(([, keys]) => [...keys.keys()])
    .filter((name) => name !== "python");
  return {
    name: unquote(project.get("name") ?? poetry.get("name")),
    purpose: unquote(project.get("description") ?? poetry.get("description")),
    dependencies: [...requirements, ...poetryNames],
  };
};

const readCargo: Reader = (content) => {
  const sections = readTomlSections(content);
  const group = /^(?:target\..*\.)?(?:workspace\.)?(?:dev-|build-)?dependencies$/;
  const single = /^(?:dev-|build-)?dependencies\.([^.]+)$/;
  const dependencies = [...sections].flatMap(([name, keys]) => {
    const alone = single.exec(name)?.[1];
    if (alone !== undefined) return [alone];
    return group.test(name) ? [...keys.keys()].map((key) => key.split(".")[0] ?? key) : [];
  });
  return {
    name: unquote(sections.get("package")?.get("name")),
    purpose: unquote(sections.get("package")?.get("description")),
    dependencies,
  };
};

/** A Python dictionary is not run, only looked at: the first text after each key. */
const readOdoo: Reader = (content) => {
  const textOf = (key: string): string | null => {
    const found = new RegExp(`['"]${key}['"]\\s*:\\s*(?:_\\()?\\s*('''|"""|'|")([\\s\\S]{0,2000}?)\\1`).exec(
      content,
    );
    return textOrNull(found?.[2]);
  };
  const listsOf = (key: string): string[] =>
    [...content.matchAll(new RegExp(`['"]${key}['"]\\s*:\\s*\\[([^\\]]{0,5000})\\]`, "g"))].flatMap((match) =>
      textsIn(match[1] ?? ""),
    );
  return {
    name: textOf("name"),
    purpose: textOf("summary") ?? textOf("description"),
    dependencies: [...listsOf("depends"), ...listsOf("python")],
  };
};

const readGo: Reader = (content) => {
  const lines = content.split("\n").map((line) => line.replace(/\/\/.*$/, "").trim());
  const dependencies: string[] = [];
  let inBlock = false;
  for (const line of lines) {
    if (/^require\s*\($/.test(line)) inBlock = true;
    else if (line === ")") inBlock = false;
    const required = /^(?:require\s+)?(\S+)\s+v\S+$/.exec(line);
    if (required?.[1] !== undefined && (inBlock || line.startsWith("require")))
      dependencies.push(required[1]);
  }
  const path = lines
    .find((line) => line.startsWith("module "))
    ?.slice("module ".length)
    .trim();
  return { name: textOrNull(path), purpose: null, dependencies };
};

/** The manifests that are understood, the one that names the project first. */
export const manifestReaders: readonly (readonly [string, Reader])[] = [
  [
    "package.json",
    readJson(["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"], () => true),
  ],
  ["pyproject.toml", readPyproject],
  ["__manifest__.py", readOdoo],
  ["go.mod", readGo],
  ["Cargo.toml", readCargo],
  // "php" and "ext-json" are the platform.
  ["composer.json", readJson(["require", "require-dev"], (name) => name.includes("/"))],
];

const badge = /^(\[?!\[|<|\[!\[|={3,}|-{3,}|\||```)/;

/** Name and purpose from a README: its first heading and its first plain paragraph. */
export const readReadme: Reader = (content) => {
  const lines = content.split(/\r?\n/).slice(0, 200);
  const underlined = lines.findIndex(
    (line, index) => index > 0 && /^(={3,}|-{3,})\s*$/.test(line) && lines[index - 1]?.trim() !== "",
  );
  const heading = lines.find((line) => /^#{1,2}\s+\S/.test(line));
  const name = heading?.replace(/^#+\s+/, "") ?? (underlined > 0 ? lines[underlined - 1] : undefined);
  const paragraphs = lines
    .filter((line) => !/^#/.test(line))
    .join("\n")
    .split(/\n\s*\n/);
  const purpose = paragraphs
    .map((paragraph) => paragraph.trim())
    .find(
      (paragraph) =>
        paragraph !== "" &&
        !badge.test(paragraph) &&
        paragraph !== name?.trim() &&
        !/^.*\n(={3,}|-{3,})$/.test(paragraph),
    );
  return { name: textOrNull(name), purpose: textOrNull(purpose?.replace(/\s+/g, " ")), dependencies: [] };
};
