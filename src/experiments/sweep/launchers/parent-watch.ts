import { Worker } from "node:worker_threads";

/** Milliseconds between two looks at the parent. */
const LOOK_MS = 200;
/** What is left to the process to end by itself, after its parent was found gone. */
const GRACE_MS = 600;

/** Plain JavaScript, so that the thread need not load a compiler. */
const WATCH = `
const { workerData: { parent, look, grace } } = require("node:worker_threads");
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), grace);
}, look);
`;

/**
 * Ends this process within about a second after its parent is gone, whatever it is at: a thread of its own
 * looks, since events such as `disconnect` wait until JavaScript is idle, and a batch of images can
 * keep it busy for seconds. To be killed harms nothing: files are whole or absent, and the
 * lease of a dead process is outbid. On Windows, where a process keeps its parent's number, the
 * thread sees nothing, and the events have to do.
 * @param parent its process id
 */
export function watchParent(parent: number): void {
  const workerData = { parent, look: LOOK_MS, grace: GRACE_MS };
  new Worker(WATCH, { eval: true, execArgv: [], workerData }).unref();
}
