import childProcess from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const CANARY = "canary.txt";
const CONTENT = "nobody writes here\n";

/** A place for one reader, with a canary beside it. */
export interface Sandbox {
  /** The reader's folder. */
  readonly folder: string;
  /** What lies outside of the reader's folder though nobody put it there; undefined if all is well. */
  readonly strayFile: () => string | undefined;
}

/** @param root an empty folder */
export function makeSandbox(root: string): Sandbox {
  const folder = join(root, "inside");
  mkdirSync(folder);
  writeFileSync(join(root, CANARY), CONTENT);
  return {
    folder,
    strayFile: () => {
      const stray = readdirSync(root).find(
        (name) => name !== CANARY && name !== basename(folder),
      );
      if (stray !== undefined) return stray;
      return readFileSync(join(root, CANARY), "utf8") === CONTENT ? undefined : CANARY;
    },
  };
}

/**
 * Watches for what only executed code would do: ending the process, starting one, or changing what
 * all objects inherit. Functions made of text are forbidden by a flag of the process.
 */
export function watchExecution(): () => string | undefined {
  let seen: string | undefined;
  const refuse = (name: string) => (): never => {
    seen = name;
    throw new Error(`${name} was called`);
  };
  process.exit = refuse("process.exit");
  for (const name of [
    "spawn",
    "exec",
    "execFile",
    "fork",
    "spawnSync",
    "execSync",
  ] as const)
    Object.assign(childProcess, { [name]: refuse(name) });
  return () => {
    for (const key in {}) seen = `Object.prototype.${key}`;
    return seen;
  };
}
