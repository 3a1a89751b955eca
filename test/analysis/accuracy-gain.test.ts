import assert from "node:assert/strict";
import { test } from "node:test";
import { gainAgainstGap } from "../../src/analysis/accuracy-gain";
import type { EvaluatedRun, ClassSetScores } from "../../src/analysis/runs/evaluated-run";
import { gainScatter } from "../../src/report/figures/gain-scatter";

/** A hundred images, all with one confidence. */
function scores(accuracy: number, confidence: number): ClassSetScores {
  return {
    confidence: new Float64Array(100).fill(confidence),
    correct: Uint8Array.from({ length: 100 }, (_, i) => (i < 100 * accuracy ? 1 : 0)),
    values: { fd: 1, centroid_spread: 1 },
  };
}

function run(
  dataset: string,
  method: string,
  accuracy: number,
  confidence = 0.6,
): EvaluatedRun {
  const base = scores(accuracy, confidence);
  return { runId: `${dataset} ${method}`, dataset, seed: 1, method, base, new: base };
}

const runs = [
  ...[run("a", "zeroshot", 0.6), run("b", "zeroshot", 0.5), run("c", "zeroshot", 0.7)],
  // Confidence is held: what is won in accuracy is lost in the gap.
  ...[run("a", "kgcoop", 0.62), run("b", "kgcoop", 0.65), run("c", "kgcoop", 0.75)],
  // Confidence follows accuracy.
  ...[run("a", "coop", 0.7, 0.7), run("b", "coop", 0.7, 0.8), run("d", "coop", 0.9)],
];

test("accuracy that is won under a confidence that is held lowers the gap by as much", () => {
  const { points, fits } = gainAgainstGap(runs, ["kgcoop", "coop"]);
  const rounded = points.map(({ dataset, method, gain, value }) => [
    ...[dataset, method],
    ...[gain, value].map((number) => Math.round(1000 * number) / 1000 + 0),
  ]);
  assert.deepEqual(rounded, [
    ["a", "kgcoop", 0.02, -0.02],
    ["b", "kgcoop", 0.15, -0.15],
    ["c", "kgcoop", 0.05, -0.05],
    // d has no zero-shot run.
    ["a", "coop", 0.1, 0],
    ["b", "coop", 0.2, 0],
  ]);
  assert.ok(
    Math.abs(fits[0]!.slope + 1) < 1e-9 && Math.abs(fits[0]!.correlation + 1) < 1e-9,
  );
  assert.ok(Math.abs(fits[1]!.slope) < 1e-9);
});

test("the figure draws every point, a line per method, and says slope and correlation", () => {
  const series = gainAgainstGap(runs, ["kgcoop", "coop"]);
  const panel = { title: "Here", value: "change of the gap", ...series };
  const { data, layout, table } = gainScatter([panel, panel], { title: "Gain" });
  assert.equal(data.filter(({ mode }) => mode === "markers").length, 2 * 2);
  assert.equal(data.filter(({ mode }) => mode === "lines").length, 2 * 2);
  // Each method once in the legend.
  const shown = data.filter(({ showlegend }) => showlegend === true);
  assert.deepEqual(
    shown.map(({ name }) => name),
    ["KgCoOp", "CoOp"],
  );
  const kgcoop = data[0]! as { x: number[]; y: number[] };
  assert.ok(Math.abs(kgcoop.x[1]! - 15) < 1e-9 && Math.abs(kgcoop.y[1]! + 15) < 1e-9);
  const texts = (layout["annotations"] as { text: string }[]).map(({ text }) => text);
  assert.ok(texts.includes("KgCoOp: slope −1.00, correlation −1.00"));
  assert.equal(table.rows.length, 2 * 5);
});
