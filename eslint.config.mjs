import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

/** What every part may use. */
const BASE = ["errors", "numeric", "random", "files", "progress"];

/**
 * What each folder of src/ may import, beside itself. Arrows point one way: a metric never learns
 * of a model, a figure never of logits.
 */
const MAY_IMPORT = {
  errors: [],
  random: ["errors"],
  numeric: ["errors", "random"],
  files: ["errors", "numeric"],
  progress: ["errors"],
  images: [...BASE],
  engine: [...BASE],
  datasets: [...BASE, "images", "engine"],
  encoders: [...BASE, "images", "engine", "datasets"],
  pretraining: [...BASE, "images", "engine", "datasets", "encoders"],
  methods: [...BASE, "images", "engine", "datasets", "encoders"],
  regularisers: [...BASE, "images", "engine", "datasets", "encoders", "methods"],
  training: [
    ...BASE,
    "images",
    "engine",
    "datasets",
    "encoders",
    "methods",
    "regularisers",
  ],
  reference: [
    ...BASE,
    "images",
    "engine",
    "datasets",
    "encoders",
    "methods",
    "regularisers",
    "training",
  ],
  metrics: [...BASE],
  predictions: [...BASE, "encoders"],
  calibrators: [...BASE, "metrics"],
  decisions: [...BASE, "metrics"],
  experiments: [
    ...BASE,
    "images",
    "engine",
    "datasets",
    "encoders",
    "pretraining",
    "methods",
    "regularisers",
    "training",
    "metrics",
    "calibrators",
    "predictions",
  ],
  analysis: [
    ...BASE,
    "images",
    "engine",
    "datasets",
    "encoders",
    "methods",
    "regularisers",
    "training",
    "metrics",
    "calibrators",
    "decisions",
    "experiments",
  ],
  report: [...BASE, "metrics", "decisions", "analysis"],
};

const parts = Object.keys(MAY_IMPORT);
/** The parts that know all others. */
const SURFACE = ["notebook", "cli", "entry"];

export default tseslint.config(
  {
    ignores: [
      ".venv/**",
      ".cache/**",
      "**/.ipynb_checkpoints/**",
      "coverage/**",
      "data/**",
      "environment/native/build/**",
      "environment/python-reference/venv/**",
      "environment/site/venv/**",
      "site/**",
      "notebooks/**",
    ],
  },
  {
    files: ["{src,test,benchmarks,environment}/**/*.ts"],
    extends: [tseslint.configs.strict],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      // A promise that nobody waits for loses its error. The runner waits for the tests.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            {
              from: "package",
              name: ["it", "test", "describe", "before", "after"],
              package: "node:test",
            },
          ],
        },
      ],
      "@typescript-eslint/no-misused-promises": "error",
      // `x!` after an index whose range was checked says less than a branch that never runs.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
      // Optional native packages and commands that load lazily are required in place.
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Randomness is passed in: src/random/random.ts.",
        },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    plugins: { boundaries },
    settings: {
      "import/resolver": { typescript: { project: "./tsconfig.json" } },
      "boundaries/include": ["src/**/*.ts"],
      "boundaries/elements": [
        ...[...parts, "notebook", "cli"].map((part) => ({
          type: part,
          pattern: `src/${part}`,
        })),
        { type: "entry", pattern: "src/*.ts", mode: "file" },
      ],
    },
    rules: {
      "boundaries/no-unknown-files": "error",
      "boundaries/element-types": [
        "error",
        {
          default: "disallow",
          message: "${file.type} may not import ${dependency.type} (eslint.config.mjs)",
          rules: [
            ...parts.map((part) => ({ from: part, allow: [part, ...MAY_IMPORT[part]] })),
            // The rows that a figure draws are typed where it is drawn.
            { from: ["analysis"], allow: ["report"], importKind: "type" },
            { from: ["notebook"], allow: [...parts, "notebook"] },
            { from: ["cli"], allow: [...parts, "notebook", "cli"] },
            { from: ["entry"], allow: [...parts, ...SURFACE] },
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "MetaProperty", message: "No import.meta: src also runs as CommonJS." },
      ],
    },
  },
);
