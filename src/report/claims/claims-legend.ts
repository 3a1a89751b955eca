import { binSettings } from "../../metrics/binned/bins";
import { POWER } from "./judging/datasets-to-decide";
import { SMALLEST_EFFECT } from "../../analysis/inequality";
import { intervalName } from "../../analysis/interval-name";
import type { TestFamily } from "./judging/claim-tests";
import type { JudgeOptions } from "./judging/judge";
import type { JudgedClaim } from "./judging/judged-claim";

/** Marks a verdict that survives Holm's correction. */
export const HOLM = "†";

/** Head of the column on models. */
export const MODELS_HEAD = "models that agree";

/** How multiple testing affects the verdicts. */
export function familyText({ tests, level, byChance, surviving }: TestFamily): string {
  return (
    `${tests} claims are tested at ${Math.round(level * 100)} %. If every effect lay exactly on its bound, chance alone ` +
    `would decide about ${byChance.toFixed(1)} of them. ${surviving} verdicts survive Holm's correction for the number ` +
    `of claims (${HOLM}).`
  );
}

/** What an inequality is looked at in, one by one. */
export function cellsName({ models }: Pick<JudgedClaim, "models">): string {
  return models === undefined
    ? "pairs of data set and seed"
    : "combinations of model, data set and seed";
}

/** How to read the page of claims, one item per column. */
export function claimsLegend(
  claims: readonly JudgedClaim[],
  judged: JudgeOptions = {},
): readonly string[] {
  const { bins, rule } = binSettings(judged);
  const several = claims.find(({ models }) => models !== undefined);
  const interval = claims.flatMap(({ statements }) => statements)[0]?.datasetMean;
  const brackets =
    interval === undefined
      ? "."
      : `. In brackets: ${intervalName(interval)} from ${interval.resamples} paired resamples of data sets, seeds ` +
        "and test images (for quantities of whole runs, such as FD: of data sets and seeds).";
  return [
    "**Verdict**: *holds* if the interval of the mean of data sets lies entirely on the claim's side of the bound, " +
      "*fails* if it lies entirely on the other side. Otherwise a difference is *negligible* if the interval lies within " +
      `${100 * SMALLEST_EFFECT} point of zero, and *undecided* if not. A claim with several inequalities holds only if all of ` +
      "them hold. The verdict *negligible* was added after the first results of this suite had been seen; its margin is " +
      "that of C5.",
    `**${HOLM}**: the verdict survives Holm's correction. The p-value of an inequality is obtained by inverting its ` +
      "interval. A claim that holds gets the largest p-value of its inequalities, a claim that fails the smallest times " +
      "their number.",
    "**Effect, mean of data sets**: the left side of the inequality, computed for each data set and seed and averaged " +
      `over both, as in the paper${brackets}`,
    "**Effect, pooled**: the same, with the test images of all data sets in one histogram per seed, averaged over " +
      "seeds. The pooled ECE has a lower floor, but over- and underconfident data sets cancel. The verdict from pooled " +
      "images is given where it differs. A dash marks quantities of whole runs, which cannot be pooled.",
    "**Unit**: percentage points (accuracy, gap and error), square percentage points (areas), distance of unit text features, logits, or share of samples.",
    `**Data sets to decide**: given for each undecided claim below. With that many data sets its interval would exclude the ` +
      `bound with ${100 * POWER} % power, if the effect and the variance between data sets stay as the bootstrap estimates them.`,
    `**Cells**: ${cellsName({})} that satisfy the inequality on their own${several === undefined ? "" : "; where several models judge a claim, those of each model"}.`,
    ...(several === undefined
      ? []
      : [
          "**Models that agree**: how many pretrained models, each judged alone, give the inequality the verdict of their " +
            "mean. Claims with runs of every model are judged on the mean of the models. Models are drawn in each " +
            "resample, like data sets and seeds, so intervals include how models differ. The effect in each model stands " +
            "with the claim below. A dash marks claims that are judged on the first model alone.",
        ]),
    "**Published**: the left side from the paper's numbers (ViT-B/16, mean of 11 data sets), all quoted from secondary " +
      "sources. *?* marks those with a single source. FD values and signed gaps were not found.",
    "**Second laboratory**: the left side from the tables of TCPT (arXiv 2602.19024, read directly), which report the " +
      "paper's setting per data set, without DOR. In brackets: how many of its data sets satisfy the inequality on their " +
      "own.",
    "**ECE** is biased upwards where it is small, so a difference of two ECEs is underestimated rather than " +
      "overestimated.",
    `ECE: ${bins} equal-width bins, \`${rule}\` edges.`,
  ];
}
