"use strict";
const { statSync } = require("node:fs");
const { posix } = require("node:path");

/**
 * An edit below `src/` takes effect when the cell that imports it runs again. tslab hears of an edit from a watcher
 * that polls, up to two seconds late, and then reloads the edited file alone: an index file that re-exports it would
 * go on holding the old one.
 */

/** Size and time of each source file that a cell imports. @type {Map<string, string>} */
const versions = new Map();

/** Takes a file as it is now for what the kernel knows of it. @param {string} path */
function rememberSource(path) {
  versions.set(path, versionOf(path));
}

/**
 * Names of the files that were edited since the kernel read them.
 * @param {Iterable<string>} paths of all source files that TypeScript watches
 * @returns {string[]}
 */
function editedSources(paths) {
  return [...paths].filter((path) => {
    const before = versions.get(path);
    const now = versionOf(path);
    versions.set(path, now);
    return before !== undefined && before !== now;
  });
}

function versionOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "none" : `${stat.mtimeMs} ${stat.size}`;
}

/**
 * Forgets the loaded modules that import one of the changed files, directly or not, so that the next `require` loads
 * them again. Modules that do not depend on an edit keep their state.
 * @param {readonly string[]} changed paths of compiled modules
 * @param {ReadonlyMap<string, string>} texts compiled modules by path
 * @param {Map<string, unknown>} loaded modules by path
 */
function forgetDependants(changed, texts, loaded) {
  const importers = importersOf(texts);
  const seen = new Set(changed);
  for (const path of seen) {
    loaded.delete(path);
    for (const importer of importers.get(path) ?? []) seen.add(importer);
  }
}

/** Paths of the modules that import each module. */
function importersOf(texts) {
  /** @type {Map<string, string[]>} */
  const importers = new Map();
  for (const [importer, text] of texts) {
    for (const [, name] of text.matchAll(/\brequire\("(\.[^"]*)"\)/g)) {
      const path = posix.join(posix.dirname(importer), name);
      const target = [path, `${path}.js`, `${path}/index.js`].find((one) => texts.has(one));
      if (target !== undefined)
        importers.set(target, [...(importers.get(target) ?? []), importer]);
    }
  }
  return importers;
}

module.exports = { rememberSource, editedSources, forgetDependants };
