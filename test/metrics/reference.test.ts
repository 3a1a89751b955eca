import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { accuracy } from "../../src/metrics/accuracy";
import { ace } from "../../src/metrics/ace";
import { brier } from "../../src/metrics/brier";
import { assignBins, assignEqualMassBins, equalWidthEdges } from "../../src/metrics/bins";
import { classwiseEce } from "../../src/metrics/classwise-ece";
import { predictFromLogits, predictFromProbabilities } from "../../src/metrics/confidence";
import { ece } from "../../src/metrics/ece";
import { macroF1 } from "../../src/metrics/macro-f1";
import { mce } from "../../src/metrics/mce";
import { nll } from "../../src/metrics/nll";
import { piece } from "../../src/metrics/piece";
import { signedGap } from "../../src/metrics/signed-gap";
import { softmax } from "../../src/metrics/softmax";
import { type SafetensorsFile, readSafetensors } from "../../src/files/safetensors";
import { REFERENCE } from "../reference";

/** What the code of the paper's lab computed for a set of predictions with some number of bins. */
interface ReferenceBins {
  readonly ece: number;
  readonly mce_weighted: number;
  readonly ace: number;
  readonly ace_edges: number[];
  readonly piece_10_proximity_bins: number;
  readonly piece_5_proximity_bins: number;
  readonly ece_table: Record<
    "weight_count" | "members" | "accuracy" | "confidence",
    number[]
  >;
}
interface IndependentBins {
  readonly ece_right_closed: number;
  readonly mce_right_closed: number;
  readonly mce_left_closed: number;
  readonly classwise_ece_right_closed: number;
}
interface ReferenceSet {
  readonly n: number;
  readonly classes: number;
  readonly accuracy: number;
  readonly mean_confidence: number;
  readonly macro_f1: number;
  readonly n_confidence_equal_1: number;
  readonly reference: Record<string, ReferenceBins>;
  readonly independent: Record<string, IndependentBins> & {
    readonly brier_sum: number;
    readonly nll?: number;
  };
}

function near(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-9, `${what}: ${got} is not ${expected}`);
}

function probabilities(file: SafetensorsFile, name: string) {
  return {
    probs: file.tensors.get(`${name}.probs`)!.data as Float64Array,
    labels: file.tensors.get(`${name}.labels`)!.data as Int32Array,
    proximity: file.tensors.get(`${name}.proximity`)!.data as Float64Array,
    logits: file.tensors.get(`${name}.logits`)?.data as Float32Array | undefined,
  };
}

test("eight prediction sets agree with the reference code", async (t) => {
  const json = readFileSync(path.join(REFERENCE, "metrics.json"), "utf8");
  const { sets } = JSON.parse(json) as { sets: Record<string, ReferenceSet> };
  const file = readSafetensors(path.join(REFERENCE, "metrics.safetensors"));
  for (const [name, set] of Object.entries(sets)) {
    await t.test(name, () => {
      const { probs, labels, logits, proximity } = probabilities(file, name);
      const input = logits
        ? predictFromLogits(logits, labels)
        : predictFromProbabilities(probs, labels);
      assert.equal(labels.length, set.n);
      near(accuracy(input).value, set.accuracy, "accuracy");
      near(signedGap(input).confidence, set.mean_confidence, "mean confidence");
      near(brier(probs, labels).value, set.independent.brier_sum, "Brier score");
      if (logits) {
        const own = softmax(logits, set.classes);
        own.forEach((p, i) => near(p, probs[i]!, `probability ${i}`));
        near(nll(logits, labels).value, set.independent.nll!, "NLL");
      }
      near(macroF1(input, labels).value, set.macro_f1, "macro F1");
      const ones = input.confidence.filter((c) => c === 1).length;
      assert.equal(ones, set.n_confidence_equal_1);
      for (const [count, expected] of Object.entries(set.reference)) {
        const bins = Number(count);
        const paper = ece(input, { bins, rule: "paper" });
        near(paper.value, expected.ece, `ECE of ${bins} bins`);
        paper.reliability.forEach((bin, b) => {
          assert.equal(bin.n, expected.ece_table.weight_count[b]);
          assert.equal(bin.members, expected.ece_table.members[b]);
          near(bin.accuracy, expected.ece_table.accuracy[b]!, `accuracy of bin ${b}`);
          near(bin.confidence, expected.ece_table.confidence[b]!, `confidence of bin ${b}`);
        });
        near(
          ece(input, { bins, rule: "textbook" }).value,
          set.independent[count]!.ece_right_closed,
          `textbook ECE of ${bins} bins`,
        );
        const independent = set.independent[count]!;
        const textbook = { bins, rule: "textbook" } as const;
        const classwise = classwiseEce(probs, labels, textbook).value;
        near(classwise, independent.classwise_ece_right_closed, `classwise, ${bins} bins`);
        near(mce(input, textbook).value, independent.mce_right_closed, "textbook MCE");
        near(mce(input, { bins }).value, independent.mce_left_closed, "MCE, left-closed");
        near(
          mce(input, { bins, form: "weighted" }).value,
          expected.mce_weighted,
          "lab's MCE",
        );
        // Of the stored probabilities: where confidences tie up to their last digit, as in "ties",
        // the rounding of exp decides where the quantiles lie.
        const stored = predictFromProbabilities(probs, labels);
        const adaptive = ace(stored, { bins });
        near(adaptive.value, expected.ace, `ACE of ${bins} bins`);
        assert.equal(adaptive.bins, expected.ace_edges.length - 1);
        const { edges } = assignEqualMassBins(stored.confidence, bins);
        edges.forEach((edge, b) => near(edge, expected.ace_edges[b]!, `ACE's edge ${b}`));
        for (const proximityBins of [5, 10] as const) {
          near(
            piece(input, proximity, { bins, proximityBins }).value,
            expected[`piece_${proximityBins}_proximity_bins`],
            `PIECE of ${proximityBins} x ${bins} bins`,
          );
        }
      }
    });
  }
});

test("the fixture of bin edges really lies on edges", () => {
  const file = readSafetensors(path.join(REFERENCE, "metrics.safetensors"));
  const { probs, labels } = probabilities(file, "bin_edges");
  const { confidence } = predictFromProbabilities(probs, labels);
  const edges = new Set([...equalWidthEdges(10)]);
  assert.ok(confidence.filter((c) => edges.has(c)).length >= 10);
  const paper = assignBins(confidence, { rule: "paper" }).weightBin;
  const textbook = assignBins(confidence, { rule: "textbook" }).weightBin;
  assert.notDeepEqual([...paper], [...textbook]);
});
