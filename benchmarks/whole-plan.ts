import { availableParallelism } from "node:os";
import { splitBaseNew } from "../src/datasets/base-new";
import { fewShot } from "../src/datasets/few-shot";
import { loadIcons } from "../src/datasets/icons/load-icons";
import { methodOptions } from "../src/experiments/spec/methods";
import { suiteNamed } from "../src/experiments/suites/suite";
import { seededRandom } from "../src/random/random";
import type { Timing } from "./measure";
import type { Row } from "./row";
import { baseNames, TUNING_DOMAIN, TUNING_METHODS, type TuningMethod } from "./tuning";

const SEEDS = 3;

/**
 * Minutes that the icons suite's whole plan spends in tuning steps, from the measured steps: a data
 * set's step is taken to cost in proportion to its base classes (and outliers), and the runs to fill all
 * cores. Starting processes, encoding images and testing come on top.
 */
export async function wholePlanRow(
  steps: Readonly<Record<TuningMethod, Timing>>,
): Promise<Row> {
  const { datasets, recipes } = suiteNamed("icons");
  const total = { median: 0, min: 0, max: 0, processor: 0 };
  for (const name of datasets.names) {
    const { base } = splitBaseNew(await loadIcons(name));
    for (const method of TUNING_METHODS) {
      const tuner = method.startsWith("kgcoop") ? "kgcoop" : "coop";
      const regulariser = method.endsWith("+dor") ? "dor" : "none";
      const options = methodOptions(tuner, regulariser, recipes);
      const outliers = Number(options["dor.batch"] ?? 0);
      const random = seededRandom("benchmark", name);
      const images = fewShot(base.train, Number(options["shots"]), random).length;
      const perEpoch = Math.max(1, Math.floor(images / Number(options["batch"])));
      const count = SEEDS * Number(options["epochs"]) * perEpoch;
      const measuredNames = baseNames(TUNING_DOMAIN).length + outliers;
      const size = (base.classNames.length + outliers) / measuredNames;
      for (const part of ["median", "min", "max", "processor"] as const) {
        total[part] += count * size * steps[method][part];
      }
    }
  }
  const share = 60 * availableParallelism();
  return {
    work: `whole plan: ${datasets.names.length} data sets, ${TUNING_METHODS.length} tuned methods, ${SEEDS} seeds, tuning only (estimate)`,
    subject: "wasm",
    unit: "min",
    median: total.median / share,
    min: total.min / share,
    max: total.max / share,
    processor: total.processor / share,
    repeats: 0,
  };
}
