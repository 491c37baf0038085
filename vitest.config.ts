import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx", "src/agents/*.test.ts"],
    exclude: ["**/node_modules/**", "templates/**", "**/fixtures/**"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    globalSetup: ["test/support/build-once.ts"],
    coverage: { include: ["src/**", "bin/**"], reporter: ["text-summary"] },
  },
});
