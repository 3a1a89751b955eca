"use strict";
const { join } = require("node:path");

const changed = `require(${JSON.stringify(join(__dirname, "changed-sources.cjs"))})`;
const errors = `require(${JSON.stringify(join(__dirname, "errors.cjs"))})`;
const kept = `require(${JSON.stringify(join(__dirname, "kept-declarations.cjs"))})`;
const last = `require(${JSON.stringify(join(__dirname, "last-value.cjs"))})`;
const maps = `require(${JSON.stringify(join(__dirname, "source-maps.cjs"))})`;
const next = `require(${JSON.stringify(join(__dirname, "next-notebook.cjs"))})`;
const interrupts = `require(${JSON.stringify(join(__dirname, "interrupts.cjs"))})`;

/** The running part: which modules an import finds, and what becomes of an error. */
module.exports = [
  {
    why: "an edited source is loaded again together with all that import it; one that is the same is not",
    find:
      "        for (const out of outs) {\n            if (sideModules.has(out.path)) {\n" +
      "                sideModules.delete(out.path);\n            }\n" +
      "            sideOutputs.set(out.path, out.data);\n        }\n",
    put:
      "        const edited = outs.filter(({ path, data }) => sideOutputs.get(path) !== data);\n" +
      "        for (const { path, data } of edited) sideOutputs.set(path, data);\n" +
      `        ${changed}.forgetDependants(edited.map(({ path }) => path), sideOutputs, sideModules);\n`,
  },
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
    why: "a cell's name in errors is its number, counted as Jupyter does",
    find: "    async function execute(src) {\n",
    put:
      "    let executions = 0;\n" +
      "    async function execute(src) {\n" +
      "        const cellName = `cell [${++executions}]`;\n",
  },
  {
    why:
      "the next notebook counts from 1 and has its variables on an object of its own, which stays fast: nothing is " +
      "deleted from it",
    find:
      '        prevDecl = "";\n' +
      "        for (const name of Object.getOwnPropertyNames(exports)) {\n" +
      "            delete exports[name];\n        }\n",
    put:
      '        prevDecl = "";\n' +
      "        executions = 0;\n" +
      "        exports = {};\n" +
      "        Object.assign(globalThis.__tslab__, { exports, definitions: createExports(exports) });\n" +
      `        ${next}.beginNotebook();\n`,
  },
  {
    why:
      "cells read and write their variables on a plain object: through a proxy a loop at a cell's top level is " +
      "hundreds of times slower than inside a function",
    find: "    const exports = createExports();\n",
    put: "    let exports = {};\n    const definitions = createExports(exports);\n",
  },
  {
    why: "and this object stays fast: V8 turns one into a dictionary when a property is deleted",
    find: "            delete exports[converted.lastExpressionVar];\n",
    put: "            exports[converted.lastExpressionVar] = undefined;\n",
  },
  {
    why: "definitions still go through the proxy, so that imported names can be assigned",
    find: "    function createExports() {\n        const exports = {};\n",
    put: "    function createExports(exports) {\n",
  },
  {
    why: "cells find that proxy (source-maps.cjs)",
    find: "        exports,\n        require: req,\n",
    put: "        exports,\n        definitions,\n        require: req,\n",
  },
  {
    why: "a cell's last value shows itself: a figure, a data frame, runs",
    find: "            console.log(ret);\n",
    put:
      "            try {\n" +
      `                await ${last}.showLast(ret, (value) => console.log(value));\n` +
      "            } catch (e) {\n" +
      `                ${errors}.setRuntimeError(e);\n` +
      "                return false;\n" +
      "            }\n",
  },
  {
    why: "each cell's code runs under its name, to which its maps belong",
    find: "                breakOnSigint: true,\n",
    put:
      "                breakOnSigint: true,\n" +
      `                filename: ${maps}.named(cellName),\n`,
  },
  {
    why: "compile errors become a Jupyter error",
    find: "            printDiagnostics(converted.diagnostics);\n            return false;",
    put: `            ${errors}.setCompileError(converted.diagnostics, src, cellName);\n            return false;`,
  },
  {
    why: "thrown errors become a Jupyter error, and what the cell had assigned stays",
    find: "console.error(e);\n",
    put:
      `${errors}.setRuntimeError(e);\n` +
      `            prevDecl = ${kept}.keptDeclarations(converted, exports);\n`,
    times: 2,
  },
];
