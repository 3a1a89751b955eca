import { Worker } from "node:worker_threads";

/** Plain JavaScript, so that the thread need not load a compiler. */
const BEAT = `
const { parentPort } = require("node:worker_threads");
const { utimes } = require("node:fs");
const beating = new Map();
parentPort.on("message", ({ path, beat }) => {
  clearInterval(beating.get(path));
  beating.delete(path);
  if (beat === null) return;
  // A lease that somebody removed stays removed.
  const touch = () => utimes(path, new Date(), new Date(), () => undefined);
  beating.set(path, setInterval(touch, beat));
});
`;

let thread: Worker | undefined;

/**
 * Touches a file again and again, from a thread of its own: JavaScript can be busy for minutes, with the text features
 * of all nouns for instance, and a timer of its thread would wait until then. Another host would take it for dead.
 * @param beat milliseconds between two signs of life
 * @returns what ends it
 */
export function startBeating(path: string, beat: number): () => void {
  if (thread === undefined) {
    thread = new Worker(BEAT, { eval: true, execArgv: [] });
    // Without signs of life a lease can be taken over, which costs time but harms nothing.
    thread.on("error", () => (thread = undefined));
    thread.unref();
  }
  const beating = thread;
  beating.postMessage({ path, beat });
  return () => beating.postMessage({ path, beat: null });
}
