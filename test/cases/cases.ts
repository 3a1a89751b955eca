import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { FOLDERS } from "../../src/files/folders";
import { projectRoot } from "../../src/files/project-root";
import { startPromptcal, type Ended } from "../campaigns/faults/commands";

/** Inputs that people met, a folder each; they lie beside the project and are not part of it. */
export const CASES = join(projectRoot, "..", "shared", "cases");

/** Why tests of cases are skipped, or false where the cases are there. */
export const skip = !existsSync(CASES) && "the folder of cases is not here";

/** The command line in a folder that goes away with the test file, its suites, cache and weights there as well. */
export function commandLine(): {
  readonly folder: string;
  readonly promptcal: (...words: string[]) => Promise<Ended>;
} {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-cases-"));
  after(() => rmSync(folder, { recursive: true }));
  const env = {
    ...process.env,
    [SUITES_VARIABLE]: join(folder, "suites"),
    [FOLDERS.cache.variable]: join(folder, "cache"),
    [FOLDERS.weights.variable]: join(folder, "weights"),
  };
  return {
    folder,
    promptcal: (...words) => startPromptcal(folder, words, { env }).ended,
  };
}
