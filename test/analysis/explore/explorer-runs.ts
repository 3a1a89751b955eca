import { storedRuns } from "../../../src/analysis/runs/stored-runs";
import type { ClassSetPredictions } from "../../../src/experiments/run/predictions";
import type { LoadedRun } from "../../../src/experiments/store/load";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { type Random, seededRandom } from "../../../src/random/random";
import { finishSomeRun, someSpec } from "../../experiments/helpers";

export const EXPLORER_SUITE = "icons";

/** The data sets of the runs, rising. */
export const EXPLORER_DATASETS = [...suiteNamed(EXPLORER_SUITE).datasets.names]
  .slice(0, 2)
  .sort();

/** Methods of the runs with the options that their recipes hold, in the order of tables. */
const METHODS = {
  coop: { tuner: "coop", regulariser: "none", recipe: {} },
  "coop+dor": { tuner: "coop", regulariser: "dor", recipe: { "dor.lambda": 8 } },
  "coop+dor[dor.lambda=2]": {
    tuner: "coop",
    regulariser: "dor",
    recipe: { "dor.lambda": 2 },
  },
  kgcoop: { tuner: "kgcoop", regulariser: "none", recipe: { w: 8 } },
} as const;

export const EXPLORER_METHODS = Object.keys(METHODS);

/**
 * Writes finished runs of random predictions to a store, two data sets and two seeds for each method, and reads them.
 * Some confidences are exactly 1, and exactly one half.
 */
export function explorerRuns(store: string): readonly LoadedRun[] {
  const random = seededRandom("explorer runs");
  for (const [, { tuner, regulariser, recipe }] of Object.entries(METHODS)) {
    for (const dataset of EXPLORER_DATASETS) {
      for (const seed of [1, 2]) {
        const spec = someSpec({ suite: EXPLORER_SUITE, dataset, seed, recipe });
        const predictions = {
          base: randomPredictions(random),
          new: randomPredictions(random),
        };
        finishSomeRun(store, { ...spec, tuner, regulariser }, predictions);
      }
    }
  }
  return storedRuns({ suite: EXPLORER_SUITE, store });
}

/** 150 images of three classes. */
function randomPredictions(random: Random): ClassSetPredictions {
  const n = 150;
  const logits = Float32Array.from({ length: 3 * n }, () => 6 * random());
  // A confidence of exactly 1 in double precision, and one of exactly one half.
  logits.set([0, 200, 0, 200, 0, 0, 50, 50, -800], 0);
  return {
    classNames: ["apple", "bread", "cake"],
    logits,
    labels: Int32Array.from({ length: n }, () => Math.floor(3 * random())),
    textFeatures: Float32Array.of(1, 0, 0, 1, 0.6, 0.8),
    zeroShotTextFeatures: Float32Array.of(1, 0, 0, 1, 0.8, 0.6),
  };
}
