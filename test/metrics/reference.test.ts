import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { accuracy } from "../../src/metrics/accuracy";
import { brier } from "../../src/metrics/brier";
import { assignBins, equalWidthEdges } from "../../src/metrics/bins";
import { predictFromLogits, predictFromProbabilities } from "../../src/metrics/confidence";
import { ece } from "../../src/metrics/ece";
import { nll } from "../../src/metrics/nll";
import { signedGap } from "../../src/metrics/signed-gap";
import { softmax } from "../../src/metrics/softmax";
import { type SafetensorsFile, readSafetensors } from "../../src/numeric/safetensors";

/** What the code of the paper's lab computed for a set of predictions with some number of bins. */
interface ReferenceBins {
  readonly ece: number;
  readonly ece_table: Record<
    "weight_count" | "members" | "accuracy" | "confidence",
    number[]
  >;
}
interface ReferenceSet {
  readonly n: number;
  readonly classes: number;
  readonly accuracy: number;
  readonly mean_confidence: number;
  readonly n_confidence_equal_1: number;
  readonly reference: Record<string, ReferenceBins>;
  readonly independent: Record<string, { ece_right_closed: number }> & {
    readonly brier_sum: number;
    readonly nll?: number;
  };
}

const folder = path.resolve(__dirname, "../../../shared/reference");
const skip = existsSync(path.join(folder, "metrics.json"))
  ? false
  : "the reference fixtures are not beside this checkout";

function near(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-9, `${what}: ${got} is not ${expected}`);
}

function probabilities(file: SafetensorsFile, name: string) {
  return {
    probs: file.tensors.get(`${name}.probs`)!.data as Float64Array,
    labels: file.tensors.get(`${name}.labels`)!.data as Int32Array,
    logits: file.tensors.get(`${name}.logits`)?.data as Float32Array | undefined,
  };
}

test("eight prediction sets agree with the reference code", { skip }, async (t) => {
  const json = readFileSync(path.join(folder, "metrics.json"), "utf8");
  const { sets } = JSON.parse(json) as { sets: Record<string, ReferenceSet> };
  const file = readSafetensors(path.join(folder, "metrics.safetensors"));
  for (const [name, set] of Object.entries(sets)) {
    await t.test(name, () => {
      const { probs, labels, logits } = probabilities(file, name);
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
      }
    });
  }
});

test("the fixture of bin edges really lies on edges", { skip }, () => {
  const file = readSafetensors(path.join(folder, "metrics.safetensors"));
  const { probs, labels } = probabilities(file, "bin_edges");
  const { confidence } = predictFromProbabilities(probs, labels);
  const edges = new Set([...equalWidthEdges(10)]);
  assert.ok(confidence.filter((c) => edges.has(c)).length >= 10);
  const paper = assignBins(confidence, { rule: "paper" }).weightBin;
  const textbook = assignBins(confidence, { rule: "textbook" }).weightBin;
  assert.notDeepEqual([...paper], [...textbook]);
});
