// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what a configuration holds
import { describe, expect, test } from "vitest";
import { expandReferences, readSecretEnvironment } from "../../../src/engine/io/config-secrets.ts";
import { commitAll, makeRepository, temporaryFolder, write } from "./git-helpers.ts";

describe("expandReferences", () => {
  test("replaces each reference, and only once", () => {
    const environment = { A: "one", B: "${A}" };
    expect(expandReferences({ X: "${A}-${B}", Y: "$A" }, environment)).toEqual({ X: "one-${A}", Y: "$A" });
  });

  test("names what is missing", () => {
    expect(() => expandReferences({ X: "${NO_SUCH}" }, {})).toThrow(/\$\{NO_SUCH\}/);
  });
});

describe("readSecretEnvironment", () => {
  test("reads a git-ignored .env below the environment", async () => {
    const { root } = makeRepository();
    write(root, ".gitignore", ".env\n");
    write(root, ".env", 'A=file\nB="quoted value"\n# comment\n');
    const { environment, warnings } = await readSecretEnvironment(
      { moduleFolder: root, repositoryRoot: root },
      { A: "host" },
    );
    expect(environment).toEqual({ A: "host", B: "quoted value" });
    expect(warnings).toEqual([]);
  });

  test("a .env that git would commit, or has committed, is not read, and that is said", async () => {
    const { root } = makeRepository();
    write(root, ".env", "A=file\n");
    const places = { moduleFolder: root, repositoryRoot: root };
    expect((await readSecretEnvironment(places, {})).environment).toEqual({});
    commitAll(root, "oops");
    write(root, ".gitignore", ".env\n");
    const { environment, warnings } = await readSecretEnvironment(places, {});
    expect(environment).toEqual({});
    expect(warnings.join()).toMatch(/not git-ignored/);
  });

  test("without a repository nothing can be committed", async () => {
    const folder = temporaryFolder();
    write(folder, ".env", "A=file\n");
    const places = { moduleFolder: folder, repositoryRoot: null };
    expect((await readSecretEnvironment(places, {})).environment).toEqual({ A: "file" });
  });
});
