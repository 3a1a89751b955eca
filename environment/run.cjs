"use strict";
const { spawn } = require("node:child_process");
const { root } = require("./setup/paths.cjs");

/**
 * Runs a program in the repository with this terminal. Signals reach the whole process group, hence they are left
 * to the child, which stops in its own order.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {import("node:child_process").StdioOptions} [stdio]
 * @returns {Promise<number>} its exit status, 130 after Ctrl-C
 */
function runHere(program, args, env = process.env, stdio = "inherit") {
  const child = spawn(program, args, { cwd: root, stdio, env });
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/**
 * Runs a program as `runHere` does, and ends as it ends.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {import("node:child_process").StdioOptions} [stdio]
 */
function runAndExit(program, args, env = process.env, stdio = "inherit") {
  void runHere(program, args, env, stdio).then((code) => process.exit(code));
}

module.exports = { runAndExit, runHere };
