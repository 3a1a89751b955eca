import { type EvaluatedRun, tuningSets } from "../../analysis/runs/evaluated-run";
import { printUnit } from "../../analysis/inequality";
import { methodTitle } from "../../analysis/methods";
import { claimsNamed } from "./list/claims-named";
import { cellsName } from "./claims-legend";
import { effectText } from "./effect-text";
import { judgeClaims, type JudgeOptions } from "./judging/judge";
import type { JudgedClaim, JudgedStatement } from "./judging/judged-claim";

/**
 * What the runs at hand say about some claims, one line each, as Markdown: the answer under a figure. The
 * quantity is the claim's own: of each data set and seed, then the mean of both.
 * @param ids of claims, for instance `["C1", "C2"]`
 * @param options bins, edge rule, resamples
 * @throws PromptcalError for a claim that does not exist
 */
export function findingText(
  runs: readonly EvaluatedRun[],
  ids: readonly string[],
  options: Omit<JudgeOptions, "claims"> = {},
): string {
  const lines = judgeClaims(runs, { ...options, claims: claimsNamed(ids) }).map(lineOf);
  return lines.length === 1
    ? `**Here:** ${lines[0]!}`
    : ["**Here:**", ...lines.map((line) => `- ${line}`)].join("\n");
}

function lineOf(judged: JudgedClaim): string {
  const { claim, verdict, statements, methods, tunedOn } = judged;
  if (verdict === undefined) {
    const missing = methods.map((method) => methodTitle(method)).join(", ");
    return `${claim.id} is not judged: it needs runs of ${missing} on the same data sets and seeds.`;
  }
  const effects = statements.map(statementText).join("; and ");
  const says =
    tuningSets({ tunedOn }).length === 1
      ? "stays *undecided*, because one data set cannot decide it"
      : verdict === "undecided"
        ? "stays *undecided*"
        : verdict === "negligible"
          ? "is **negligible** here"
          : `**${verdict}**`;
  return `${effects}. ${claim.id} ${says}: ${lowerFirst(claim.sentence)}`;
}

function statementText({ inequality, datasetMean, cells }: JudgedStatement): string {
  const unit = printUnit(inequality);
  const effect = effectText(inequality, datasetMean);
  const named = unit === "share" ? effect : effect.replace(" [", ` ${unit} [`);
  return `${named}, in ${cells.satisfied} of ${cells.total} ${cellsName({})}`;
}

/** A sentence that begins with a name keeps its capital. */
function lowerFirst(sentence: string): string {
  const [first = ""] = sentence.split(" ");
  const isName = /[A-Z].*[A-Z]|^CLIP/.test(first);
  return isName ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
