import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EvaluatedRun } from "../../../src/analysis/runs/evaluated-run";
import { edgeNote } from "../../../src/report/tables/edge-note";

function run(base: readonly number[], ofNew: readonly number[]): EvaluatedRun {
  const scoresOf = (confidence: readonly number[]) => ({
    confidence: Float64Array.from(confidence),
    correct: new Uint8Array(confidence.length),
    values: {},
  });
  const names = { runId: "a", dataset: "food", seed: 1, method: "coop" } as const;
  return { ...names, base: scoresOf(base), new: scoresOf(ofNew) };
}

describe("the note on edges", () => {
  const runs = [run([1, 0.5], [0.9, 1, 1]), run([0.5, 0.25], [1, 0.5, 1 - 2 ** -53])];

  it("counts what the paper's rule drops, on base and on new classes", () => {
    for (const rule of ["left-closed-drop-1", "paper"] as const)
      assert.match(
        edgeNote(runs, { rule }),
        /`left-closed-drop-1`: .*Here: 1 of 4 on base classes, 3 of 6 on new classes/,
      );
  });

  it("says that the other rule drops nothing", () => {
    assert.match(edgeNote(runs, { rule: "right-closed" }), /every sample enters/);
  });
});
