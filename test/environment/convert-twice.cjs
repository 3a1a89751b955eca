"use strict";
/**
 * Compiles a cell, has files appear and vanish where TypeScript looked for its modules, and compiles a second cell.
 *
 *     node -r environment/kernel/preload.cjs test/environment/convert-twice.cjs FOLDER CELL CELL
 *
 * In the notebook's folder. FOLDER is made and removed in between. Prints the messages of the second cell as JSON.
 */
const { mkdirSync, rmSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const { createConverter } = require("tslab/dist/converter");

const [folder, first, second] = process.argv.slice(2);

async function main() {
  const converter = createConverter({});
  const { declOutput = "" } = converter.convert("", first);
  // Twice, each time for longer than the watchers take to tell of it.
  for (let times = 0; times < 2; times++) {
    mkdirSync(folder);
    await sleep(700);
    rmSync(folder, { recursive: true });
    await sleep(700);
  }
  const { diagnostics } = converter.convert(declOutput, second);
  converter.close();
  return JSON.stringify(diagnostics.map(({ messageText }) => messageText));
}

void main().then((text) => process.stdout.write(text, () => process.exit(0)));
