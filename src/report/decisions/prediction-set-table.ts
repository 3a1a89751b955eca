import { conformalScores } from "../../decisions/conformal-scores";
import {
  COVERAGE_LEVELS,
  coverageGap,
  expectedCoverageGap,
  setSize,
} from "../../analysis/decisions/decision-quantities";
import type { EstimateOptions } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { intervalName } from "../../analysis/interval-name";
import { methodTitle } from "../../analysis/methods";
import type { PaperColumn, PaperTable } from "../tables/paper-table";
import { commonGrid } from "./common-grid";
import { estimatedRows } from "./estimated-rows";

/**
 * Conformal prediction sets, a row per method and score: coverage minus level, and mean set size, on base and new
 * classes. Values are means of data sets and seeds. Intervals cover both.
 * @param runs of `decisionRuns`
 */
export function predictionSetTable(
  runs: readonly EvaluatedRun[],
  { caption, ...options }: EstimateOptions & { readonly caption: string },
): PaperTable {
  const rows = commonGrid(runs).methods.flatMap((method) =>
    conformalScores.map((score) => ({
      title: `${methodTitle(method)}, ${score.title}`,
      method,
      cells: COVERAGE_LEVELS.flatMap((level) =>
        (
          [
            ["base", coverageGap(score, level)],
            ["new", coverageGap(score, level)],
            ["base", expectedCoverageGap(level)],
            ["base", setSize(score, level)],
            ["new", setSize(score, level)],
          ] as const
        ).map(([classSet, quantity]) => ({ quantity, classSet })),
      ),
    })),
  );
  return {
    caption,
    values: `mean of data sets and seeds [${intervalName(options)}]`,
    columns: COVERAGE_LEVELS.flatMap(columnsOf),
    rows: estimatedRows(runs, rows, options),
    notes: [
      "Coverage gap: share of test images whose set holds the true class, minus the level, in percentage points. Negative sets miss more than they promise.",
      "Expected: the gap of exchangeable images, above 0 because the threshold is one of a few scores.",
      "Set size: mean number of classes.",
      "THR: Sadinle et al. 2019. APS: Romano et al. 2020. RAPS: Angelopoulos et al. 2021, λ = 0.1, k_reg = 2, not tuned.",
      "Intervals cover data sets and seeds.",
    ],
  };
}

function columnsOf(level: number): readonly PaperColumn[] {
  const percent = `${Math.round(100 * level)} %`;
  const gap = {
    group: `coverage gap at ${percent}`,
    better: "neither",
    signed: true,
    scale: 100,
    digits: 1,
  } as const;
  const size = {
    group: `set size at ${percent}`,
    better: "neither",
    signed: false,
    scale: 1,
    digits: 2,
  } as const;
  return [
    { ...gap, title: "base" },
    { ...gap, title: "new" },
    { ...gap, title: "expected" },
    { ...size, title: "base" },
    { ...size, title: "new" },
  ];
}
