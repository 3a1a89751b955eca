"use strict";
const { SourceMap } = require("node:module");
const { extname } = require("node:path");
const { transformSync } = require("esbuild");

/**
 * tslab compiles twice, TypeScript -> ES module -> CommonJS, without source maps, so that errors
 * would name lines that nobody wrote. Here sources are compiled once with a map that Node reads, and
 * the two maps of each cell are kept by its name and followed back.
 */
process.setSourceMapsEnabled(true);

/**
 * The cell that was compiled last: its maps, CommonJS to ES module and ES module to cell, and its number of lines.
 * @type {{maps: SourceMap[], lines: number}}
 */
let compiled = { maps: [], lines: 0 };
/** All cells that ran, by name. @type {Map<string, {maps: SourceMap[], lines: number}>} */
const cells = new Map();

/**
 * JavaScript of an imported source file, its map inside, at the path where `require` looks for it. By
 * esbuild, as the command line compiles the same files: TypeScript needs a hundred times as long, and has
 * checked them before.
 */
function compileSource({ fileName, text }) {
  const { code } = transformSync(text, {
    loader: extname(fileName).slice(1),
    format: "cjs",
    target: "es2022",
    sourcemap: "inline",
    sourcefile: fileName,
    logLevel: "silent",
  });
  return { path: fileName.replace(/\.tsx?$/, ".js"), data: code };
}

/** TypeScript's definition of an imported name as a property that cannot be assigned. */
const DEFINITION = /^(Object\.defineProperty\()exports, /gm;

/** CommonJS of a cell that the first pass has made an ES module with an inline map. */
function compileCell(ts, esModule, target) {
  const [code, first] = splitMap(esModule);
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
    experimentalDecorators: true,
    target,
    newLine: ts.NewLineKind.LineFeed,
    noImplicitUseStrict: true,
    sourceMap: true,
  };
  const out = ts.transpileModule(code, { fileName: "custom.js", compilerOptions });
  const maps = [new SourceMap(JSON.parse(out.sourceMapText))];
  if (first !== null) maps.push(new SourceMap(first));
  const script = splitMap(out.outputText)[0].replace(
    DEFINITION,
    "$1__tslab__.definitions, ",
  );
  compiled = { maps, lines: script.split("\n").length };
  return script;
}

/** Gives the cell that was compiled last its name, under which it runs. */
function named(name) {
  cells.set(name, compiled);
  return name;
}

function splitMap(code) {
  const at = code.lastIndexOf("//# sourceMappingURL=");
  if (at === -1) return [code, null];
  const [, base64] = code.slice(at).split("base64,");
  const map = base64 && JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
  return [code.slice(0, at), map || null];
}

/**
 * Where a line and column (from 1) of a running script stand in the cell that the user wrote;
 * null for code that tslab added.
 */
function cellPosition(name, line, column) {
  const { maps, lines } = cells.get(name) ?? { maps: [], lines: 0 };
  // Behind the cell's own lines stands the call of the function that tslab wraps it in.
  if (line > lines) return null;
  let place = { line: line - 1, column: column - 1 };
  for (const map of maps) {
    const { originalLine, originalColumn } = map.findEntry(place.line, place.column);
    if (originalLine === undefined) return null;
    place = { line: originalLine, column: originalColumn };
  }
  // tslab puts the line `export {};` before every cell, which makes up for counting from 0.
  return place.line < 1 ? null : { line: place.line, column: place.column + 1 };
}

module.exports = { compileSource, compileCell, named, cellPosition };
