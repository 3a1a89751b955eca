import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brierDecomposition } from "../../../src/metrics/binned/brier-decomposition";
import { classwiseEce } from "../../../src/metrics/binned/classwise-ece";
import { NO_GROUPS, sampleGroups } from "../../../src/metrics/intervals/sample-groups";
import { softmax } from "../../../src/metrics/probability/softmax";
import { thresholdedAce } from "../../../src/metrics/binned/thresholded-ace";
import { groupJackknife } from "../../../src/numeric/group-jackknife";
import { randomNormal, seededRandom } from "../../../src/random/random";
import { near } from "../helpers";
import { drawPredictions, rest, withoutGroups } from "../without-groups";

describe("metrics over classes, without a group of samples", () => {
  for (const rule of ["paper", "textbook"] as const) {
    it(`are those of the other samples, ${rule} edges`, () => {
      const data = drawPredictions(300);
      const found = (key: string) => withoutGroups(key, data, data.groups, { rule });
      const classwise = found("classwise_ece");
      const reliability = found("brier_reliability");
      const resolution = found("brier_resolution");
      const uncertainty = found("brier_uncertainty");
      const { probabilities, labels } = data;
      const whole = brierDecomposition(probabilities, labels, { rule });
      near(found("thresholded_ace")[0]!, thresholdedAce(probabilities, labels).value, 1e-9);
      near(resolution[0]!, whole.resolution, 1e-9);
      near(classwise[0]!, classwiseEce(probabilities, labels, { rule }).value, 1e-9);
      for (const g of [0, 41, 99]) {
        const others = rest(data, g);
        const ece = classwiseEce(others.probabilities, others.labels, { rule });
        const parts = brierDecomposition(others.probabilities, others.labels, { rule });
        near(classwise[1 + g]!, ece.value, 1e-9);
        near(reliability[1 + g]!, parts.reliability, 1e-9);
        near(resolution[1 + g]!, parts.resolution, 1e-9);
        near(uncertainty[1 + g]!, parts.uncertainty, 1e-9);
      }
    });
  }
});

describe("intervals of metrics over classes", () => {
  it("hold the value of many more samples of the same source about as often as they say", () => {
    const classes = 4;
    const random = seededRandom("coverage");
    const sample = (n: number) => {
      const logits = randomNormal(n * classes, 2, random);
      const truth = softmax(
        logits.map((z) => z / 2),
        classes,
      );
      const labels = Int32Array.from({ length: n }, (_, i) => {
        let [k, u] = [0, random()];
        while (k < classes - 1 && (u -= truth[i * classes + k]!) > 0) k++;
        return k;
      });
      const groups = sampleGroups(n, random);
      return { probabilities: softmax(logits, classes), labels, groups };
    };
    const names = [
      "classwise_ece",
      "thresholded_ace",
      "brier_reliability",
      "brier_resolution",
    ] as const;
    const many = sample(400000);
    const truth = new Map(
      names.map((name) => [name, withoutGroups(name, many, NO_GROUPS)[0]!]),
    );
    const inside = new Map(names.map((name) => [name, 0]));
    for (let trial = 0; trial < 60; trial++) {
      const found = sample(4000);
      for (const name of names) {
        const [value, ...without] = withoutGroups(name, found, found.groups);
        const [low, high] = groupJackknife(value!, without);
        if (low <= truth.get(name)! && truth.get(name)! <= high)
          inside.set(name, inside.get(name)! + 1);
      }
    }
    // At 95 %, 51 of 60 or fewer happen once in 500 times; the streams are fixed.
    for (const [name, times] of inside) assert.ok(times > 51, `${name}: ${times} of 60`);
  });
});
