import { spawn } from "node:child_process";
import { join } from "node:path";
import { PromptcalError } from "../../errors/promptcal-error";
import { projectRoot } from "../../files/project-root";
import { FIGURES_VARIABLE } from "../../report/rendering/save-figure";
import { notebookPython, requirePython } from "./notebook-python";
import { type Parameters, checkParameters } from "./parameters";

export { canExecuteNotebooks } from "./notebook-python";

export interface ExecuteOptions {
  /** Values for the cell tagged `parameters`, by variable name; default none. */
  readonly parameters?: Parameters;
  /** Another file for the executed notebook, where there is one; in place by default. */
  readonly output?: string;
  /** Folder for figures and tables; by default what PROMPTCAL_FIGURES names, else `scratch/figures`. */
  readonly figures?: string;
  /** Longest time of one cell in seconds; default no limit. */
  readonly timeoutSeconds?: number;
  /** Ends the running kernel within two seconds and leaves its notebook as it was. */
  readonly signal?: AbortSignal;
  /** Receives one line per executed notebook; default `console.log`. */
  readonly say?: (line: string) => void;
}

/**
 * Executes notebooks headless, one after the other, and writes each with its outputs and execution
 * counts when all of its cells have run.
 * @param paths `.ipynb` files
 * @throws the signal's reason when it was raised; PromptcalError for an unknown parameter before anything runs, and at the first failing cell, naming notebook, cell and error
 */
export async function executeNotebooks(
  paths: readonly string[],
  options: ExecuteOptions = {},
): Promise<void> {
  const { parameters = {}, output, figures, timeoutSeconds, signal } = options;
  const { say = console.log } = options;
  requirePython();
  for (const path of paths) checkParameters(path, parameters);
  const args = [join(projectRoot, "environment", "execute_notebooks.py"), ...paths];
  args.push("--parameters", JSON.stringify(parameters));
  if (timeoutSeconds !== undefined) args.push("--timeout", String(timeoutSeconds));
  if (output !== undefined) args.push("--output", output);
  const env: Record<string, string> =
    figures === undefined ? {} : { [FIGURES_VARIABLE]: figures };
  const { code, errors } = await runPython(args, env, say, signal);
  signal?.throwIfAborted();
  if (code !== 0) throw new PromptcalError(errors.trim() || `notebooks: exit code ${code}`);
}

function runPython(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(notebookPython, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    const stop = (): void => void child.kill("SIGTERM");
    signal?.addEventListener("abort", stop, { once: true });
    let errors = "";
    let rest = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach((line) => say(line));
    });
    child.on("error", reject);
    const finish = (code: number | null): void => {
      signal?.removeEventListener("abort", stop);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, errors });
    };
    child.on("close", finish);
    // Workers that a stopped kernel leaves behind for a moment hold the pipes open.
    child.on("exit", (code) => {
      if (signal?.aborted) finish(code);
    });
  });
}
