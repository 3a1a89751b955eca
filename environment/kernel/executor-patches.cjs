"use strict";
const { join } = require("node:path");

const errors = `require(${JSON.stringify(join(__dirname, "errors.cjs"))})`;
const interrupts = `require(${JSON.stringify(join(__dirname, "interrupts.cjs"))})`;

/** The running part: which modules an import finds, and what becomes of an error. */
module.exports = [
  {
    why: "an import of a folder finds its index",
    find: "        if (!sideOutputs.has(filename)) {\n            return null;",
    put:
      "        if (!sideOutputs.has(filename)) {\n" +
      '            const index = (0, tspath_1.normalizeJoin)(dirname, id, "index.js");\n' +
      '            if (sideOutputs.has(index)) return requireFromSideOutputs(id + "/index.js");\n' +
      "            return null;",
  },
  {
    why: "modules that import each other in a circle see each other's unfinished exports",
    find:
      "        mod._compile(sideOutputs.get(filename), filename);\n" +
      "        sideModules.set(filename, mod);\n",
    put:
      "        sideModules.set(filename, mod);\n" +
      "        try {\n" +
      "            mod._compile(sideOutputs.get(filename), filename);\n" +
      "        } catch (e) {\n" +
      "            sideModules.delete(filename);\n" +
      "            throw e;\n" +
      "        }\n",
  },
  {
    why: "an interrupted cell ends with what its work says, where that ends by itself",
    find: "        rejectInterruptPromise(interrupted);\n        resetInterruptPromise();\n",
    put:
      `        ${interrupts}.onInterrupt(() => {\n` +
      "            rejectInterruptPromise(interrupted);\n" +
      "            resetInterruptPromise();\n" +
      "        });\n",
  },
  {
    why: "compile errors become a Jupyter error",
    find: "            printDiagnostics(converted.diagnostics);\n            return false;",
    put: `            ${errors}.setCompileError(converted.diagnostics, src);\n            return false;`,
  },
  {
    why: "thrown errors become a Jupyter error",
    find: "console.error(e);\n",
    put: `${errors}.setRuntimeError(e);\n`,
    times: 2,
  },
];
