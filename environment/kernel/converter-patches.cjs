"use strict";
const { join } = require("node:path");

const changed = `require(${JSON.stringify(join(__dirname, "changed-sources.cjs"))})`;
const checked = `require(${JSON.stringify(join(__dirname, "checked-sources.cjs"))})`;
const completions = `require(${JSON.stringify(join(__dirname, "completions.cjs"))})`;
const maps = `require(${JSON.stringify(join(__dirname, "source-maps.cjs"))})`;

/**
 * The compiler part. Stock tslab takes the notebook's folder as the root of all sources, hence refuses
 * `../src`; here the root is the repository (TSLAB_ROOT).
 */
module.exports = [
  ...require("./timer-patches.cjs"),
  {
    why: "the root of all sources, and the notebook's folder relative to it",
    find: '    const outDir = "outDir";\n',
    put:
      '    const outDir = "outDir";\n' +
      "    const __base = process.env.TSLAB_ROOT || cwd;\n" +
      '    const __root = path_1.default.relative(__base, cwd).startsWith("..") ? cwd : __base;\n' +
      "    const __rel = path_1.default.relative(__root, cwd);\n",
  },
  {
    why: "a cell's output lies below outDir like its folder below the root",
    find: '(0, tspath_1.normalizeJoin)(outDir, "__tslab__.js")',
    put: '(0, tspath_1.normalizeJoin)(outDir, __rel, "__tslab__.js")',
  },
  {
    why: "the same for a cell's declarations",
    find: '(0, tspath_1.normalizeJoin)(outDir, "__tslab__.d.ts")',
    put: '(0, tspath_1.normalizeJoin)(outDir, __rel, "__tslab__.d.ts")',
  },
  {
    why: "sources outside the notebook's folder are allowed",
    find: "        rootDir: cwd,\n",
    put: "        rootDir: __root,\n",
  },
  {
    why: "errors in ../src are reported, not silently dropped",
    find: "const rel = path_1.default.relative(cwd, d.file.fileName);",
    put: "const rel = path_1.default.relative(__root, d.file.fileName);",
  },
  {
    why: "the first line of a long message keeps its file",
    find: "            category: msg.category,\n            code: msg.code,\n        });",
    put: "            category: msg.category,\n            code: msg.code,\n            fileName,\n        });",
  },
  {
    why: "and so do the lines that explain it",
    find: "traverseDiagnosticMessageChain(start, end, child, out);",
    put: "traverseDiagnosticMessageChain(start, end, child, out, fileName);",
  },
  {
    why: "packages whose typings are only in `exports` are found",
    find: "moduleResolution: ts.ModuleResolutionKind.Node10,",
    put: "moduleResolution: ts.ModuleResolutionKind.Bundler,",
  },
  {
    why: "cells and sources are checked as strictly as `tsc` checks them, with the same typings",
    find: "        experimentalDecorators: true,\n",
    put: '        experimentalDecorators: true,\n        strict: true,\n        types: ["node"],\n',
  },
  {
    why: "the same library typings as in tsconfig.json",
    find: '        transpileLib.push("dom");\n',
    put: "",
  },
  {
    why: "typings of the DOM for every cell",
    find: "getTranspileTargets();\n    if (",
    put: 'getTranspileTargets();\n    transpileLib.push("dom");\n    if (',
  },
  {
    why:
      "imported sources are compiled one by one with source maps, so that thrown errors name the " +
      "line in src; the project's own emit would also write declarations, which nobody reads",
    find: "                sideInputsConverted.add(dep);\n            }\n",
    put:
      "                sideInputsConverted.add(dep);\n" +
      `                const source = ${maps}.compileSource(builder.getSourceFile(dep));\n` +
      "                (sideOutputs || (sideOutputs = [])).push(source);\n" +
      "                continue;\n" +
      "            }\n",
  },
  {
    why: "a source is known as it was when it was first read",
    find: "        fileWatchers.set(path, cb);\n        const watcher",
    put:
      "        fileWatchers.set(path, cb);\n" +
      `        ${changed}.rememberSource(path);\n` +
      "        const watcher",
  },
  {
    why: "an edited source is seen at the next cell, not when the watcher polls",
    find: "    function convert(prevDecl, src) {\n",
    put:
      "    function convert(prevDecl, src) {\n" +
      "        const sources = [...fileWatchers.keys()].filter((path) => !path.includes('/node_modules/'));\n" +
      `        for (const path of ${changed}.editedSources(sources))\n` +
      "            fileWatchers.get(path)(path, ts.FileWatcherEventKind.Changed);\n",
  },
  {
    why: "imported sources are checked once, and again when one of them has changed",
    find: "    return ts.getPreEmitDiagnosticsOfFiles(builder.getProgram(), files);\n",
    put: `    return ${checked}.diagnosticsOf(ts, builder.getProgram(), files);\n`,
  },
  {
    why: "paths of modules are completed, which needs the file system",
    find: "    const host = {};\n    return ts.Completions",
    put: `    const host = ${completions}.completionHost(ts, program);\n    return ts.Completions`,
  },
  {
    why: "inside a string its values or paths are completed",
    find: "        if (info === null || info === void 0 ? void 0 : info.optionalReplacementSpan) {\n",
    put:
      `        const inString = ${completions}.stringCompletions(ts, info, srcFile, pos, srcPrefix.length);\n` +
      "        if (inString) return inString;\n" +
      "        if (info === null || info === void 0 ? void 0 : info.optionalReplacementSpan) {\n",
  },
  {
    why: "between the parentheses of a call its signature is told",
    find: "        const info = ts.getQuickInfoAtPosition(srcFile, builder.getProgram().getTypeChecker(), cancellationToken, position + srcPrefix.length);\n",
    put:
      "        const info = ts.getQuickInfoAtPosition(srcFile, builder.getProgram().getTypeChecker(), cancellationToken, position + srcPrefix.length) ||\n" +
      `            ${completions}.signatureInfo(ts, builder.getProgram(), srcFile, position + srcPrefix.length);\n`,
  },
  {
    why: "shorthand properties, { suite }, find the variables of earlier cells",
    find: "        function wrapPrevIdentifier(node) {\n            var _a, _b;\n",
    put:
      "        function wrapPrevShorthand(node) {\n" +
      "            const value = checker.getShorthandAssignmentValueSymbol(node);\n" +
      "            const declarations = (value && value.declarations) || [];\n" +
      "            if (!declarations.some((decl) => decl.getSourceFile() === declsFile))\n" +
      "                return ts.visitEachChild(node, wrapPrevIdentifier, nullTransformationContext);\n" +
      '            const variable = ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("exports"), node.name);\n' +
      "            const byDefault = node.objectAssignmentInitializer;\n" +
      "            return ts.factory.createPropertyAssignment(node.name, byDefault\n" +
      "                ? ts.factory.createAssignment(variable, ts.visitNode(byDefault, wrapPrevIdentifier))\n" +
      "                : variable);\n" +
      "        }\n" +
      "        function wrapPrevIdentifier(node) {\n" +
      "            var _a, _b;\n" +
      "            if (ts.isShorthandPropertyAssignment(node)) return wrapPrevShorthand(node);\n",
  },
  {
    why: "cells get source maps too",
    find: "output: esModuleToCommonJSModule(output, transpileTarget),",
    put: `output: ${maps}.compileCell(ts, output, transpileTarget),`,
  },
  {
    why: "which names a cell declares itself",
    find: "            lastExpressionVar,\n        };\n",
    put: "            lastExpressionVar,\n            declared: [...keys],\n        };\n",
  },
  {
    why: "the first pass says which line of the cell each line comes from",
    find: "        declaration: true,\n",
    put: "        declaration: true,\n        inlineSourceMap: true,\n",
  },
];
