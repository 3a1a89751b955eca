"use strict";
const { relative } = require("node:path");
const { forgets } = require("./next-notebook.cjs");

const root = process.env.TSLAB_ROOT || process.cwd();

/** TypeScript's codes: a module that is not there, and one without types. */
const NOT_FOUND = 2307;
const NO_TYPES = 7016;

/**
 * The message of a diagnostic with the way out, where an import is what is wrong.
 * @param {{code: number, messageText: string}} diagnostic
 * @param {string} folder of the notebook
 */
function withAdvice({ code, messageText }, folder = process.cwd()) {
  const name = /Cannot find module '([^']+)'/.exec(messageText)?.[1];
  if (code !== NOT_FOUND || name === undefined) return messageText;
  if (!name.startsWith("."))
    return `Cannot find module '${name}'; run: npm install ${packageOf(name)}`;
  if (!relative(root, folder).startsWith("..")) return messageText;
  return (
    `Cannot find module '${name}'; this notebook lies outside of the lab: ` +
    `move it to ${root}/notebooks, which imports the lab as ../src/lab`
  );
}

/**
 * `@scope/name/file` is of the package `@scope/name`.
 * @param {string} name
 */
function packageOf(name) {
  const parts = name.split("/");
  return parts.slice(0, name.startsWith("@") ? 2 : 1).join("/");
}

/** Packages that were told to have no types. @type {Set<string>} */
const told = new Set();
forgets.add(() => told.clear());

/**
 * Diagnostics without those of packages that bring no types: such a package is `any`, which a note says once.
 * @param {readonly import("typescript").Diagnostic[]} diagnostics
 */
function withoutTypeless(diagnostics) {
  return diagnostics.filter(({ code, messageText }) => {
    if (code !== NO_TYPES) return true;
    const text = typeof messageText === "string" ? messageText : messageText.messageText;
    const name = /module '([^']+)'/.exec(text)?.[1];
    // A source file of ours has types or is wrong.
    if (name === undefined || name.startsWith(".")) return true;
    if (!told.has(name)) {
      told.add(name);
      console.warn(`note: ${name} brings no types; what it exports is any`);
    }
    return false;
  });
}

module.exports = { withAdvice, withoutTypeless };
