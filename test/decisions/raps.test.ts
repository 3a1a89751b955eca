import assert from "node:assert/strict";
import { test } from "node:test";
import { aps } from "../../src/decisions/aps";
import { raps, rapsWith } from "../../src/decisions/raps";

const probabilities = Float64Array.of(0.125, 0.5, 0.125, 0.25);

test("ranks beyond the free ones are charged", () => {
  const plain = aps.scores(probabilities, 0.5);
  // ranks 3, 1, 4, 2; one of them free: 2, 0, 3 and 1 penalties of a quarter
  assert.deepEqual(
    [...rapsWith({ penalty: 0.25, freeRanks: 1 }).scores(probabilities, 0.5)],
    [plain[0]! + 2 / 4, plain[1]!, plain[2]! + 3 / 4, plain[3]! + 1 / 4],
  );
});

test("without penalty it is APS", () => {
  const { scores } = rapsWith({ penalty: 0 });
  assert.deepEqual(scores(probabilities, 0.3), aps.scores(probabilities, 0.3));
});

test("two ranks are free by default, each further one costs a tenth", () => {
  const plain = aps.scores(probabilities, 0);
  assert.deepEqual(
    [...raps.scores(probabilities, 0)],
    [plain[0]! + 0.1, plain[1]!, plain[2]! + 2 * 0.1, plain[3]!],
  );
});
