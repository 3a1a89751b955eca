import { join } from "node:path";
import {
  type Ended,
  type Started,
  startPromptcal as start,
} from "../campaigns/faults/commands";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";

export type { Ended, Started };

/** Starts the real command line with the tiny suite of a folder. */
export function startPromptcal(folder: string, ...words: string[]): Started {
  return start(folder, words, {
    env: { ...process.env, [SUITES_VARIABLE]: join(folder, "suites") },
  });
}

/** Runs a command to its end. */
export function promptcal(folder: string, ...words: string[]): Promise<Ended> {
  return startPromptcal(folder, ...words).ended;
}
