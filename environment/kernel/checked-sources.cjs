"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { writeJsonAtomic } = require("../../src/files/atomic-file");
const { withoutTypeless } = require("./import-advice.cjs");
const { sha256FileSync } = require("../../src/files/hash");

const root = join(__dirname, "..", "..");

/**
 * Finds the errors of a cell and of the sources that it imports, directly or not. tslab checks all of these
 * at every cell, and first of all in every new kernel, where this repository's take eight seconds. Here
 * those that were without errors, all at the same time, are passed over until the text of one of them has
 * changed; the next kernel knows them too.
 * @param {string} file where their versions are kept
 * @param {string} key what else errors depend on: typings, compiler options
 */
function sourceChecker(file, key) {
  /** Versions by name. @type {Map<string, string>} */
  const clean = new Map(Object.entries(readRecord(file, key)));
  return (ts, program, [cell, ...sources]) => {
    const isChanged = ({ fileName, version }) =>
      (clean.get(fileName) ?? version) !== version;
    // A changed file may break any file that uses it.
    if (sources.some(isChanged)) clean.clear();
    const unknown = sources.filter(({ fileName }) => !clean.has(fileName));
    const found = withoutTypeless(
      ts.getPreEmitDiagnosticsOfFiles(program, [cell, ...unknown]),
    );
    const isClean = found.every(({ file }) => file === undefined || file === cell);
    if (unknown.length > 0 && isClean) {
      for (const { fileName, version } of unknown) clean.set(fileName, version);
      writeRecord(file, { key, clean: Object.fromEntries(clean) });
    }
    return found;
  };
}

/** A record that is missing, damaged or of other typings says that nothing was checked. */
function readRecord(file, key) {
  try {
    const record = JSON.parse(readFileSync(file, "utf8"));
    return record.key === key ? (record.clean ?? {}) : {};
  } catch {
    return {};
  }
}

/** Where there is no room or no permission, the next kernel takes its eight seconds. */
function writeRecord(file, record) {
  try {
    writeJsonAtomic(file, record);
  } catch {
    return;
  }
}

const key = ["package-lock.json", join("environment", "kernel", "converter-patches.cjs")]
  .map((name) => sha256FileSync(join(root, name)))
  .join(" ");

/** Finds the errors of a cell alone. */
function checkCell(ts, program, [cell]) {
  return withoutTypeless(ts.getPreEmitDiagnosticsOfFiles(program, [cell]));
}

// Of several kernels that start together one checks the sources (src/notebook/files/notebook-worker.ts).
const isCellOnly = process.env.PROMPTCAL_KERNEL_CHECKS === "cells";

module.exports = {
  sourceChecker,
  checkCell,
  diagnosticsOf: isCellOnly
    ? checkCell
    : sourceChecker(join(root, "data", "cache", "checked-sources.json"), key),
};
