import { Worker } from "node:worker_threads";

/** What JavaScript has to hear a signal, milliseconds. */
const GRACE_MS = 1500;

/**
 * Plain JavaScript, so that the thread need not load a compiler. Node's own interface gives signals to the main thread
 * alone, which is the busy one; the binding behind it listens in any thread.
 */
const LISTEN = `
const { parentPort, workerData: { signals, grace, words } } = require("node:worker_threads");
const { writeSync } = require("node:fs");
process.noDeprecation = true;
const { Signal } = process.binding("signal_wrap");
// Negative where the main thread was faster.
let unheard = 0;
let timer;
const end = () => {
  try {
    writeSync(2, words);
  } finally {
    process.kill(process.pid, "SIGKILL");
  }
};
for (const number of signals) {
  const listener = new Signal();
  listener.onsignal = () => {
    unheard += 1;
    if (unheard > 1) end();
    if (unheard === 1) timer = setTimeout(end, grace);
  };
  listener.start(number);
}
parentPort.on("message", () => {
  unheard -= 1;
  clearTimeout(timer);
});
parentPort.postMessage("listening");
`;

const WORDS =
  "\ninterrupted within a long step; repeat the command to resume from the step that was saved last\n";

/**
 * Ends this process after a signal that its JavaScript does not hear in time: one step of a large model is a single call
 * of minutes. To be killed harms nothing: files are whole or absent, and the lease of a dead process is outbid. A second
 * signal ends a deaf process at once. Where Node does not offer what this needs, a signal waits for the call's end.
 * @param signals numbers of the signals
 * @returns what the listener of a signal calls when it hears one
 */
export function endUnheard(
  signals: readonly number[],
  onListening: () => void = () => undefined,
): () => void {
  if (process.platform === "win32") return () => undefined;
  const workerData = { signals, grace: GRACE_MS, words: WORDS };
  const thread = new Worker(LISTEN, { eval: true, execArgv: [], workerData });
  thread.on("error", () => undefined);
  thread.on("message", onListening);
  thread.unref();
  return () => thread.postMessage("heard");
}
