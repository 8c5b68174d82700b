import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/**", "**/.astro/**", "**/node_modules/**", "**/*.astro", "**/assembly/**"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: "./tsconfig.check.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // noUncheckedIndexedAccess makes `a[i]!` the only way to read a typed array in a hot loop.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Packages do no I/O, read no environment and have no hidden randomness; results do not depend on the clock.
    files: ["packages/*/src/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "Buffer", "fetch", "window", "document"],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Take a seed: random(seed)." },
        { object: "Date", property: "now", message: "The clock belongs to the apps." },
      ],
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
