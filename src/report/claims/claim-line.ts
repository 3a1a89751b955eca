import { methodTitle } from "../../analysis/methods";
import { counted, datasetsText, testImagesText } from "../../analysis/runs/common-coverage";
import { claimAnalysis } from "./claim-analysis";
import { effectText } from "./effect-text";
import { verdictsOfModels } from "./judging/judge-models";
import type { JudgedClaim } from "./judging/judged-claim";
import { secondLaboratoryRemark } from "./second-laboratory-remark";

/**
 * A claim with what it was judged on, what each model says alone, and why it does not hold where it does not.
 * @param shared whether all claims of the page are judged on the same runs, which the page then says once
 */
export function claimLine({ claim, ...judged }: JudgedClaim, shared: boolean): string {
  const weak = claim.ours
    ? " (our question)"
    : claim.level === "weak"
      ? " (weak in the paper)"
      : "";
  const start = `**${claim.id}**${weak} ${claim.sentence}`;
  if (judged.verdict === undefined) return start;
  const analysis = claimAnalysis({ claim, ...judged });
  const why =
    analysis === ""
      ? ""
      : `\n  *${judged.verdict[0]!.toUpperCase()}${judged.verdict.slice(1)}:* ${analysis}`;
  const { verdict, pooledVerdict } = judged;
  const pooled =
    pooledVerdict === verdict
      ? ""
      : ` With the images of all data sets pooled, the verdict would be *${pooledVerdict}* instead of *${verdict}*.`;
  const remark = secondLaboratoryRemark(claim);
  const there = remark === "" ? "" : `\n  *Second laboratory:* ${remark}`;
  const used = judged.methods.map((method) => methodTitle(method)).join(", ");
  const left =
    judged.leftOut > 0 ? `; ${judged.leftOut} runs without a counterpart left out` : "";
  return `${start} ${judged.runIds.length} runs (${used}${shared ? "" : ` on ${gridText(judged)}`}${left}).${modelsText(judged)}${pooled}${why}${there}`;
}

/** What each model says alone; empty where there is one. */
function modelsText({ models }: Pick<JudgedClaim, "models">): string {
  if (models === undefined) return "";
  const effects = models.map(({ model, statements }) => {
    const { inequality, datasetMean } = statements[0]!;
    return `\`${model}\` ${effectText(inequality, datasetMean)}`;
  });
  const which = models[0]!.statements.length > 1 ? "its first inequality: " : "";
  return ` By model: ${verdictsOfModels(models)} (${which}${effects.join(", ")}).`;
}

/** The data sets, seeds, models and test images that a claim was judged on. */
export function gridText({
  seeds,
  images,
  models,
  ...sets
}: Omit<JudgedClaim, "claim">): string {
  const each = models === undefined ? "" : ` and ${counted(models.length, "model")}`;
  return (
    `${datasetsText(sets)} with ${counted(seeds, "seed")}${each} each, ` +
    testImagesText(images)
  );
}
