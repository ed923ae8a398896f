import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { builtinRules } from "eslint/use-at-your-own-risk";

/** Of two blocks that set one rule for a file the later one alone counts, so each gate is a rule of its own. */
const restricted = builtinRules.get("no-restricted-syntax");
const gates = {
  rules: {
    print: restricted,
    decide: restricted,
    leave: restricted,
    place: restricted,
    cut: restricted,
    say: restricted,
  },
};

const sayWithWorded = "Say it with worded (src/core/model/text/wording.ts), so that it can be translated.";
const unworded = [
  {
    selector: "NewExpression[callee.name='ToolFailure'][arguments.1.type=/^(Literal|TemplateLiteral)$/]",
    message: sayWithWorded,
  },
];

export default defineConfig(
  globalIgnores(["dist/", "out/", ".vscode-test/", "examples/", "test/fixtures/"]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./media/timeline/tsconfig.json", "./test/unit/panel/page/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/unbound-method": ["error", { ignoreStatic: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["src/cli/**/*.ts"],
    ignores: ["src/cli/printing/terminal.ts"],
    plugins: { gates },
    rules: {
      "gates/print": [
        "error",
        {
          selector: "MemberExpression[object.property.name=/^std(out|err)$/][property.name='write']",
          message: "What is printed goes through src/cli/printing/terminal.ts, which makes controls visible.",
        },
      ],
    },
  },
  {
    files: ["src/vscode/**/*.ts"],
    plugins: { gates },
    rules: {
      "gates/decide": [
        "error",
        {
          selector: "Property[key.name=/^(label|detail)$/][value.type=/^(MemberExpression|LogicalExpression)$/]",
          message:
            "What people decide by goes through src/core/model/text/visible.ts, unless it is the product's own text.",
        },
        {
          selector: "NewExpression[callee.property.name='TreeItem'][arguments.0.type='MemberExpression']",
          message:
            "What people decide by goes through src/core/model/text/visible.ts, unless it is the product's own text.",
        },
      ],
    },
  },
  {
    // What is shown passes the gate that takes secrets out of it.
    files: ["src/**/*.ts"],
    ignores: [
      "src/vscode/window/messages.ts",
      "src/vscode/window/windowLog.ts",
      "src/vscode/window/questions.ts",
      "src/cli/printing/terminal.ts",
    ],
    plugins: { gates },
    rules: {
      "gates/leave": [
        "error",
        {
          selector:
            "MemberExpression[property.name=/^(show(Information|Warning|Error)Message|setStatusBarMessage|withProgress)$/]",
          message: "Show it with src/vscode/window/messages.ts, which takes secrets out.",
        },
        {
          selector:
            "MemberExpression[property.name=/^(showQuickPick|showInputBox|createQuickPick|createInputBox|showWorkspaceFolderPick)$/]",
          message: "Ask it with src/vscode/window/questions.ts, which takes secrets out.",
        },
        {
          selector:
            "MemberExpression[object.object.name='process'][object.property.name=/^std(out|err)$/][property.name='write']",
          message: "Print it with src/cli/printing/terminal.ts or src/cli/printing/output.ts, which take secrets out.",
        },
        {
          selector: "MemberExpression[property.name='createOutputChannel']",
          message: "Log it with src/vscode/window/windowLog.ts, which takes secrets out.",
        },
      ],
    },
  },
  {
    // Each of these has one place, which takes nothing but what has passed the redactor.
    files: ["src/**/*.ts"],
    ignores: ["src/vscode/timeline/panel.ts", "src/vscode/tools/view/*.ts"],
    plugins: { gates },
    rules: {
      "gates/place": [
        "error",
        {
          selector: "MemberExpression[object.property.name='webview'][property.name=/^(postMessage|html)$/]",
          message: "What a panel shows is sent by src/vscode/timeline/panel.ts, which takes what is Shown.",
        },
        {
          selector: "MemberExpression[property.name=/^(createTreeView|registerTreeDataProvider)$/]",
          message: "What a tree shows stands in src/vscode/tools/view/, which takes what is Shown.",
        },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/core/model/text/excerpt.ts"],
    plugins: { gates },
    rules: {
      "gates/cut": [
        "error",
        {
          selector:
            "TemplateLiteral:has(TemplateElement[value.raw=/…/]):has(CallExpression[callee.property.name=/^(slice|substring|substr)$/])",
          message:
            "Cut text with src/core/model/text/excerpt.ts, so that a secret that is cut in two is taken out all the same.",
        },
      ],
    },
  },
  {
    // A text that is put together by hand cannot be translated.
    files: ["src/**/*.ts"],
    plugins: { gates },
    rules: { "gates/say": ["error", ...unworded] },
  },
  {
    // The native dialect writes for programs; what validators say is put into words by who reads it.
    files: ["src/core/**/*.ts"],
    ignores: [
      "src/core/manifest/dialects/native.ts",
      "src/core/manifest/schema/ownValidators.ts",
      "src/core/plan/schemas/schemaValidator.ts",
    ],
    plugins: { gates },
    rules: {
      "gates/say": [
        "error",
        ...unworded,
        { selector: "Property[key.name='message'][value.value=/ /]", message: sayWithWorded },
        {
          selector: "Property[key.name=/^(message|reason)$/][value.type='TemplateLiteral']",
          message: sayWithWorded,
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      // Tools of tests misbehave on purpose.
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "no-console": "off",
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: "error", "no-unused-vars": ["error", { argsIgnorePattern: "^_" }] },
  },
);
