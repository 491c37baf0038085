import type { Severity } from "../../engine/domain/severity.ts";

/** Which dimension a rule speaks for; `code` goes where the file belongs. */
export type RuleTopic = "code" | "security" | "architecture";
export type RuleJudgement = { readonly severity: Severity; readonly topic: RuleTopic };

/** oxlint's correctness category is on as a whole; these rules of it weigh more or less than the usual P2. */
const correctness: Readonly<Record<string, Severity>> = {
  "constructor-super": "P1",
  "for-direction": "P1",
  "getter-return": "P1",
  "no-class-assign": "P1",
  "no-compare-neg-zero": "P1",
  "no-const-assign": "P1",
  "no-dupe-class-members": "P1",
  "no-dupe-else-if": "P1",
  "no-dupe-keys": "P1",
  "no-duplicate-case": "P1",
  "no-ex-assign": "P1",
  "no-func-assign": "P1",
  "no-import-assign": "P1",
  "no-invalid-regexp": "P1",
  "no-obj-calls": "P1",
  "no-self-assign": "P1",
  "no-setter-return": "P1",
  "no-this-before-super": "P1",
  "no-unreachable": "P1",
  "no-unsafe-finally": "P1",
  "no-unsafe-negation": "P1",
  "no-unsafe-optional-chaining": "P1",
  "use-isnan": "P1",
  "valid-typeof": "P1",
  "no-control-regex": "P4",
  "no-extra-boolean-cast": "P3",
  "no-irregular-whitespace": "P3",
  "no-empty-pattern": "P3",
  "no-unassigned-vars": "P3",
  "no-unused-expressions": "P3",
  "no-unused-labels": "P3",
  "no-unused-private-class-members": "P3",
  "no-unused-vars": "P3",
  "no-useless-catch": "P3",
  "no-useless-escape": "P3",
  "no-useless-rename": "P3",
  "typescript/no-this-alias": "P4",
  "typescript/no-useless-empty-export": "P4",
  "typescript/triple-slash-reference": "P4",
  "typescript/no-extraneous-class": "P4",
  "unicorn/no-empty-file": "P4",
  "unicorn/no-new-array": "P4",
  "unicorn/no-thenable": "P3",
  "unicorn/no-useless-fallback-in-spread": "P4",
  "unicorn/no-useless-length-check": "P4",
  "unicorn/no-useless-spread": "P4",
  "unicorn/prefer-set-size": "P4",
  "unicorn/prefer-string-starts-ends-with": "P4",
};

/** Rules of other categories that are rarely wrong. */
const chosen: Readonly<Record<string, Severity>> = {
  "no-extend-native": "P2",
  "no-fallthrough": "P3",
  "no-self-compare": "P2",
  "no-unexpected-multiline": "P1",
  "array-callback-return": "P2",
  "no-constructor-return": "P2",
  "no-throw-literal": "P3",
  "no-case-declarations": "P3",
  "no-prototype-builtins": "P4",
  "no-unneeded-ternary": "P4",
  "no-useless-concat": "P4",
  "no-extra-bind": "P4",
  "no-var": "P4",
  eqeqeq: "P3",
  "preserve-caught-error": "P3",
  "import/no-self-import": "P2",
  "import/no-empty-named-blocks": "P4",
  "oxc/approx-constant": "P4",
  "oxc/misrefactored-assign-op": "P2",
  "oxc/no-accumulating-spread": "P3",
  "unicorn/no-accessor-recursion": "P1",
  "unicorn/no-array-fill-with-reference-type": "P2",
  "unicorn/prefer-array-find": "P4",
  "typescript/no-confusing-non-null-assertion": "P3",
  "react/rules-of-hooks": "P1",
  "react/jsx-no-comment-textnodes": "P3",
  "react/style-prop-object": "P2",
  "react/no-unstable-nested-components": "P3",
};

const security: Readonly<Record<string, Severity>> = {
  "no-eval": "P1",
  "no-implied-eval": "P1",
  "no-new-func": "P2",
  "no-script-url": "P2",
  "react/no-danger": "P3",
  "react/jsx-no-script-url": "P2",
  "react/jsx-no-target-blank": "P3",
  "react/iframe-missing-sandbox": "P3",
  "unicorn/require-post-message-target-origin": "P2",
};

const architecture: Readonly<Record<string, Severity>> = {
  "max-lines-per-function": "P3",
  complexity: "P3",
  "max-depth": "P3",
};

/** Correctness rules that speak about style or about knowledge that a linter has not. */
const silenced = [
  "react/react-in-jsx-scope",
  "unicorn/no-await-in-promise-methods",
  "typescript/no-namespace",
];

export const limits = { functionLines: 100, complexity: 20, depth: 6, fileLines: 500 };

const options: Readonly<Record<string, unknown>> = {
  eqeqeq: ["error", "always", { null: "ignore" }],
  // Parameters and caught errors are often there because a signature asks for them.
  "no-unused-vars": [
    "error",
    {
      args: "none",
      caughtErrors: "none",
      ignoreRestSiblings: true,
      varsIgnorePattern: "^_",
      destructuredArrayIgnorePattern: "^_",
    },
  ],
  "no-unused-expressions": [
    "error",
    { allowShortCircuit: true, allowTernary: true, allowTaggedTemplates: true },
  ],
  "max-lines-per-function": [
    "error",
    { max: limits.functionLines, skipBlankLines: true, skipComments: true, IIFEs: false },
  ],
  complexity: ["error", { max: limits.complexity, variant: "modified" }],
  "max-depth": ["error", { max: limits.depth }],
};

/** Messages with a number in it would make a new finding of an old one whenever the number moves. */
export const fixedTitles: Readonly<Record<string, string>> = {
  complexity: `Function has more than ${limits.complexity} paths`,
  "max-lines-per-function": `Function is longer than ${limits.functionLines} lines`,
  "max-depth": `Blocks are nested more than ${limits.depth} deep`,
};

export const judgeRule = (rule: string): RuleJudgement => {
  const inSecurity = security[rule];
  if (inSecurity) return { severity: inSecurity, topic: "security" };
  const inArchitecture = architecture[rule];
  if (inArchitecture) return { severity: inArchitecture, topic: "architecture" };
  return { severity: chosen[rule] ?? correctness[rule] ?? "P2", topic: "code" };
};

/** React's rules take any function called `use…` for a hook, so they are for screens only. */
const base = (forScreens: boolean) => ({
  plugins: [
    ...["typescript", "unicorn", "oxc", "import", "promise"],
    ...(forScreens ? ["react", "jsx-a11y"] : []),
  ],
  env: { builtin: true, node: true, browser: true },
});

const needsScreens = (rule: string): boolean => /^(react|jsx-a11y)\//.test(rule);

const topicRules: Readonly<Record<RuleTopic, readonly string[]>> = {
  code: Object.keys(chosen),
  security: Object.keys(security),
  architecture: Object.keys(architecture),
};

export const topicConfiguration = (topic: RuleTopic, forScreens: boolean): object => {
  const off = topic === "code" ? [...silenced, ...topicRules.security] : [];
  const on =
    topic === "code" ? [...topicRules.code, "no-unused-vars", "no-unused-expressions"] : topicRules[topic];
  return {
    ...base(forScreens),
    categories: { correctness: topic === "code" ? "error" : "off" },
    rules: Object.fromEntries([
      ...on
        .filter((name) => forScreens || !needsScreens(name))
        .map((name) => [name, options[name] ?? "error"]),
      ...off.map((name) => [name, "off"]),
    ]),
  };
};

export const ruleConfiguration = (rule: string): object => ({
  ...base(needsScreens(rule)),
  categories: { correctness: "off" },
  rules: { [rule]: options[rule] ?? "error" },
});

/** Suggestions that never change what the program computes; all other suggestions are left to people. */
const harmlessSuggestions = new Set(["no-debugger", "no-extra-boolean-cast"]);

export const fixFlag = (rule: string): string =>
  harmlessSuggestions.has(rule) ? "--fix-suggestions" : "--fix";
