import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBfloat16, fromFloat16, toFloat16 } from "../../src/files/tensors/float16";
import { softmax } from "../../src/metrics/probability/softmax";
import { areProbabilities, checkedScores } from "../../src/predictions/check-scores";
import { sumTolerance } from "../../src/predictions/sum-tolerance";
import { seededRandom } from "../../src/random/random";

function checked(values: Float64Array, classes: number, kind: "probabilities" | "logits") {
  const labels = new Int32Array(values.length / classes);
  return checkedScores(
    { kind, values: values.slice(), labels, classes },
    { location: (row) => `row ${row}`, asLogits: "say so", notes: [] },
  );
}

const probabilities = (values: readonly number[], classes: number) =>
  checked(Float64Array.from(values), classes, "probabilities");

const random = seededRandom("scores");
const ROWS = 50;
/** Probabilities of some certainty; the sums of their rows are 1. */
function exact(classes: number): Float64Array {
  const logits = Float64Array.from({ length: ROWS * classes }, () => 8 * random());
  return softmax(logits, classes);
}
const asFloat16 = (values: Float64Array): Float64Array =>
  Float64Array.from(fromFloat16(toFloat16(Float32Array.from(values))));
/** Rounded towards 0: the worst that happens to a sum. */
const asBfloat16 = (values: Float64Array): Float64Array =>
  Float64Array.from(
    fromBfloat16(
      Uint16Array.from(
        new Uint32Array(Float32Array.from(values).buffer),
        (bits) => bits >>> 16,
      ),
    ),
  );

describe("probabilities", () => {
  it("in half precision or with few decimals are divided by their sums, and it is said", () => {
    for (const classes of [2, 5, 100, 1000]) {
      const values = exact(classes);
      const rounded = [3, 4, 5].map((decimals) =>
        values.map((value) => Number(value.toFixed(decimals))),
      );
      for (const stored of [asBfloat16(values), asFloat16(values), ...rounded]) {
        const found = checked(stored, classes, "probabilities");
        const given = stored.some((_, i) => found.values[i] !== stored[i]);
        assert.equal(found.notes.length, given ? 1 : 0);
        for (let row = 0; row < ROWS; row++) {
          const own = found.values.subarray(row * classes, (row + 1) * classes);
          const sum = own.reduce((total, value) => total + value, 0);
          assert.ok(Math.abs(sum - 1) <= 1e-5, `${classes} classes: ${sum}`);
        }
      }
    }
    const { values, notes } = probabilities([0.3, 0.3, 0.401], 3);
    const sum = 0.3 + 0.3 + 0.401;
    assert.deepEqual([...values], [0.3 / sum, 0.3 / sum, 0.401 / sum]);
    assert.match(notes.join(), /sum to 1 within 0\.10 % only; each row was divided/);
  });

  it("in float32 or better stay as they are", () => {
    for (const values of [exact(10), Float64Array.from(Float32Array.from(exact(10)))]) {
      const found = checked(values, 10, "probabilities");
      assert.deepEqual(found.values, values);
      assert.deepEqual(found.notes, []);
    }
  });

  it("have a tolerance that follows precision and number of classes", () => {
    const values = exact(1000);
    assert.equal(sumTolerance(values, 1000), 4 * 2 ** -11);
    assert.equal(sumTolerance(asBfloat16(values), 1000), 4 * 2 ** -8);
    const four = values.map((value) => Number(value.toFixed(4)));
    assert.equal(sumTolerance(four, 1000), 1000 / 2 / 10 ** 4);
    assert.equal(sumTolerance(Float64Array.from(Float32Array.from(four)), 1000), 0.05);
    assert.equal(sumTolerance(four, 10_000), 0.1);
  });

  const bad: readonly (readonly [readonly number[], RegExp])[] = [
    [
      [0.5, 0.5, 0.5, 0.4],
      /sums to 1 within 0\.010, got a sum of 0\.9 \(row 1\); if these are logits, say so/,
    ],
    [[-0.5, 1.5], /in \[0, 1\], got -0\.5 \(row 0, class 0\)/],
    [[0.25, 0.75, 35.5, 64.5], /got 35\.5 .*if percent divide by 100/],
    [[NaN, 1], /got NaN/],
    [[2.5, -1], /got 2\.5 .*if these are logits, say so/],
    [[0, 0], /got a sum of 0/],
  ];
  for (const [values, message] of bad)
    it(`${values.join(", ")} are refused`, () => {
      assert.throws(() => probabilities(values, 2), message);
    });

  it("beyond 0 and 1 by rounding alone are cut there", () => {
    const { values } = probabilities([1.0000001, -1e-9], 2);
    assert.deepEqual([...values], [1, 0]);
  });
});

describe("logits", () => {
  it("are finite numbers of any size", () => {
    assert.deepEqual(
      [...checked(Float64Array.of(-100, 3e5), 2, "logits").values],
      [-100, 3e5],
    );
    assert.throws(
      () => checked(Float64Array.of(1, 2, 3, Infinity), 2, "logits"),
      /logit: expected a finite number, got Infinity \(row 1, class 1\)/,
    );
  });

  it("are told from probabilities by range and sums", () => {
    assert.equal(areProbabilities(exact(7), 7), true);
    assert.equal(areProbabilities(Float64Array.of(0.5, 0.3), 2), false);
    assert.equal(areProbabilities(Float64Array.of(2, -1), 2), false);
  });
});
