import { Worker } from "node:worker_threads";

/** Plain JavaScript, so that the thread need not load a compiler. */
const BEAT = `
const { parentPort } = require("node:worker_threads");
const { utimes } = require("node:fs");
const heartbeats = new Map();
parentPort.on("message", ({ path, heartbeatMs }) => {
  clearInterval(heartbeats.get(path));
  heartbeats.delete(path);
  if (heartbeatMs === null) return;
  // A lease that somebody removed stays removed.
  const touch = () => utimes(path, new Date(), new Date(), () => undefined);
  heartbeats.set(path, setInterval(touch, heartbeatMs));
});
`;

let thread: Worker | undefined;

/**
 * Touches a file again and again, from a thread of its own: JavaScript can be busy for minutes, with the text features
 * of all nouns for instance, and a timer of its thread would wait until then. Another host would take it for dead.
 * @param heartbeatMs milliseconds between two signs of life
 * @returns what ends it
 */
export function startHeartbeat(path: string, heartbeatMs: number): () => void {
  if (thread === undefined) {
    thread = new Worker(BEAT, { eval: true, execArgv: [] });
    // Without signs of life a lease can be taken over, which costs time but harms nothing.
    thread.on("error", () => (thread = undefined));
    thread.unref();
  }
  const worker = thread;
  worker.postMessage({ path, heartbeatMs });
  return () => worker.postMessage({ path, heartbeatMs: null });
}
