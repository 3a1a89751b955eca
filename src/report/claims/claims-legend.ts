import { binSettings } from "../../metrics/bins";
import { intervalName } from "../../analysis/interval-name";
import type { TestFamily } from "./claim-tests";
import type { JudgeOptions } from "./judge";
import type { JudgedClaim } from "./judged-claim";

/** Marks a verdict that survives Holm's correction. */
export const HOLM = "†";

/** What the number of tests does to the verdicts. */
export function familyText({ tests, level, byChance, surviving }: TestFamily): string {
  return (
    `Of ${tests} claims tested at ${Math.round(level * 100)} %, chance alone would decide about ` +
    `${byChance.toFixed(1)} if every effect lay exactly on its bound. ${surviving} verdicts survive ` +
    `Holm's correction for the number of claims (${HOLM}).`
  );
}

/** How to read the page of claims, an item per column. */
export function claimsLegend(
  claims: readonly JudgedClaim[],
  judged: JudgeOptions = {},
): readonly string[] {
  const { bins, rule } = binSettings(judged);
  const interval = claims.flatMap(({ statements }) => statements)[0]?.datasetMean;
  const brackets =
    interval === undefined
      ? "."
      : `; in brackets ${intervalName(interval)} from ${interval.resamples} paired resamples of data sets, seeds ` +
        "and test images (quantities of whole runs, such as FD: of data sets and seeds).";
  return [
    "**Verdict**: *holds* when the interval of the mean of data sets lies entirely on the claim's side of the " +
      "bound, *fails* when it lies entirely on the other, else *undecided*; a claim of several inequalities needs " +
      "them all.",
    `**${HOLM}**: the verdict survives Holm's correction. The p-value of an inequality inverts its interval; a ` +
      "claim that holds has the largest of its inequalities, one that fails the smallest times their number.",
    "**Effect, mean of data sets**: left side of the inequality, computed for each data set and seed and averaged " +
      `over both, as the paper does${brackets}`,
    "**Effect, pooled**: the same from the test images of all data sets in one histogram per seed, averaged over " +
      "seeds. Its ECE has a lower floor, but over- and underconfident data sets cancel. Where its verdict would be " +
      "another, it is named. A dash marks quantities of whole runs, which cannot be pooled.",
    "**Unit**: percentage points of accuracy, gap and error; distance of unit text features; logits; share of samples.",
    "**Cells**: pairs of data set and seed that satisfy the inequality by themselves.",
    "**Published**: the inequality from the paper's numbers (ViT-B/16, mean of 11 data sets), all second-hand; " +
      "*?* marks those with a single source. FD values and signed gaps were not found.",
    "**Second laboratory**: the inequality from the tables of TCPT (arXiv 2602.19024, read directly), which has the " +
      "paper's setting per data set without DOR; in brackets how many of its data sets satisfy it by themselves.",
    "**ECE** is biased upwards where it is small, so a difference of two ECEs is understated rather than " +
      "overstated.",
    `ECE: ${bins} equal-width bins, \`${rule}\` edges.`,
  ];
}
