"use strict";
const { execFile, spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { delimiter, join } = require("node:path");

/**
 * Runs a program quietly and waits for it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {string} its standard output
 * @throws {Error} with the line of its output that best says why it failed
 */
function run(program, args, options = {}) {
  const done = spawnSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (done.error) throw new Error(`${program}: ${done.error.message}`);
  if (done.signal || done.status !== 0) throw failure(program, args, done);
  return String(done.stdout);
}

/**
 * As `run`, while this process goes on with other things.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").ExecFileOptions} [options]
 * @returns {Promise<string>} its standard output
 */
function runAsync(program, args, options = {}) {
  const how = { maxBuffer: 64 * 1024 * 1024, ...options };
  return new Promise((done, failed) => {
    const child = execFile(program, args, how, (error, stdout, stderr) => {
      if (error === null) done(String(stdout));
      else if (typeof error.code === "string")
        failed(new Error(`${program}: ${error.message}`));
      else failed(failure(program, args, { signal: error.signal, stdout, stderr }));
    });
    child.stdin?.end();
  });
}

/**
 * Error of a program that ended badly.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{signal?: NodeJS.Signals | null, stdout: string | Buffer, stderr: string | Buffer}} end
 */
function failure(program, args, { signal, stdout, stderr }) {
  return signal
    ? new Error(`${program}: stopped by ${signal}`)
    : new Error(`${program} ${args[0] ?? ""}: ${reason(`${stderr}\n${stdout}`)}`);
}

/** The first line that looks like an error, else the last line. @param {string} output */
function reason(output) {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const telling = lines.find((line) => /\b(error|E:|ENOTFOUND|No module)/i.test(line));
  return (telling ?? lines.at(-1) ?? "no output").slice(0, 200);
}

/** Absolute path of a program on PATH, or null. @param {string} name */
function onPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

module.exports = { run, runBeside: runAsync, onPath };
