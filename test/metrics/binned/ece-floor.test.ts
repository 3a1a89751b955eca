import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeRule } from "../../../src/metrics/binned/bins";
import { ece } from "../../../src/metrics/binned/ece";
import { eceFloor } from "../../../src/metrics/binned/ece-floor";
import { seededRandom } from "../../../src/random/random";
import { samples } from "../helpers";

function near(got: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

test("one sample of confidence c is off by 1 - c with chance c and by c with chance 1 - c", () => {
  near(eceFloor(samples([0.8, 0])).value, 0.8 * (1 - 0.8) + (1 - 0.8) * 0.8);
  near(eceFloor(samples([0.8, 1])).value, 2 * 0.8 * 0.2);
});

test("bins add up with their shares: E|K - 1.3| of confidences 0.6 and 0.7, and a third of 0.1", () => {
  const none = 0.4 * 0.3;
  const both = 0.6 * 0.7;
  const pair = none * 1.3 + (1 - none - both) * 0.3 + both * 0.7;
  const alone = 2 * 0.1 * 0.9;
  // Under 2 bins the first two share one: (2/3) * pair / 2 + (1/3) * alone.
  const input = samples([0.6, 1], [0.7, 0], [0.1, 0]);
  near(eceFloor(input, { bins: 2 }).value, (2 / 3) * (pair / 2) + (1 / 3) * alone);
});

test("a single bin of like confidences: De Moivre's mean deviation of the binomial", () => {
  // 2 m C(n, m) p^m (1 - p)^(n - m + 1) with m = floor(n p) + 1; here m = 4: 8 * 210 * 0.35^4 * 0.65^7
  const confidence = new Float64Array(10).fill(0.35);
  const deviation = 2 * 4 * 210 * 0.35 ** 4 * 0.65 ** 7;
  near(eceFloor({ confidence, correct: new Uint8Array(10) }).value, deviation / 10);
});

test("a confidence of exactly 1 enters no mean under paper edges and is never wrong under the others", () => {
  const input = samples([0.95, 1], [1, 1]);
  const single = 2 * 0.95 * 0.05;
  near(eceFloor(input, { rule: "paper" }).value, (2 / 2) * single);
  near(eceFloor(input, { rule: "textbook" }).value, single / 2);
});

test("it is the mean ECE of labels drawn from the confidences", () => {
  const random = seededRandom("floor");
  const confidence = Float64Array.from({ length: 150 }, () => Math.max(random(), random()));
  for (const rule of ["paper", "textbook"] as const) {
    const drawn = Array.from({ length: 2000 }, () => {
      const correct = Uint8Array.from(confidence, (c) => (random() < c ? 1 : 0));
      return ece({ confidence, correct }, { bins: 15, rule }).value;
    });
    const mean = drawn.reduce((sum, value) => sum + value, 0) / 2000;
    const sd = Math.sqrt(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2000);
    const floor = eceFloor(
      { confidence, correct: new Uint8Array(150) },
      { bins: 15, rule },
    );
    near(floor.value, mean, (4 * sd) / Math.sqrt(2000));
    assert.deepEqual([floor.n, floor.bins, floor.rule], [150, 15, edgeRule(rule)]);
  }
});

test("four times the samples halve it, nearly", () => {
  const few = new Float64Array(100).fill(0.6);
  const many = new Float64Array(400).fill(0.6);
  const floor = (confidence: Float64Array) =>
    eceFloor({ confidence, correct: new Uint8Array(confidence.length) }).value;
  near(floor(few) / floor(many), 2, 0.01);
});
