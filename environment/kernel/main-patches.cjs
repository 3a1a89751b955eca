"use strict";
const { join } = require("node:path");

const ports = `require(${JSON.stringify(join(__dirname, "taken-ports.cjs"))})`;
const errors = `require(${JSON.stringify(join(__dirname, "errors.cjs"))})`;

/** The start of the kernel, and what becomes of errors that no cell waits for. */
module.exports = [
  {
    why: "errors of timers name the cell and its line",
    find: '        console.error("UncaughtException:", err);\n',
    put: `        console.error(${errors}.lateError(err));\n`,
  },
  {
    why: "so do those of promises that nothing awaits",
    find: '        console.error("UnhandledPromiseRejection:", reason);\n',
    put: `        console.error(${errors}.lateError(reason));\n`,
  },
  {
    why: "a kernel that cannot be reached ends, so that Jupyter starts another",
    find: "    server.init();\n",
    put: `    server.init().catch(${ports}.endUnreachable);\n`,
  },
];
