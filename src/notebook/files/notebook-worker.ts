import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as v from "valibot";
import { PromptcalError } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { parseJson } from "../../files/json/parse-json";
import { fields, TEXT } from "../../files/json/schema";
import { projectRoot } from "../../files/project-root";
import { FIGURES_VARIABLE } from "../../report/rendering/save-figure";
import { notebookPython, requirePython } from "./notebook-python";
import { checkParameters, type Parameters } from "./parameters";

/** A notebook to execute. */
export interface NotebookTask {
  /** `.ipynb` file. */
  readonly notebook: string;
  /** Where the executed notebook goes. */
  readonly output: string;
  /** Values for the cell tagged `parameters`, by variable name. */
  readonly parameters: Parameters;
}

const script = "serve_notebooks.py";
/** Read by environment/kernel/checked-sources.cjs. */
const CHECKS_VARIABLE = "PROMPTCAL_KERNEL_CHECKS";
const ANSWER = fields({ failure: v.optional(TEXT), note: v.optional(TEXT) });

/** A process that executes notebooks. */
interface Server {
  readonly send: (task: NotebookTask) => void;
  /** The answer to the task that was sent last; undefined where the process has ended without one. */
  readonly answer: () => Promise<string | undefined>;
  /** What it said of its end. */
  readonly errors: () => string;
  readonly terminate: () => void;
  /** Ends it after its task. */
  readonly close: () => Promise<void>;
}

/**
 * Executes notebooks one after the other, those of one folder in one kernel: starting a kernel and compiling the sources
 * takes longer than many a notebook. Each begins as in a new kernel.
 */
export class NotebookWorker {
  private server: Server | undefined;

  /**
   * @param figures folder for figures and tables
   * @param checks `sources`: types of cells and of all that they import; `cells`: of cells alone, for all but one of
   *   several workers, since after an update of the sources their check takes as long as some notebooks
   * @param signal ends the running kernel within two seconds and leaves its notebook as it was
   */
  constructor(
    private readonly figures: string,
    private readonly checks: "sources" | "cells",
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Executes a notebook and writes it when all of its cells have run.
   * @returns what a person should know of it, if anything
   * @throws the signal's reason when it was raised; PromptcalError for an unknown parameter before anything runs, and
   *   at the first failing cell, naming notebook, cell and error
   */
  async execute(task: NotebookTask): Promise<string | undefined> {
    requirePython();
    checkParameters(task.notebook, task.parameters);
    this.signal.throwIfAborted();
    const server = (this.server ??= startServer({
      [FIGURES_VARIABLE]: this.figures,
      [CHECKS_VARIABLE]: this.checks,
    }));
    this.signal.addEventListener("abort", server.terminate);
    server.send(task);
    const line = await server.answer();
    this.signal.removeEventListener("abort", server.terminate);
    this.signal.throwIfAborted();
    if (line === undefined) {
      this.server = undefined;
      await server.close();
      const said = server.errors().trim();
      throw new PromptcalError(said || `${task.notebook}: ${script} has ended before it`);
    }
    const told = checked(ANSWER, parseJson(line, "answer", script), "answer", script);
    if (told.failure !== undefined) throw new PromptcalError(told.failure);
    return told.note;
  }

  /** Ends the kernel and its process. */
  async close(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
  }
}

function startServer(variables: Readonly<Record<string, string>>): Server {
  const child = spawn(notebookPython, [join(projectRoot, "environment", script)], {
    env: { ...process.env, ...variables },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  // What is sent to a process that has ended finds no answer, which tells of it.
  child.stdin.on("error", () => undefined);
  const reader = createInterface({ input: child.stdout });
  const lines = reader[Symbol.asyncIterator]();
  let isTerminated = false;
  const ended = once(child, "exit").then(() => {
    // Workers that a stopped kernel leaves behind for a moment hold the pipes open.
    if (!isTerminated) return;
    reader.close();
    child.stdout.destroy();
  });
  return {
    send: (task) => void child.stdin.write(`${JSON.stringify(task)}\n`),
    answer: async () => {
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
    errors: () => errors,
    terminate: () => {
      isTerminated = true;
      child.kill("SIGTERM");
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
