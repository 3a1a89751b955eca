import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../../src/files/project-root";

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

const PROMPTCAL = [process.execPath, join(projectRoot, "bin", "promptcal.cjs")] as const;

/** Starts the real command line in a folder, behind other commands if any are given. */
export function startPromptcal(
  folder: string,
  words: readonly string[],
  {
    env = process.env,
    before = [],
  }: { env?: NodeJS.ProcessEnv; before?: readonly string[] } = {},
): Started {
  const [program, ...rest] = [...before, ...PROMPTCAL, ...words];
  const child = spawn(program!, rest, {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Ended>((settle, fail) => {
    child.on("error", fail);
    child.on("close", (code) => settle({ code, out, err }));
  });
  return { process: child, ended };
}
