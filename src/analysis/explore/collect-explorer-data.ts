import type { ClassSet } from "../../experiments/run/predictions";
import type { LoadedRun } from "../../experiments/store/load";
import { describeSpec } from "../../experiments/spec/spec";
import { PromptcalError } from "../../errors/promptcal-error";
import { predictFromLogits } from "../../metrics/probability/confidence";
import { type Method, orderMethods } from "../methods";
import { type CellCounts, countCells } from "./cell-counts";
import type {
  ExplorerData,
  ExplorerMethod,
  ExplorerRun,
  ExplorerSet,
} from "./explorer-data";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { explorerMethod, fullMethod } from "./explorer-methods";

/**
 * Counts the predictions of some runs for the explorer's page.
 * @param runs at least one
 * @throws PromptcalError for no runs, or two of one method, data set and seed
 */
export function collectExplorerData(runs: readonly LoadedRun[]): ExplorerData {
  if (runs.length === 0) {
    throw new PromptcalError("explore: expected at least one run, got none");
  }
  const suiteOf = suiteLookup();
  const methodOf = new Map(runs.map((run) => [run.id, fullMethod(run, suiteOf)]));
  const ids = orderMethods(methodOf.values());
  const datasets = [...new Set(runs.map(({ spec }) => spec.dataset))].sort();
  const records = new Records();
  const known = new Map<string, string>();
  const collected = runs.map((run): ExplorerRun => {
    const { dataset, seed } = run.spec;
    const method = methodOf.get(run.id)!;
    checkOnlyOne(known, run, method);
    return {
      dataset: datasets.indexOf(dataset),
      method: ids.indexOf(method),
      seed,
      base: records.add(run, "base"),
      new: records.add(run, "new"),
    };
  });
  return {
    suite: [...new Set(runs.map(({ spec }) => spec.suite))].join(", "),
    datasets,
    methods: ids.map((id): ExplorerMethod => {
      const run = runs.find((each) => methodOf.get(each.id) === id)!;
      return explorerMethod(id, run.spec);
    }),
    runs: collected,
    cells: records.encoded(),
  };
}

function checkOnlyOne(known: Map<string, string>, run: LoadedRun, method: Method): void {
  const key = JSON.stringify([run.spec.suite, run.spec.dataset, run.spec.seed, method]);
  const twin = known.get(key);
  if (twin !== undefined && twin !== run.id) {
    throw new PromptcalError(
      `explore: expected one run of ${describeSpec(run.spec)}, got ${twin} and ${run.id}; ` +
        "give those of one of them",
    );
  }
  known.set(key, run.id);
}

/** The records of all test sets, one after the other. */
class Records {
  private readonly parts: CellCounts[] = [];
  private length = 0;

  add({ predictions, result }: LoadedRun, classSet: ClassSet): ExplorerSet {
    const { logits, labels } = predictions[classSet];
    const counts = countCells(predictFromLogits(logits, labels));
    const [first, records] = [this.length, counts.n.length];
    this.parts.push(counts);
    this.length += records;
    return { first, records, fd: result.metrics[classSet].fd ?? null };
  }

  encoded(): ExplorerData["cells"] {
    const joined = (field: keyof CellCounts): string =>
      Buffer.concat(
        this.parts.map((part) => {
          const { buffer, byteOffset, byteLength } = part[field];
          return Buffer.from(buffer, byteOffset, byteLength);
        }),
      ).toString("base64");
    return {
      cell: joined("cell"),
      n: joined("n"),
      right: joined("right"),
      offset: joined("offset"),
    };
  }
}
