import path from "node:path";
import { writeFileAtomic, writeJsonAtomic } from "../../files/atomic-file";
import { claimAnalysis } from "./claim-analysis";
import { inequalityText, printScale } from "../../analysis/inequality";
import { methodTitle } from "../../analysis/methods";
import type { JudgeOptions, JudgedClaim, JudgedStatement } from "./judge";
import { markdownTable, signed } from "../tables/markdown-table";
import { publishedNumbers } from "../../analysis/published";
import { secondLaboratoryEffect } from "../../analysis/second-laboratory";
import { secondLaboratoryCell, secondLaboratoryRemark } from "./second-laboratory-remark";
import { verdictCounts } from "./verdict-counts";

/** What the page says about where its numbers come from. */
export interface ClaimsPageContext {
  /** Name of the suite, for instance `icons`. */
  readonly suite: string;
  /** The options the claims were judged with. */
  readonly judged?: JudgeOptions;
  /** Command that makes the missing runs. */
  readonly command?: string;
}

/** The page of claims as Markdown, for `figures/claims.md`. */
export function claimsMarkdown(
  claims: readonly JudgedClaim[],
  context: ClaimsPageContext,
): string {
  const { bins = 10, rule = "paper" } = context.judged ?? {};
  const interval = claims.flatMap(({ statements }) => statements)[0]?.pooled;
  const grids = claims.filter(({ verdict }) => verdict !== undefined).map(gridText);
  const shared = new Set(grids).size === 1;
  const head = verdictCounts(claims.map(({ verdict }) => verdict));
  return [
    `# The paper's claims on the ${context.suite} suite`,
    `${head}. Claims of arXiv 2410.02681 (dynamic outlier regularization), judged on our own runs.`,
    markdownTable(
      [
        "claim",
        "verdict",
        "inequality",
        "effect [interval]",
        "mean of data sets",
        "cells",
        "published",
        "second laboratory",
      ],
      claims.flatMap(claimRows),
    ),
    "## How to read it",
    list([
      "**Verdict**: *holds* when the interval lies wholly on the claim's side of the bound, *fails* when " +
        "wholly on the other, else *undecided*; a claim of two inequalities needs both.",
      "**Effect**: left side of the inequality, in percentage points (FD: in distance), from the test images " +
        "of all data sets pooled per seed, then averaged over seeds" +
        (interval === undefined ? "." : `; ${intervalText(interval)}.`),
      "**Mean of data sets**: the same, computed per data set and averaged, as the paper does. The ECE of a " +
        "few hundred images has a floor of several points, which hides small differences.",
      "**Cells**: pairs of data set and seed that satisfy the inequality by themselves.",
      "**Published**: the inequality from the paper's numbers (ViT-B/16, mean of 11 data sets), all second-hand; " +
        "*?* marks those with a single source. FD values and signed gaps were not found.",
      "**Second laboratory**: the same from the tables of TCPT (arXiv 2602.19024, read directly), which has the paper's " +
        "setting per data set without DOR; in brackets how many of its data sets satisfy the inequality by themselves.",
      "**ECE** is biased upwards where it is small, so a difference of two ECEs is understated rather than " +
        "overstated.",
      `ECE: ${bins} equal-width bins, \`${rule}\` edges. Intervals are per claim, not corrected for their number.`,
    ]),
    "## The claims",
    ...(shared ? [`Judged on ${grids[0]}.`] : []),
    list(claims.map((claim) => claimLine(claim, shared))),
    ...unjudged(claims, context.command),
  ]
    .join("\n\n")
    .concat("\n");
}

/** Writes `claims.md` and `claims.json` into a folder. */
export function writeClaims(
  folder: string,
  claims: readonly JudgedClaim[],
  context: ClaimsPageContext,
): void {
  writeFileAtomic(path.join(folder, "claims.md"), claimsMarkdown(claims, context));
  writeJsonAtomic(path.join(folder, "claims.json"), claimsJson(claims, context));
}

/** The same as data: everything the page shows, with the ids of the runs behind each claim. */
export function claimsJson(
  claims: readonly JudgedClaim[],
  { suite, judged = {} }: ClaimsPageContext,
): unknown {
  const { bins = 10, rule = "paper", seed = 1 } = judged;
  return {
    suite,
    bins,
    rule,
    bootstrapSeed: seed,
    claims: claims.map(({ claim, statements, ...rest }) => ({
      id: claim.id,
      sentence: claim.sentence,
      level: claim.level,
      ...rest,
      verdict: rest.verdict ?? "not judged",
      statements: statements.map(({ inequality, published, ...judgement }) => ({
        text: inequalityText(inequality),
        ...inequality,
        ...judgement,
        publishedPoints: published?.points ?? null,
        secondLaboratory: secondLaboratoryEffect(inequality) ?? null,
      })),
    })),
    published: publishedNumbers,
  };
}

function claimRows({
  claim,
  verdict,
  statements,
}: JudgedClaim): readonly (readonly string[])[] {
  if (verdict === undefined) return [[claim.id, "not judged", "", "", "", "", "", ""]];
  return statements.map((statement, index) => [
    index === 0 ? claim.id : "",
    statements.length === 1 ? `**${verdict}**` : partVerdict(verdict, statement, index),
    inequalityText(statement.inequality),
    effectText(statement),
    number(statement, statement.meanOfDatasets),
    `${statement.cells.satisfied}/${statement.cells.total}`,
    publishedText(statement),
    secondLaboratoryCell(statement.inequality),
  ]);
}

function partVerdict(joint: string, { verdict }: JudgedStatement, index: number): string {
  return index === 0 ? `**${joint}**: ${verdict}` : verdict;
}

function number({ inequality }: JudgedStatement, value: number): string {
  const scale = printScale(inequality);
  return signed(value * scale, scale === 1 ? 3 : 1);
}

function effectText(statement: JudgedStatement): string {
  const { effect, low, high } = statement.pooled;
  const [e, l, h] = [effect, low, high].map((value) => number(statement, value));
  return `${e} [${l}, ${h}]`;
}

function publishedText({ published }: JudgedStatement): string {
  if (published === undefined) return "–";
  return `${signed(published.points, 2)}${published.confidence === "high" ? "" : " ?"}`;
}

function intervalText({ level, resamples, interval }: JudgedStatement["pooled"]): string {
  const name = interval === "bca" ? "bias-corrected accelerated" : interval;
  return (
    `in brackets its ${Math.round(level * 100)} % ${name} interval from ${resamples} paired ` +
    "resamples of data sets, seeds and test images"
  );
}

function claimLine({ claim, ...judged }: JudgedClaim, shared: boolean): string {
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
      : `\n  *${judged.verdict === "fails" ? "Fails" : "Undecided"}:* ${analysis}`;
  const remark = secondLaboratoryRemark(claim);
  const there = remark === "" ? "" : `\n  *Second laboratory:* ${remark}`;
  const used = judged.methods.map((method) => methodTitle(method)).join(", ");
  const left =
    judged.leftOut > 0 ? `; ${judged.leftOut} runs without counterpart left out` : "";
  return `${start} ${judged.runIds.length} runs (${used}${shared ? "" : ` on ${gridText(judged)}`}${left}).${why}${there}`;
}

function gridText({
  datasets,
  seeds,
  images: [base, fresh],
}: Omit<JudgedClaim, "claim">): string {
  return (
    `${datasets.length} data sets with ${seeds} ${seeds === 1 ? "seed" : "seeds"} each, ` +
    `${base} base and ${fresh} new test images`
  );
}

function unjudged(claims: readonly JudgedClaim[], command?: string): readonly string[] {
  const missing = claims.filter(({ verdict }) => verdict === undefined);
  if (missing.length === 0) return [];
  const needed = [...new Set(missing.flatMap(({ methods }) => methods))];
  return [
    `Not judged: ${missing.map(({ claim }) => claim.id).join(", ")}. They need runs of ` +
      `${needed.map((method) => methodTitle(method)).join(", ")} on the same data set and seed` +
      (command === undefined ? "." : `: \`${command}\`.`),
  ];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}
