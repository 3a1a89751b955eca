import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PromptcalError } from "../../src/numeric/errors";
import type { Answer } from "./answer";

const root = resolve(__dirname, "../..");

/** Who does the works, each by a process of its own. */
export const SUBJECTS = ["pytorch", "native", "wasm"] as const;
export type Subject = (typeof SUBJECTS)[number];

const BACKEND_OF = { native: "tensorflow", wasm: "wasm" } as const;

/**
 * Has a subject do a work.
 * @param world folder of the numbers that all subjects read
 * @returns what its process measured, kept in the world's folder too
 * @throws PromptcalError with the reason when it cannot
 */
export async function ask(subject: Subject, work: string, world: string): Promise<Answer> {
  const answer = answerPath(subject, work, world);
  const [program, args] = commandOf(subject, work, world, answer);
  await run(program, args);
  return JSON.parse(readFileSync(answer, "utf8")) as Answer;
}

/** Where the answer lies, in this or an earlier measurement on the same world. */
export function answerPath(subject: Subject, work: string, world: string): string {
  return join(world, `${work}-${subject}.json`);
}

function commandOf(
  subject: Subject,
  work: string,
  world: string,
  answer: string,
): [program: string, args: string[]] {
  if (subject === "pytorch") {
    return [pythonReference(), [join(__dirname, "pytorch.py"), work, world, answer]];
  }
  const ours = join(__dirname, "ours.ts");
  const backend = BACKEND_OF[subject];
  return [process.execPath, ["--import", "tsx", ours, work, backend, world, answer]];
}

interface PythonReference {
  readonly python: string;
  readonly fix: string;
  check(): { ok: boolean; detail: string };
}

/** Python with PyTorch, installed on demand. @throws PromptcalError when it cannot be had */
function pythonReference(): string {
  const setup = join(root, "environment", "setup");
  const step = require(join(setup, "python-reference.cjs")) as PythonReference;
  const { ensure } = require(join(setup, "ensure.cjs")) as {
    ensure(say: (line: string) => void, steps: readonly PythonReference[]): Set<string>;
  };
  ensure((line) => void process.stderr.write(`${line}\n`), [step]);
  const { ok, detail } = step.check();
  if (!ok) throw new PromptcalError(`Python reference: ${detail}; to get it: ${step.fix}`);
  return step.python;
}

/** @throws PromptcalError with the last lines of a failed program's errors */
function run(program: string, args: readonly string[]): Promise<void> {
  if (!existsSync(program)) throw new PromptcalError(`${program}: no such program`);
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "pipe"] });
    let errors = "";
    child.stderr.on("data", (text: Buffer) => {
      errors = `${errors}${text.toString()}`.slice(-2000);
    });
    child.on("error", fail);
    child.on("close", (code, signal) => {
      if (code === 0) return done();
      const last = errors.trim().split("\n").slice(-3).join(" ");
      fail(new PromptcalError(`it ended with ${signal ?? code}: ${last}`));
    });
  });
}
