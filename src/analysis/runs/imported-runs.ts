import { isImported, LABEL } from "../../experiments/prompts/imported-recipe";
import { importFiles } from "../../experiments/prompts/import-files";
import {
  findPromptFiles,
  type WhichEpoch,
} from "../../experiments/prompts/find-prompt-files";
import { readPredictions } from "../../experiments/run/predictions";
import { methodName, type RunSpec } from "../../experiments/spec/spec";
import type { LoadedRun } from "../../experiments/store/load";
import { readRun, storedRunIds, type RunResult } from "../../experiments/store/store";
import { defaultStore } from "../../experiments/store/store-paths";
import { suiteNamed } from "../../experiments/suites/suite";
import { type Method, methodWith } from "../methods";

/** Which imported runs are meant, and how they are named. */
export interface ImportedFilter {
  readonly suite?: string;
  readonly datasets?: readonly string[];
  /** That they were imported with. */
  readonly label?: string;
  /** `coop` in place of `coop[imported=...]`, so that claims can be judged on them; false by default. */
  readonly plain?: boolean;
  /** `data/runs` by default. */
  readonly store?: string;
}

/** The imported runs of a store, by data set, method and seed. Their method is `coop[imported=LABEL]`. */
export function importedRuns(filter: ImportedFilter = {}): readonly LoadedRun[] {
  const { suite, datasets, label, plain = false, store = defaultStore() } = filter;
  const fits = (spec: RunSpec): boolean =>
    isImported(spec) &&
    (suite === undefined || spec.suite === suite) &&
    (datasets === undefined || datasets.includes(spec.dataset)) &&
    (label === undefined || spec.recipe[LABEL] === label);
  return storedRunIds(store)
    .flatMap((id) => {
      const run = readRun(store, id);
      return run.state === "done" && fits(run.result.spec) ? [run.result] : [];
    })
    .map((result) => loaded(result, store, plain))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** How checkpoints are imported in a notebook. */
export interface CheckpointOptions {
  readonly suite: string;
  readonly dataset?: string;
  readonly tuner?: string;
  readonly seed?: number;
  readonly shots?: number;
  readonly label?: string;
  readonly epoch?: WhichEpoch;
  /** What no tensor tells, for instance `{ class_token_position: "middle" }`. */
  readonly set?: Readonly<Record<string, string>>;
  readonly store?: string;
}

/**
 * Imports the checkpoints of a file or a folder, as `promptcal prompts import` does.
 * @returns their runs, and a line for each checkpoint that was refused
 */
export async function importCheckpoints(
  path: string,
  options: CheckpointOptions,
): Promise<{ readonly runs: readonly LoadedRun[]; readonly refused: readonly string[] }> {
  const { set = {}, epoch, store = defaultStore(), suite, ...rest } = options;
  const settings = Object.entries(set).map(([name, text]) => ({ name, text }));
  const request = {
    ...{ suite: suiteNamed(suite), store, settings, regulariser: "none" },
    ignoreClassNames: false,
    ...rest,
  };
  const { runs, refused } = await importFiles(findPromptFiles(path, epoch), request);
  return { runs: runs.map(({ result }) => loaded(result, store, false)), refused };
}

function loaded(result: RunResult, store: string, plain: boolean): LoadedRun {
  const { id, spec } = result;
  const predictions = readPredictions(store, id);
  return { id, spec, method: methodOf(spec, plain), result, predictions, history: [] };
}

function methodOf(spec: RunSpec, plain: boolean): Method {
  const name = methodName(spec);
  return plain ? name : methodWith(name, { imported: String(spec.recipe[LABEL] ?? "") });
}

function keyOf({ spec, method, id }: LoadedRun): string {
  return JSON.stringify([spec.dataset, method, spec.seed, id]);
}
