"use strict";
/**
 * Preloaded into the processes that compute runs: kills its own process with signal 9 in the middle of a
 * change of a file below one folder, each change with a small chance. From outside such moments, less
 * than a millisecond long, are never met. Of the environment:
 *   PROMPTCAL_FAULTS_DIE       chance of each change
 *   PROMPTCAL_FAULTS_BELOW     the folder
 *   PROMPTCAL_FAULTS_DEATHS    file that gets a line for each death
 *   PROMPTCAL_FAULTS_PARENT    "kill" takes the parent along
 */
const fs = require("node:fs");
const { createHash } = require("node:crypto");
const { basename, sep } = require("node:path");

const {
  PROMPTCAL_FAULTS_DIE: chance,
  PROMPTCAL_FAULTS_BELOW: below,
  PROMPTCAL_FAULTS_DEATHS: deaths,
  PROMPTCAL_FAULTS_PARENT: parent,
} = process.env;
const [, script = "", word] = process.argv;
const computes = script.endsWith("worker.ts") || word === "work";

if (computes && Number(chance) > 0) {
  const original = { ...fs };
  const paths = new Map();
  let drawn = 0;
  const random = () => {
    drawn += 1;
    const hash = createHash("sha256").update(
      `${process.env.PROMPTCAL_FAULTS} ${process.pid} ${drawn}`,
    );
    return hash.digest().readUInt32LE() / 2 ** 32;
  };
  const isOurs = (path) => typeof path === "string" && path.startsWith(below + sep);
  const die = (moment, change, path) => {
    const record = { pid: process.pid, moment, change, file: kindOf(path) };
    original.appendFileSync(deaths, `${JSON.stringify(record)}\n`);
    // A pool tells its workers its number; a parent of another number is not the pool any more.
    if (parent === "kill" && process.ppid === Number(word))
      process.kill(process.ppid, "SIGKILL");
    process.kill(process.pid, "SIGKILL");
    // The signal is delivered at once, but not within this very call.
    for (;;);
  };
  const wrap = (change, pathOf, halfway) => {
    fs[change] = (...args) => {
      const path = pathOf(args);
      const dies = isOurs(path) && random() < Number(chance);
      if (!dies) return original[change](...args);
      const moment = ["before", "halfway", "after"][Math.floor(3 * random())];
      if (moment === "halfway") halfway?.(...args);
      if (moment === "after") original[change](...args);
      die(moment, change, path);
    };
  };
  fs.openSync = (path, ...rest) => {
    const handle = original.openSync(path, ...rest);
    paths.set(handle, path);
    return handle;
  };
  wrap(
    "writeSync",
    ([handle]) => paths.get(handle),
    (handle, piece) =>
      original.writeSync(handle, piece, 0, Math.floor(piece.byteLength / 2)),
  );
  wrap("fsyncSync", ([handle]) => paths.get(handle));
  const half = (write) => (path, text) =>
    original[write](path, text.slice(0, text.length / 2));
  wrap("writeFileSync", ([path]) => path, half("writeFileSync"));
  wrap("appendFileSync", ([path]) => path, half("appendFileSync"));
  for (const change of ["renameSync", "linkSync"]) wrap(change, ([, to]) => to);
  for (const change of ["rmSync", "mkdirSync"]) wrap(change, ([path]) => path);
}

/** A file's place in words. */
function kindOf(path) {
  if (path.includes(".leases")) return "lease";
  if (path.includes(".attempts")) return "record of attempts";
  if (path.includes(".logs")) return "log";
  const name = basename(path)
    .replace(/^\./, "")
    .replace(/\.tmp-.*$/, "");
  return /^[0-9a-f]{16}$/.test(name) || path === below ? "folder of the run" : name;
}
