import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gapRows } from "../../../src/analysis/dataset-means";
import { methodEstimates } from "../../../src/analysis/estimates";
import { judgeClaims } from "../../../src/report/claims/judging/judge";
import type { EffectRow } from "../../../src/report/figures/effect-forest";
import { correlationFinding } from "../../../src/report/findings/correlation-finding";
import { curveFinding } from "../../../src/report/findings/curve-finding";
import { effectsFinding } from "../../../src/report/findings/effects-finding";
import { gridFinding } from "../../../src/report/findings/grid-finding";
import { levelFinding } from "../../../src/report/findings/level-finding";
import { mapFinding } from "../../../src/report/findings/map-finding";
import { verdictsFinding } from "../../../src/report/findings/verdicts-finding";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

describe("the line under a figure", () => {
  const runs = simulatedRuns(paperStory, { datasets: 4, seeds: 2 });
  const options = { resamples: 50 };

  it("has a method's values and intervals, which are those of the bars", () => {
    const [{ base, new: novel }] = methodEstimates(runs, "ece", ["zeroshot"], options) as [
      ReturnType<typeof methodEstimates>[number],
    ];
    const text = ({ value, low, high }: typeof base): string =>
      `${(100 * value).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
    assert.equal(
      levelFinding(runs, "ece", ["zeroshot", "vpt"], options),
      "**Here:** ECE (%) on base / new classes, mean of 4 data sets, 2 seeds " +
        `[95 % centred bootstrap intervals]: zero-shot ${text(base)} / ${text(novel)}.`,
    );
  });

  it("counts the data sets on which a gap is above 0", () => {
    const above = gapRows(runs, ["coop"]).filter(({ base }) => base > 0).length;
    const [, coop] = levelFinding(runs, "gap", ["zeroshot", "coop"], options)
      .split("\n- ")
      .slice(1);
    // CoOp's confidence on new classes is 0.15 above its accuracy.
    assert.match(coop!, new RegExp(`^CoOp .*, above 0 on ${above} / 4 of 4 data sets$`));
  });

  it("says that runs are missing", () => {
    assert.match(levelFinding(runs, "ece", ["vpt"]), /no runs on the same data sets/);
    assert.match(curveFinding([], { x: "λ" }), /no runs/);
    assert.match(effectsFinding([]), /runs are missing/);
    assert.match(correlationFinding([{ title: "all", points: [] }]), /too few points/);
  });

  it("has the ends and the extremes of a curve, by the names of its ticks", () => {
    const band = { low: [], high: [] };
    const line = {
      method: "coop",
      title: "CoOp, new",
      x: [0, 1, 2],
      y: [5, -1.25, 9],
      band,
    };
    const level = { method: "zeroshot", title: "zero-shot, new", x: [0, 2], y: [4, 4] };
    assert.equal(
      curveFinding([level, line], { x: "λ", ticks: ["0.5", "2", "16"] }),
      "**Here:**\n- CoOp, new: from 5.0 at λ = 0.5 to 9.0 at λ = 16; lowest −1.3 at λ = 2, highest 9.0 at λ = 16",
    );
  });

  it("sorts effects by their interval and the bound", () => {
    const row = (
      label: string,
      effect: number,
      more: Partial<EffectRow> = {},
    ): EffectRow => ({
      ...{ label, effect, series: "DOR", colour: "#000000" },
      ...{ low: effect - 1, high: effect + 1, ...more },
    });
    assert.equal(
      effectsFinding([
        row("<b>CoOp</b><br>(3 × 1)", -2),
        row("VPT", 0.5),
        row("DePT", 3),
        row("TCP", 3, { bound: 2.5 }),
      ]),
      "**Here:**\n- left of the line (1 of 4): CoOp (3 × 1) −2.0\n" +
        "- right of the line (1 of 4): DePT +3.0\n- interval on both sides (2 of 4): VPT +0.5, TCP +3.0",
    );
  });

  it("has a rank correlation for each kind of points", () => {
    const points = [1, 2, 3, 4].map((x, i) => ({ x, y: [10, 30, 20, 40][i]! }));
    // 1 - 6 * (0 + 1 + 1 + 0) / (4 * (16 - 1)) = 0.8
    assert.equal(
      correlationFinding([{ title: "new classes", points }]),
      "**Here:** Spearman's rank correlation: new classes +0.80 (4 points).",
    );
  });

  it("lists the claims of each verdict", () => {
    const claims = judgeClaims(runs, options).filter(({ claim }) =>
      ["C2", "C18"].includes(claim.id),
    );
    // CoOp's gap on new classes is far above 0, and VPT has no runs.
    assert.equal(
      verdictsFinding(claims),
      "**Here:**\n- holds (1 of 2): C2\n- not judged (1 of 2): C18",
    );
  });

  it("has the mean length of a map's lines", () => {
    const label = (classSet: "base" | "new", x: number, y: number) =>
      ({ className: "a", classSet, before: [1, 1], after: [1 + x, 1 + y] }) as const;
    // Lengths 5 and 13, mean 9; and 1.
    const labels = [label("base", 3, 4), label("base", 5, 12), label("new", 0, 1)];
    assert.equal(
      mapFinding([{ title: "CoOp", labels }]),
      "**Here:** mean length of the lines in this plane, base / new classes: CoOp 9.00 / 1.00.",
    );
  });

  it("has the lowest value of each row of a grid, beside the reference column's", () => {
    const grid = {
      title: "new classes",
      rows: ["CoOp", "KgCoOp", "VPT"],
      columns: ["none", "temperature"],
      values: [
        [9, 7],
        [3, 4],
        [undefined, undefined],
      ],
    };
    assert.equal(
      gridFinding([grid], "none"),
      "**Here:** the lowest of each row.\n- new classes: CoOp 7.0 (temperature, none 9.0), KgCoOp 3.0 (none)",
    );
  });
});
