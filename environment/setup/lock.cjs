"use strict";
const { mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { root } = require("./paths.cjs");

const file = join(root, ".cache", "setup.lock");

/**
 * Does `work` while no other process of this checkout installs anything: two calls of `npm ci` in
 * one folder destroy each other's files. Waits for the other process; a dead one's lock is removed.
 * @template T
 * @param {() => Promise<T>} work
 */
async function withLock(work) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  while (!acquire()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire() {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  if (!ownerIsAlive()) rmSync(file, { force: true });
  return false;
}

function ownerIsAlive() {
  try {
    process.kill(Number(readFileSync(file, "utf8")), 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** The system's name of an error. @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

module.exports = { withLock };
