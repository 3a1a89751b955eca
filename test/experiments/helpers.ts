import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { mkdirSync } from "node:fs";
import type {
  Predictions,
  ClassSetPredictions,
} from "../../src/experiments/run/predictions";
import { writePredictions } from "../../src/experiments/run/predictions";
import { provenanceOf } from "../../src/experiments/run/provenance";
import { runMetrics } from "../../src/experiments/run/run-metrics";
import { runId, SPEC_FORMAT, type RunSpec } from "../../src/experiments/spec/spec";
import { finishRun, type RunResult } from "../../src/experiments/store/store";
import { runFolder } from "../../src/experiments/store/store-paths";

/** An empty folder that goes away with the test. */
export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A spec of a run that no suite knows. */
export function someSpec(changes: Partial<RunSpec> = {}): RunSpec {
  return {
    format: SPEC_FORMAT,
    suite: "icons",
    dataset: "food",
    tuner: "coop",
    regulariser: "none",
    shots: 16,
    seed: 1,
    recipe: { epochs: 50, learningRate: 0.002, init: "random" },
    weightsHash: "a".repeat(64),
    dataHash: "b".repeat(64),
    ...changes,
  };
}

/** Two classes, three images of which the last is wrong, features of two dimensions. */
function somePredictions(): ClassSetPredictions {
  return {
    classNames: ["apple", "bread"],
    logits: Float32Array.of(2, 0, 0, 2, 1, 0),
    labels: Int32Array.of(0, 1, 1),
    textFeatures: Float32Array.of(1, 0, 0, 1),
    zeroShotTextFeatures: Float32Array.of(1, 0, 0.6, 0.8),
  };
}

/** Writes a finished run as the runner does. */
export function finishSomeRun(
  store: string,
  spec: RunSpec,
  predictions: Predictions = { base: somePredictions(), new: somePredictions() },
): RunResult {
  mkdirSync(runFolder(store, runId(spec)), { recursive: true });
  writePredictions(store, runId(spec), predictions);
  return finishRun(store, {
    spec,
    history: [
      {
        epoch: 1,
        loss: 0.5,
        accuracy: 1,
        learning_rate: 0.1,
        seconds: 1,
        parts: { ce: 0.5 },
      },
    ],
    metrics: runMetrics(predictions),
    outliers: null,
    provenance: provenanceOf(spec, "cpu", new Date()),
  });
}
