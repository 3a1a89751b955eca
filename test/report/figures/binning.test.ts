import assert from "node:assert/strict";
import { it } from "node:test";
import { confidencePanels } from "../../../src/report/rendering/panels";
import { changeRows } from "../../../src/report/claims/effect-rows";
import { regulariserEffects } from "../../../src/report/claims/regulariser-effects";
import { confidenceHistogram } from "../../../src/report/figures/confidence-histogram";
import { effectForest } from "../../../src/report/figures/effect-forest";
import type { Figure } from "../../../src/report/rendering/figure";
import type { BinOptions } from "../../../src/metrics/binned/bins";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory);
const header = { title: "t", subtitle: "all of it" };
const few = { resamples: 20 };

/** A figure by the binning of its metrics. */
const figures: Readonly<Record<string, (bins: BinOptions) => Figure>> = {
  "a histogram of confidence": (bins) =>
    confidenceHistogram(
      confidencePanels(runs, [{ method: "coop", classSet: "new" }], bins),
      header,
    ),
  "a forest of changes": (bins) =>
    effectForest(changeRows(runs, [["coop", "coop+dor"]], { ...bins, ...few }), {
      ...header,
      effect: "points",
    }),
  "a forest of a regulariser's effects": (bins) =>
    effectForest(regulariserEffects(runs, "dor", "ece", "new", { ...bins, ...few }), {
      ...header,
      effect: "points",
    }),
};

const subtitle = ({ layout }: Figure): string =>
  (layout["title"] as { text: string }).text.replace(/<[^>]*>/g, " ");

for (const [name, figure] of Object.entries(figures)) {
  it(`${name} names its bins where they are not the default`, () => {
    assert.match(subtitle(figure({ bins: 15 })), /all of it; 15 bins/);
    assert.doesNotMatch(subtitle(figure({ bins: 10, rule: "paper" })), /bins|edges/);
  });
}

it("names the edge rule too where it is not the paper's", () => {
  const forest = figures["a forest of changes"]!;
  assert.match(subtitle(forest({ rule: "textbook" })), /all of it; right-closed edges/);
});

it("an accuracy has no bins", () => {
  const rows = regulariserEffects(runs, "dor", "accuracy", "new", { bins: 15, ...few });
  assert.deepEqual(
    rows.flatMap(({ binning = [] }) => binning),
    [],
  );
});
