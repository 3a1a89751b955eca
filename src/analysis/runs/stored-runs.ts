import { readPredictions } from "../../experiments/run/predictions";
import type { RunSpec } from "../../experiments/spec/spec";
import type { LoadedRun } from "../../experiments/store/load";
import { readRun, storedRunIds } from "../../experiments/store/store";
import { storedSpec } from "../../experiments/store/stored-spec";
import { defaultStore } from "../../experiments/store/store-paths";
import { DEFAULT_SUITE } from "../../experiments/suites/default-suite";
import { checkDataset, suiteNamed } from "../../experiments/suites/suite";
import { regulariserNames } from "../../regularisers/registry";
import { tunerNames } from "../../methods/registry";
import { type Method, orderMethods } from "../methods";
import { storedMethod } from "./stored-method";

/** Which finished runs of a store are meant; each field left out takes all. */
export interface StoredRunsRequest {
  /** The default suite by default. */
  readonly suite?: string;
  readonly datasets?: readonly string[];
  readonly tuners?: readonly string[];
  readonly regularisers?: readonly string[];
  /** With their changed options: `coop+dor[dor.lambda=2]`. */
  readonly methods?: readonly Method[];
  readonly seeds?: readonly number[];
  /** `data/runs` by default. */
  readonly store?: string;
  /** Called before each run, with the number of those before it and of all in the store. */
  readonly onRun?: (done: number, total: number) => void;
}

/**
 * The finished runs of a store, whatever plan they were computed for, by method, data set and seed. A method names
 * the options that differ from its recipe. Computes nothing. Runs of tuners that are not registered here are left out.
 * @throws PromptcalError for an unknown suite or data set, with the nearest name
 */
export function storedRuns(request: StoredRunsRequest = {}): readonly LoadedRun[] {
  const { suite: name = DEFAULT_SUITE, store = defaultStore(), onRun, ...filter } = request;
  const suite = suiteNamed(name);
  for (const dataset of filter.datasets ?? []) checkDataset(suite, dataset);
  const isKnown = ({ tuner, regulariser }: RunSpec): boolean =>
    tunerNames().includes(tuner) &&
    (regulariser === "none" || regulariserNames().includes(regulariser));
  const has = <T>(values: readonly T[] | undefined, value: T): boolean =>
    values === undefined || values.includes(value);
  const fits = (spec: RunSpec): boolean =>
    spec.suite === suite.name &&
    isKnown(spec) &&
    has(filter.datasets, spec.dataset) &&
    has(filter.tuners, spec.tuner) &&
    has(filter.regularisers, spec.regulariser) &&
    has(filter.seeds, spec.seed);
  const ids = storedRunIds(store);
  const found = ids.flatMap((id, index): LoadedRun[] => {
    onRun?.(index, ids.length);
    const spec = storedSpec(store, id);
    if (spec === undefined || !fits(spec)) return [];
    const method = storedMethod(spec, suite);
    if (!has(filter.methods, method)) return [];
    const run = readRun(store, id);
    if (run.state !== "done") return [];
    const { result } = run;
    const predictions = readPredictions(store, id);
    return [{ id, spec, method, result, predictions, history: [] }];
  });
  return ordered(found);
}

function ordered(runs: readonly LoadedRun[]): readonly LoadedRun[] {
  const rankOf = new Map(
    orderMethods(runs.map(({ method }) => method)).map((method, at) => [method, at]),
  );
  return [...runs].sort(
    (a, b) =>
      rankOf.get(a.method)! - rankOf.get(b.method)! ||
      a.spec.dataset.localeCompare(b.spec.dataset, "en") ||
      a.spec.seed - b.spec.seed,
  );
}
