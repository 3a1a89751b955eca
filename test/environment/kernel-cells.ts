import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const python = join(resolve(__dirname, "..", ".."), ".venv", "bin", "python");

/** A message of the Jupyter protocol, as far as the tests read it. */
export interface Message {
  readonly type: string;
  readonly content: {
    readonly data?: Readonly<Record<string, string>>;
    /** Of printed text: `stdout` or `stderr`. */
    readonly name?: string;
    readonly text?: string;
    /** Of a status: `busy` or `idle`. */
    readonly execution_state?: string;
    readonly ename?: string;
    readonly traceback?: readonly string[];
  };
}

export interface RunCellsOptions {
  /** Folder of the notebook; inside the repository where cells import its sources. */
  readonly folder: string;
  /** The stop button is pressed in the last cell when a file of this glob pattern is there; never by default. */
  readonly interrupt?: string;
  /** The kernel is asked for completions during the last cell when a file of this glob pattern is there. */
  readonly complete?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs cells in a kernel of their own, the next one whatever became of the last; messages per cell. */
export async function runCells(
  cells: readonly string[],
  { folder, interrupt, complete, env = {} }: RunCellsOptions,
): Promise<readonly (readonly Message[])[]> {
  const events = Object.entries({ interrupt, complete }).flatMap(([name, pattern]) =>
    pattern === undefined ? [] : [`--${name}`, pattern],
  );
  const args = [join(__dirname, "run_cells.py"), ...events, folder, ...cells];
  const { stdout } = await promisify(execFile)(python, args, {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout) as readonly (readonly Message[])[];
}

/** What a cell printed, and the traceback of the error that it ended with. */
export function outcome(messages: readonly Message[]): string {
  return messages
    .flatMap(({ content: { text, traceback } }) =>
      [text ?? [], ...(traceback ?? [])].flat(),
    )
    .join("\n");
}
