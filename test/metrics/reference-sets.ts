import { readFileSync } from "node:fs";
import path from "node:path";
import { readSafetensors } from "../../src/files/tensors/safetensors";
import {
  type Predicted,
  predictFromLogits,
  predictFromProbabilities,
} from "../../src/metrics/probability/confidence";
import type { Reals } from "../../src/metrics/probability/softmax";
import { REFERENCE } from "../reference";

/** What the code of the paper's lab computed for a set of predictions with some number of bins. */
export interface LabBins {
  readonly ece: number;
  readonly mce_weighted: number;
  readonly ace: number;
  readonly ace_edges: readonly number[];
  readonly piece_10_proximity_bins: number;
  readonly piece_5_proximity_bins: number;
  readonly ece_table: Readonly<
    Record<"weight_count" | "members" | "accuracy" | "confidence", readonly number[]>
  >;
}

/** What independent packages computed with the same number of bins. */
export interface IndependentBins {
  readonly ece_right_closed: number;
  readonly mce_right_closed: number;
  readonly mce_left_closed: number;
  readonly classwise_ece_right_closed: number;
}

/** Numbers of a set that do not depend on bins. */
export interface SetNumbers {
  readonly n: number;
  readonly classes: number;
  readonly accuracy: number;
  readonly mean_confidence: number;
  readonly macro_f1: number;
  readonly n_confidence_equal_1: number;
  readonly independent: { readonly brier_sum: number; readonly nll?: number };
}

/** A set of predictions with the numbers that reference code gave for it. */
export interface ReferenceSet {
  readonly name: string;
  readonly all: SetNumbers;
  /** Per number of bins. */
  readonly byBins: readonly {
    readonly bins: number;
    readonly lab: LabBins;
    readonly independent: IndependentBins;
  }[];
  readonly probabilities: Reals;
  readonly labels: Int32Array;
  readonly proximity: Float64Array;
  readonly logits: Reals | undefined;
  /** From the logits where there are some, else from the probabilities. */
  readonly predicted: Predicted;
  /** From the stored probabilities. */
  readonly stored: Predicted;
}

type StoredSet = SetNumbers & {
  readonly reference: Readonly<Record<string, LabBins>>;
  readonly independent: Readonly<Record<string, IndependentBins>>;
};

const tensorFile = path.join(REFERENCE, "metrics.safetensors");

/** The eight sets of predictions that the reference code was run on. */
export function referenceSets(): readonly ReferenceSet[] {
  const { tensors } = readSafetensors(tensorFile);
  const json = readFileSync(path.join(REFERENCE, "metrics.json"), "utf8");
  const { sets } = JSON.parse(json) as { sets: Readonly<Record<string, StoredSet>> };
  return Object.entries(sets).map(([name, all]) => {
    const own = (field: string) => tensors.get(`${name}.${field}`)?.data;
    const probabilities = own("probs") as Float64Array;
    const labels = own("labels") as Int32Array;
    const logits = own("logits") as Float32Array | undefined;
    const stored = predictFromProbabilities(probabilities, labels);
    return {
      name,
      all,
      byBins: Object.entries(all.reference).map(([bins, lab]) => ({
        bins: Number(bins),
        lab,
        independent: all.independent[bins]!,
      })),
      probabilities,
      labels,
      proximity: own("proximity") as Float64Array,
      logits,
      predicted: logits === undefined ? stored : predictFromLogits(logits, labels),
      stored,
    };
  });
}

/** A tensor of real numbers from the same file, with the width of its rows. */
export function referenceReals(name: string): {
  readonly values: Reals;
  readonly width: number;
} {
  const { data, shape } = readSafetensors(tensorFile).tensors.get(name)!;
  return { values: data as Reals, width: shape[1] ?? 1 };
}
