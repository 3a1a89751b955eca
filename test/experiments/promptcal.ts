import { spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { SUITES_VARIABLE } from "../../src/experiments/suite";

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the real command line with the tiny suite of a folder. */
export function startPromptcal(folder: string, ...words: string[]): Started {
  const child = spawn(
    process.execPath,
    [resolve(__dirname, "../../bin/promptcal.cjs"), ...words],
    { cwd: folder, env: { ...process.env, [SUITES_VARIABLE]: join(folder, "suites") } },
  );
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Ended>((settle, fail) => {
    child.on("error", fail);
    child.on("close", (code) => settle({ code, out, err }));
  });
  return { process: child, ended };
}

/** Runs a command to its end. */
export function promptcal(folder: string, ...words: string[]): Promise<Ended> {
  return startPromptcal(folder, ...words).ended;
}
