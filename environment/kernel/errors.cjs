"use strict";
const { readFileSync } = require("node:fs");
const { join, sep } = require("node:path");
const { inspect } = require("node:util");
const { withAdvice } = require("./import-advice.cjs");
const { cellPosition } = require("./source-maps.cjs");

const root = process.env.TSLAB_ROOT || process.cwd();

/** Content of the Jupyter message `error` for the cell that runs now. */
let current = null;

/**
 * @param {readonly object[]} diagnostics of tslab's converter; without `fileName` they are the cell's
 * @param {string} cell its text
 * @param {string} name for instance `cell [4]`
 */
function setCompileError(diagnostics, cell, name) {
  const placed = diagnostics.map((one) => ({
    ...one,
    messageText: withAdvice(one),
    place: place(one, name),
  }));
  const [first] = placed;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  current = {
    ename: "TypeScriptError",
    evalue: `${first.place} - ${first.messageText}${more}`,
    traceback: placed.flatMap((diagnostic) => frame(diagnostic, cell)),
  };
}

function place({ fileName, start }, name) {
  return `${fileName ?? name}:${start.line + 1}:${start.character + 1}`;
}

/** The message with file and line, and the line of source with the wrong part underlined. */
function frame(diagnostic, cell) {
  const { fileName, start, end, code, messageText } = diagnostic;
  const line = sourceLine(fileName, start.line, cell);
  const length = end.line === start.line ? end.character - start.character : 1;
  const mark = " ".repeat(start.character) + "~".repeat(Math.max(1, length));
  const message = `\u001b[31m${diagnostic.place} - error TS${code}:\u001b[0m ${messageText}`;
  return line === undefined ? [message] : [message, `    ${line}`, `    ${mark}`];
}

function sourceLine(fileName, index, cell) {
  if (fileName === undefined) return cell.split("\n")[index];
  try {
    const path = join(root, fileName);
    return readFileSync(path, "utf8").split("\n")[index];
  } catch {
    return undefined;
  }
}

/** @param {unknown} thrown whatever a cell threw */
function setRuntimeError(thrown) {
  const isError =
    thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
  if (!isError) {
    const text = typeof thrown === "string" ? thrown : inspect(thrown);
    current = { ename: "Thrown", evalue: text, traceback: [text] };
    return;
  }
  const stop = stopped(thrown);
  current =
    stop === undefined
      ? {
          ename: thrown.name || "Error",
          evalue: thrown.message,
          traceback: ownStack(thrown),
        }
      : { ename: "Stopped", evalue: stop, traceback: [stop] };
}

/** The sentence that ends an interrupted cell, which needs no stack; undefined for any other error. */
function stopped({ name, message }) {
  if (name === "Stopped") return message;
  if (message !== "Interrupted asynchronously") return undefined;
  return (
    "Stopped. What the cell awaited may go on until the kernel restarts; " +
    "lab.interruptible(async (signal) => ...) makes work that ends."
  );
}

/** Frames of tslab and Node below the cell say nothing about the user's code. */
const foreignFrame = /runInThisContext|sigintHandlersWrap|\bnode_modules[\\/]tslab[\\/]/;
const cellFrame = /(cell \[\d+\]):(\d+)(?::(\d+))?/;

/** Text for an error that no cell waited for: of a timer, or of a promise that nothing awaits. */
function lateError(thrown) {
  const isError = thrown instanceof Error;
  const lines = isError ? ownStack(thrown) : [inspect(thrown)];
  const own = lines.filter((line) => !line.includes("(node:internal"));
  return ["Error in work that its cell did not wait for:", ...own].join("\n");
}

/** The stack with places in the cells as the user wrote them; frames that tslab added are left out. */
function ownStack(error) {
  const lines = inspect(error)
    .replaceAll(root + sep, "")
    .split("\n");
  const end = lines.findIndex((line) => foreignFrame.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).flatMap((line) => {
    const match = cellFrame.exec(line);
    if (match === null) return [line];
    // Without a column it is the line above a source excerpt: its last statement stands for it.
    const [, name, row, at] = match;
    const place = cellPosition(name, Number(row), Number(at ?? 1000));
    if (place === null) return [];
    const column = at === undefined ? "" : `:${place.column}`;
    return [line.replace(cellFrame, `${name}:${place.line}${column}`)];
  });
}

/** The error of the cell that just failed; it is forgotten here. */
function takeError() {
  const error = current ?? {
    ename: "Error",
    evalue: "the cell failed without saying why",
    traceback: [],
  };
  current = null;
  return error;
}

module.exports = { setCompileError, setRuntimeError, takeError, lateError };
