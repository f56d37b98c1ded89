/**
 * Lint of the page's scripts: ESLint's recommended rules, the style of the house, and imports that go one way.
 * Names that are not there, wrong arguments and missing values are tsc's business.
 */

import js from "@eslint/js";
import stylistic from "@stylistic/eslint-plugin";
import { importX } from "eslint-plugin-import-x";
import globals from "globals";

const style = stylistic.configs.customize({
  indent: 2,
  quotes: "double",
  semi: true,
  braceStyle: "1tbs",
  arrowParens: true,
  quoteProps: "as-needed",
  commaDangle: "always-multiline",
});

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { ignores: ["**/*.d.ts", ".venv/", "build/"] },
  js.configs.recommended,
  style,
  {
    files: ["sandbox/page/static/scripts/*.js", "eslint.config.js"],
    plugins: { "import-x": importX },
    rules: {
      // Imports go one way; the scripts are one flat folder, and stand on nothing from elsewhere.
      "import-x/no-cycle": "error",
      "import-x/no-self-import": "error",
      "import-x/no-duplicates": "error",
      "import-x/no-mutable-exports": "error",
      "import-x/first": "error",
      "sort-imports": ["error", { ignoreDeclarationSort: true }],

      // Small and flat.
      complexity: ["error", { max: 12, variant: "modified" }],
      "max-depth": ["error", 3],
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 70],
      "max-params": ["error", 4],
      "no-else-return": "error",
      "no-lonely-if": "error",
      "no-unneeded-ternary": "error",
      "no-useless-return": "error",

      // One way to say a thing.
      "arrow-body-style": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "func-style": ["error", "declaration", { allowArrowFunctions: true }],
      "no-implicit-coercion": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", "never"],
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
      "prefer-template": "error",

      // What is easily wrong.
      "array-callback-return": "error",
      "consistent-return": "error",
      "default-case-last": "error",
      "no-console": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "error",
      "no-shadow": "error",
      "no-throw-literal": "error",
      "no-eval": "error",
      "no-implied-eval": "error",

      // Text from outside becomes text nodes and attributes, never HTML; the page's policy says so to the browser, too.
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment"].map(
          (property) => ({ property, message: "Build elements with el()." }),
        ),
      ],

      "@stylistic/max-len": ["error", { code: 120, ignoreRegExpLiterals: true }],
    },
  },
  { files: ["sandbox/page/static/scripts/*.js"], languageOptions: { globals: globals.browser } },
];
