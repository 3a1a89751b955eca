import { availableParallelism } from "node:os";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { projectRoot } from "../../files/project-root";
import {
  isEdited,
  isExecuted,
  notebookFingerprint,
  recordExecuted,
} from "../../notebook/files/fingerprint";
import { NotebookWorker } from "../../notebook/files/notebook-worker";
import { declaredParameters, type Parameters } from "../../notebook/files/parameters";
import { PromptcalError } from "../../errors/promptcal-error";
import { ProgressLine } from "../terminal/progress-line";
import { timeLeft } from "../terminal/time-left";

/** Folder of the committed notebooks. */
export const notebooksFolder = join(projectRoot, "notebooks");

export interface NotebooksRequest {
  /** Where executed copies go; the same folder executes them in place. */
  readonly into: string;
  /** Where their figures and tables go. */
  readonly figures: string;
  /** Hashes of the results that they show. */
  readonly results: readonly string[];
  /** Values for the notebooks that declare these parameters; none by default. */
  readonly parameters?: Parameters;
  /** Notebooks at a time; one per core by default, at most four, since each holds the whole code. */
  readonly jobs?: number;
  /**
   * Copies the templates with the outputs that they have instead of executing them: they show runs of their own, none of
   * a plan; false by default.
   */
  readonly copiesTemplates?: boolean;
  /** Executes those too that are up to date, and keeps no record; false by default. */
  readonly always?: boolean;
  /** Receives a line on what was executed; it goes to standard output by default. */
  readonly say?: (line: string) => void;
}

/** One notebook to execute, if its outputs are not those of its fingerprint already. */
interface WaitingNotebook {
  readonly name: string;
  readonly source: string;
  readonly values: Parameters;
  readonly print: string;
}

const TEMPLATES = "templates";

/** Notebooks in reading order, relative to their folder; templates come last. */
export function notebookNames(): readonly string[] {
  return ["", TEMPLATES].flatMap((part) => {
    const folder = join(notebooksFolder, part);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
    return names.sort().map((name) => join(part, name));
  });
}

/**
 * Executes the notebooks whose cells, code or results have changed since the last time, several at a
 * time, with one progress line. A failing one does not stop the others.
 * @throws the signal's reason when interrupted; PromptcalError naming the notebooks that failed
 */
export async function runNotebooks(
  {
    into,
    figures,
    results,
    parameters = {},
    jobs,
    copiesTemplates = false,
    always = false,
    say = console.log,
  }: NotebooksRequest,
  signal: AbortSignal,
): Promise<void> {
  const progress = new ProgressLine();
  const { edited, copied, names } = notebooksFor(into, copiesTemplates);
  for (const name of edited) {
    const place = relative(process.cwd(), join(into, name));
    say(`${place}: kept, since its cells were changed; rename it to have a new one made`);
  }
  for (const name of copied) copyNotebook(name, into);
  const tasks = names.map((name): WaitingNotebook => {
    const source = join(notebooksFolder, name);
    const values = declaredParameters(source, parameters);
    return { name, source, values, print: notebookFingerprint(source, results, values) };
  });
  const waiting = tasks.filter(
    ({ name, print }) => always || !isExecuted(join(into, name), print),
  );
  const total = waiting.length;
  const left = timeLeft();
  const failures: string[] = [];
  const notes: string[] = [];
  let done = 0;
  const show = (): void => {
    progress.update(`notebooks: ${done} of ${total} done${left(done, total)}`);
  };
  const execute = async (
    worker: NotebookWorker,
    { name, source, values, print }: WaitingNotebook,
  ): Promise<void> => {
    const output = join(into, name);
    try {
      const note = await worker.execute({ notebook: source, output, parameters: values });
      if (note !== undefined) notes.push(note);
      if (!always) recordExecuted(output, print);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PromptcalError)) throw error;
      failures.push(error.message);
    }
    done += 1;
    show();
  };
  const work = async (_: unknown, index: number): Promise<void> => {
    const worker = new NotebookWorker(figures, index === 0 ? "sources" : "cells", signal);
    try {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        await execute(worker, task);
      }
    } finally {
      await worker.close();
    }
  };
  if (total > 0) show();
  const atOnce = Math.min(4, jobs ?? availableParallelism(), total);
  await Promise.all(Array.from({ length: atOnce }, work));
  progress.end();
  notes.forEach((note) => say(note));
  say(
    `notebooks: ${total - failures.length} executed, ${names.length - total} up to date ` +
      `(${relative(process.cwd(), into) || "."})`,
  );
  if (failures.length > 0) {
    throw new PromptcalError(
      `${failures.length} of ${total} notebooks failed; the others are executed:\n${failures.join("\n")}`,
    );
  }
}

/**
 * What happens to each notebook: those in another folder whose cells a user has changed stay as they are, templates may be
 * copied, all others are executed.
 */
function notebooksFor(
  into: string,
  copiesTemplates: boolean,
): Readonly<Record<"edited" | "copied" | "names", readonly string[]>> {
  const inPlace = resolve(into) === notebooksFolder;
  const isOwn = (name: string): boolean => !inPlace && isEdited(join(into, name));
  const isCopied = (name: string): boolean =>
    copiesTemplates && !inPlace && dirname(name) === TEMPLATES;
  const all = notebookNames();
  const others = all.filter((name) => !isOwn(name));
  return {
    edited: all.filter(isOwn),
    copied: others.filter(isCopied),
    names: others.filter((name) => !isCopied(name)),
  };
}

/** Copies a notebook with its outputs, unless the copy is there. */
function copyNotebook(name: string, into: string): void {
  const source = join(notebooksFolder, name);
  const copy = join(into, name);
  const print = notebookFingerprint(source, []);
  if (isExecuted(copy, print)) return;
  writeFileAtomic(copy, readFileSync(source));
  recordExecuted(copy, print);
}
