import { describe, it } from "node:test";
import { macroF1 } from "../../src/metrics/macro-f1";
import { near } from "./helpers";
import { referenceSets } from "./reference-sets";
import { drawPredictions, inputOf, rest, withoutGroups } from "./without-groups";

describe("macro F1", () => {
  it("is the mean over the classes that occur", () => {
    const { value } = macroF1(
      { prediction: Int32Array.of(0, 0, 2) },
      Int32Array.of(0, 1, 1),
    );
    // class 0: 2 * 1 / (1 + 2); class 1: never predicted
    near(value, (2 / 3 + 0) / 2);
  });

  it("without a group is that of the other samples", () => {
    const data = drawPredictions(300);
    const f1 = withoutGroups("macro_f1", data, data.groups);
    near(f1[0]!, macroF1(inputOf(data), data.labels).value, 1e-9);
    for (const g of [0, 41, 99]) {
      const others = rest(data, g);
      near(f1[1 + g]!, macroF1(inputOf(others), others.labels).value, 1e-9);
    }
  });

  for (const { name, predicted, labels, all } of referenceSets()) {
    it(`agrees with the reference code on ${name}`, () => {
      near(macroF1(predicted, labels).value, all.macro_f1, 1e-9);
    });
  }
});
