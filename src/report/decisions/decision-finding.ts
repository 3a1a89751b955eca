import type { ConformalScore } from "../../decisions/conformal-score";
import {
  acceptedAccuracy,
  acceptedGap,
  coverageGap,
  setSize,
} from "../../analysis/decisions/decision-quantities";
import { type EstimateOptions, estimates } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { type Term, term } from "../../analysis/inequality";
import { methodTitle } from "../../analysis/methods";
import { signed } from "../tables/markdown-table";
import { commonGrid } from "./common-grid";

export interface DecisionFindingOptions extends EstimateOptions {
  readonly score: ConformalScore;
  /** Coverage that the sets promise, one of `COVERAGE_LEVELS`. */
  readonly level: number;
  /** Refused share, one of `REFUSED_SHARES`. */
  readonly refused: number;
}

/**
 * What the runs at hand say on decisions on new classes, a line per method, as Markdown: the coverage of sets
 * against what they promise, and the accuracy after refusal against the mean confidence.
 * @param runs of `decisionRuns`
 */
export function decisionFinding(
  runs: readonly EvaluatedRun[],
  { score, level, refused, ...options }: DecisionFindingOptions,
): string {
  const { methods, datasets } = commonGrid(runs);
  const sums = methods.flatMap((method): Term[][] =>
    [
      coverageGap(score, level),
      setSize(score, level),
      acceptedAccuracy(refused),
      acceptedGap(refused),
    ].map((quantity) => [term(1, quantity, method, "new")]),
  );
  const all = estimates(runs, sums, options);
  const lines = methods.map((method, i) => {
    const [coverage, size, accuracy, gap] = all.slice(4 * i, 4 * i + 4);
    const promised = accuracy!.effect + gap!.effect;
    return (
      `- ${methodTitle(method)}: sets that promise ${percent(level)} hold the true class of ` +
      `${percent(level + coverage!.effect)} of the new images, ` +
      `${points(coverage!)}: ${verdict(coverage!, datasets.length)}. They have ${size!.effect.toFixed(2)} classes. Who refuses ` +
      `${percent(refused)} is promised ${percent(promised)} accuracy and gets ${percent(accuracy!.effect)}, a gap of ` +
      `${points(gap!)}.`
    );
  });
  return ["**Here:**", ...lines].join("\n");
}

interface Ends {
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

function verdict({ low, high }: Ends, datasets: number): string {
  if (datasets < 2) return "one data set cannot decide whether too few";
  if (high < 0) return "**too few**";
  return low > 0 ? "more than promised" : "as promised, as far as these runs show";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;
}

function points({ effect, low, high }: Ends): string {
  const [value, from, to] = [effect, low, high].map((each) => signed(100 * each, 1));
  return `${value} points [${from}, ${to}]`;
}
