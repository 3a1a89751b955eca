"use strict";
const ts = require("@tslab/typescript-for-tslab");

/**
 * Declarations for the cells after one that failed or was stopped: all that it declares, but for values that it did
 * not come to. Types and imports have no value here and stay.
 * @param {{declOutput?: string, declared: readonly string[]}} converted the cell: declarations of all cells up to it,
 *   and the names that it declares itself
 * @param {Readonly<Record<string, unknown>>} values variables of all cells
 */
function keptDeclarations({ declOutput = "", declared }, values) {
  const missing = new Set(declared.filter((name) => values[name] === undefined));
  const file = ts.createSourceFile("cells.d.ts", declOutput, ts.ScriptTarget.Latest, true);
  return file.statements.map((statement) => kept(statement, missing)).join("\n");
}

/** The text of a statement without the missing values; empty where nothing is left. */
function kept(statement, missing) {
  if (!ts.isVariableStatement(statement)) {
    const isValue =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement);
    return isValue && missing.has(statement.name?.text) ? "" : statement.getText();
  }
  const { declarations, flags } = statement.declarationList;
  const there = declarations.filter(({ name }) => !missing.has(name.getText()));
  if (there.length === 0) return "";
  const keyword = flags & ts.NodeFlags.Const ? "const" : "let";
  return `declare ${keyword} ${there.map((one) => one.getText()).join(", ")};`;
}

module.exports = { keptDeclarations };
