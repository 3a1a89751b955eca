import type { Command } from "commander";
import type { RunResult } from "../../experiments/store/store";
import { runFolder } from "../../experiments/store/store-paths";

/** Adds `--json`, which replaces the tables on standard output; notes and progress stay on standard error. */
export function jsonOption(command: Command): Command {
  return command.option("--json", "print one JSON object instead of a table", false);
}

/** Prints one JSON object on a line of its own. */
export function writeJson(value: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints lines for people: on standard output, or on standard error where `--json` leaves the former to its object. */
export function linesBesideJson(json: boolean): (line: string) => void {
  const stream = json ? process.stderr : process.stdout;
  return (line) => void stream.write(`${line}\n`);
}

/** A run for `--json`: what it is, where it lies, and its metrics as fractions. */
export function runJson(
  { id, spec, metrics }: RunResult,
  store: string,
): Readonly<Record<string, unknown>> {
  return { run: id, folder: runFolder(store, id), spec, metrics };
}
