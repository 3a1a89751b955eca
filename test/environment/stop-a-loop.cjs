"use strict";
/**
 * Runs a cell that loops, stops it as the stop button does, runs another cell, without Jupyter.
 *
 *     node -r environment/kernel/preload.cjs test/environment/stop-a-loop.cjs LOOP OTHER
 *
 * LOOP has to print something. Prints a JSON array with what each cell printed and showed.
 */
const { createConverter } = require("tslab/dist/converter");
const { createExecutor } = require("tslab/dist/executor");
const { JupyterHandlerImpl } = require("tslab/dist/jupyter");

const write = process.stdout.write.bind(process.stdout);
const [loop, other] = process.argv.slice(2);
const node = createConverter({ isJS: false, isBrowser: false });
const executor = createExecutor(
  process.cwd(),
  { node, close: () => node.close() },
  console,
);
const handler = new JupyterHandlerImpl(executor, false);

/** Runs a cell; `onText` is told whatever is printed below it. */
function run(code, outputs, onText = () => {}) {
  const writeStream = (name, text) => {
    outputs.push(text);
    onText(text);
  };
  writeStream.publish = (type, content) => {
    if (type === "error") outputs.push(content.traceback.join("\n"));
  };
  const display = ({ data }) => void outputs.push(`shown: ${data["text/plain"]}`);
  return handler.handleExecute({ code }, writeStream, display);
}

void (async () => {
  const [first, second] = [[], []];
  let texts = 0;
  await run(loop, first, () => {
    texts += 1;
    if (texts === 2) executor.interrupt();
  });
  // For a moment after a failure the kernel aborts what is queued.
  await new Promise((done) => setTimeout(done, 500));
  await run(other, second);
  write(JSON.stringify([first, second]), () => process.exit(0));
})();
