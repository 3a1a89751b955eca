import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import type { BadImage } from "../../images/read-images";
import { syncFolder, writeFileAtomic, writeJsonAtomic } from "../../files/atomic-file";
import { canonicalHash } from "../../files/json/canonical-json";
import { mismatch, PromptcalError } from "../../errors/promptcal-error";
import { sha256, sha256FileSync } from "../../files/hash";
import { checked } from "../../files/json/checked";
import { parseJson, readText } from "../../files/json/parse-json";
import {
  byName,
  fields,
  finiteNumber,
  list,
  someFields,
  TEXT,
  type Infer,
} from "../../files/json/schema";
import { OUTLIER_REPORT, type OutlierReport } from "../../regularisers/outlier-report";
import type { DecidedContext } from "../../methods/text/start-words";
import { historyText } from "./history";
import { PROVENANCE, type Provenance } from "../run/provenance";
import { RUN_METRICS, type RunMetrics } from "../run/run-metrics";
import { parseSpec, runId, SPEC, type RunSpec } from "../spec/spec";
import {
  ALL_RUN_FILES,
  CHECKPOINT_FILE,
  CONDENSED_FILE,
  HISTORY_FILE,
  PARAMETERS_FILE,
  PREDICTIONS_FILE,
  RESULT_FILE,
  runFolder,
  type RunFile,
} from "./store-paths";

const RESULT = fields({
  id: TEXT,
  spec: SPEC,
  metrics: RUN_METRICS,
  /** How DOR's outliers were chosen; null without DOR. */
  outliers: v.nullable(OUTLIER_REPORT),
  /** What the method chose on validation images; absent where it chose nothing. */
  fitted: v.optional(byName(finiteNumber())),
  /** Words that decided the number of context tokens; absent where none did. */
  decidedContext: v.optional(fields({ words: TEXT, tokens: finiteNumber() })),
  /** Images that were left out because they cannot be decoded; absent where there are none. */
  badImages: v.optional(list(fields({ path: TEXT, problem: TEXT }))),
  provenance: PROVENANCE,
  /** SHA-256 of the other files. */
  files: fields({
    "spec.json": TEXT,
    [HISTORY_FILE]: TEXT,
    [PREDICTIONS_FILE]: TEXT,
    [PARAMETERS_FILE]: v.optional(TEXT),
  }),
  /** SHA-256 of the canonical JSON of everything above. */
  hash: TEXT,
});
/** `result.json`: written last, so that its presence with right hashes means "done". */
export type RunResult = Infer<typeof RESULT>;

const HASHED = someFields({ hash: TEXT });

/** Names of a finished run's files beside its result. */
export function filesOf({ files }: Pick<RunResult, "files">): readonly RunFile[] {
  return ALL_RUN_FILES.filter((name) => files[name] !== undefined);
}

/** What is known of a run. A folder that merely exists means nothing: only `done` has a result. */
export type RunState =
  | { readonly state: "done"; readonly result: RunResult }
  | { readonly state: "missing" }
  | { readonly state: "unfinished" }
  | { readonly state: "damaged"; readonly problem: string };

/**
 * State of a run, by its files alone. Every hash is checked, so that nothing altered is ever used.
 * @param id 16 hex digits
 */
export function readRun(store: string, id: string): RunState {
  const folder = runFolder(store, id);
  if (!existsSync(folder)) return { state: "missing" };
  if (!existsSync(join(folder, RESULT_FILE))) return { state: "unfinished" };
  try {
    return { state: "done", result: checkedResult(folder, id) };
  } catch (error) {
    if (error instanceof PromptcalError)
      return { state: "damaged", problem: error.message };
    throw error;
  }
}

/** Run ids that have a folder in the store, sorted. */
export function storedRunIds(store: string): readonly string[] {
  if (!existsSync(store)) return [];
  return readdirSync(store)
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .sort();
}

/**
 * Moves a damaged run out of the way, to `damaged/<id>-<n>` of the store, for inspection.
 * @returns the new place
 */
export function moveToDamaged(store: string, id: string): string {
  const shelf = join(resolve(store), "damaged");
  mkdirSync(shelf, { recursive: true });
  let n = 1;
  while (existsSync(join(shelf, `${id}-${n}`))) n += 1;
  const target = join(shelf, `${id}-${n}`);
  renameSync(runFolder(store, id), target);
  syncFolder(resolve(store));
  return target;
}

/** Everything of a finished run but its predictions, which the caller has written already. */
export interface FinishedRun {
  readonly spec: RunSpec;
  /** One record per epoch. */
  readonly history: readonly unknown[];
  readonly metrics: RunMetrics;
  /** How DOR's outliers were chosen; null without DOR. */
  readonly outliers: OutlierReport | null;
  /** What the method chose on validation images; undefined where it chose nothing. */
  readonly fitted?: Readonly<Record<string, number>> | undefined;
  readonly decidedContext?: DecidedContext | undefined;
  readonly badImages?: readonly BadImage[];
  readonly provenance: Provenance;
}

/**
 * Completes a run's folder: spec, history, and at last the result with the hashes of all. The
 * predictions file has to be there. What an unfinished run needs is removed after that.
 */
export function finishRun(store: string, run: FinishedRun): RunResult {
  const id = runId(run.spec);
  const folder = runFolder(store, id);
  writeJsonAtomic(join(folder, "spec.json"), run.spec);
  writeFileAtomic(join(folder, HISTORY_FILE), historyText(run.history));
  const there = ALL_RUN_FILES.filter(
    (name) => name !== PARAMETERS_FILE || existsSync(join(folder, name)),
  );
  const files = Object.fromEntries(
    there.map((name) => [name, sha256FileSync(join(folder, name))]),
  ) as RunResult["files"];
  const { spec, metrics, outliers, fitted, badImages = [], provenance } = run;
  const left = badImages.length > 0 ? { badImages } : {};
  const chosen = fitted === undefined ? {} : { fitted };
  const decided =
    run.decidedContext === undefined ? {} : { decidedContext: run.decidedContext };
  const content = {
    ...{ id, spec, metrics, outliers, ...chosen, ...decided, ...left },
    ...{ provenance, files },
  };
  const result: RunResult = { ...content, hash: canonicalHash(content) };
  writeJsonAtomic(join(folder, RESULT_FILE), result);
  removeUnfinished(folder);
  return result;
}

/** What `checkedResult` reads; by default a finished run. */
interface ResultFiles {
  /** Name of the result's file. */
  readonly file?: string;
  /** A file that is not there yet. */
  readonly without?: RunFile;
}

/**
 * The result in a run's folder.
 * @throws PromptcalError unless its hash, its run and the hashes of the files beside it are right
 */
export function checkedResult(
  folder: string,
  id: string,
  { file = RESULT_FILE, without }: ResultFiles = {},
): RunResult {
  const where = join(folder, file);
  const json = parseJson(readText(where, file), file, where);
  const { hash, ...content } = checked(HASHED, json, file, where);
  const real = canonicalHash(content);
  if (hash !== real) throw altered(where, hash, real);
  parseSpec(content["spec"], where);
  const result = checked(RESULT, json, file, where);
  if (result.id !== id || runId(result.spec) !== id) {
    throw mismatch({
      what: "run",
      expected: `run ${id}`,
      got: `the result of run ${result.id}`,
      where,
    });
  }
  for (const name of filesOf(result).filter((each) => each !== without)) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      throw mismatch({ what: name, expected: "a file", got: "none", where: folder });
    }
    const found = sha256(readFileSync(path));
    if (found !== result.files[name]) throw altered(path, result.files[name]!, found);
  }
  return result;
}

/** Removes what only an unfinished run needs. */
export function removeUnfinished(folder: string): void {
  for (const name of [CHECKPOINT_FILE, CONDENSED_FILE]) {
    rmSync(join(folder, name), { force: true });
  }
}

function altered(path: string, expected: string, got: string): PromptcalError {
  return mismatch({ what: path, expected: `SHA-256 ${expected}`, got });
}
