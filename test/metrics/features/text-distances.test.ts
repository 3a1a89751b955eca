import { test } from "node:test";
import { pairwiseDistances } from "../../../src/metrics/features/text-distances";
import { near } from "../helpers";

/** Directions at 0, 90 and 180 degrees. */
const fan = Float64Array.of(1, 0, 0, 1, -1, 0);

test("cosine distance: 1 - cos, 1 at a right angle and 2 when opposite", () => {
  const d = pairwiseDistances(fan, 2, "cosine");
  [0, 1, 2, 1, 0, 1, 2, 1, 0].forEach((expected, i) => near(d[i]!, expected));
});
