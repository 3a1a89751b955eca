import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { folderVariables, sayWhereWritten } from "../../../files/folders";
import { projectRoot } from "../../../files/project-root";
import type { ToWorker } from "./protocol";

/** Starts a worker (worker.ts) that ends with this process and writes to the same folders. */
export function forkWorker(): ChildProcess {
  return forkProcess(join(__dirname, "worker.ts"), [String(process.pid)]);
}

/** Starts a script as a worker is started: with one thread, and writing to the same folders. */
export function forkProcess(script: string, words: readonly string[] = []): ChildProcess {
  const folders = folderVariables();
  sayWhereWritten();
  return fork(script, words, {
    cwd: projectRoot,
    execArgv: ["--require", "tsx/cjs"],
    // One thread each: the workers together fill the machine.
    env: {
      ...process.env,
      ...folders,
      TF_NUM_INTRAOP_THREADS: "1",
      TF_NUM_INTEROP_THREADS: "1",
      PROMPTCAL_THREADS: "1",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** Sends a worker a message, if it still runs. */
export function send(worker: ChildProcess, message: ToWorker): void {
  // One that has just died cannot be told; its exit event says the rest.
  if (worker.connected) worker.send(message, () => undefined);
}
