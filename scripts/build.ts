// Bundles the program into dist/: an unbundled Ink program starts twice as slowly.
import { chmodSync, copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, context } from "esbuild";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

const options: BuildOptions = {
  absWorkingDir: root,
  entryPoints: { orch: "bin/orch.ts", "local-agent": "src/agents/local/main.ts" },
  outdir,
  bundle: true,
  splitting: true,
  minify: true,
  platform: "node",
  target: "node24",
  format: "esm",
  jsx: "automatic",
  // The real tools of the local agent stay packages: they bring native files.
  external: ["oxlint", "knip", "@secretlint/*", "react-devtools-core"],
  // React takes its slow and leaking development half unless this is "production".
  define: { "process.env.NODE_ENV": '"production"', "process.env.ORCH_VERSION": JSON.stringify(version) },
  // CommonJS packages inside the bundle expect these three.
  banner: {
    js: [
      'import{createRequire as __orchRequire}from"node:module";',
      "const require=__orchRequire(import.meta.url);",
      "const __filename=import.meta.filename;const __dirname=import.meta.dirname;",
    ].join(""),
  },
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  await (await context({ ...options, logLevel: "info" })).watch();
} else {
  rmSync(outdir, { recursive: true, force: true });
  await build(options);
  copyFileSync(join(root, "src/agents/runner.sh"), join(outdir, "runner.sh"));
  chmodSync(join(outdir, "runner.sh"), 0o755);
  chmodSync(join(outdir, "orch.js"), 0o755);
}
