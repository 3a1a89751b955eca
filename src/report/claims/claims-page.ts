import path from "node:path";
import { binSettings } from "../../metrics/binned/bins";
import { writeFileAtomic, writeJsonAtomic } from "../../files/atomic-file";
import { claimLine, gridText } from "./claim-line";
import { inequalityText, printUnit } from "../../analysis/inequality";
import { intervalName } from "../../analysis/interval-name";
import { isOfSamples } from "../../analysis/lookup";
import { methodTitle } from "../../analysis/methods";
import { survivesHolm, testFamily } from "./judging/claim-tests";
import { claimsLegend, familyText, HOLM, MODELS_HEAD } from "./claims-legend";
import { claimsCsv } from "./claims-csv";
import type { ComparedClaim } from "./judging/compared-claim";
import { datasetsToDecide } from "./judging/datasets-to-decide";
import { effectText } from "./effect-text";
import type { JudgeOptions } from "./judging/judge";
import type { JudgedClaim, JudgedStatement, ModelVerdict } from "./judging/judged-claim";
import { kindEffects } from "./kind-effects";
import { kindLegend, kindTable } from "./kind-table";
import { markdownList, markdownTable, signed } from "../tables/markdown-table";
import { publishedNumbers } from "../../analysis/published/published";
import { secondLaboratoryEffect } from "../../analysis/published/second-laboratory";
import { secondLaboratoryCell } from "./second-laboratory-remark";
import { verdictCounts } from "./judging/verdict-counts";

/** Where the page's numbers come from. */
export interface ClaimsPageContext {
  /** Name of the suite, for instance `icons`. */
  readonly suite: string;
  /** The options the claims were judged with. */
  readonly judged?: JudgeOptions;
  /** Claims by kind of data set, which the page shows beside the others. */
  readonly kinds?: readonly ComparedClaim[];
  /** Command that makes the missing runs. */
  readonly command?: string;
}

/** The page of claims as Markdown, for `figures/claims.md`. */
export function claimsMarkdown(
  claims: readonly JudgedClaim[],
  context: ClaimsPageContext,
): string {
  const grids = claims.filter(({ verdict }) => verdict !== undefined).map(gridText);
  const shared = new Set(grids).size === 1;
  const head = verdictCounts(claims.map(({ verdict }) => verdict));
  const family = testFamily(claims);
  const [statement] = claims.flatMap(({ statements }) => statements);
  const interval = intervalName(statement?.datasetMean);
  const several = claims.some(({ models }) => models !== undefined);
  return [
    `# The paper's claims on the ${context.suite} suite`,
    `${head}. Claims of arXiv 2410.02681 (dynamic outlier regularisation), evaluated on our own runs.`,
    ...(family === undefined ? [] : [familyText(family)]),
    markdownTable(
      [
        "claim",
        "verdict",
        "inequality",
        "unit",
        `effect, mean of data sets [${interval}]`,
        `effect, pooled [${interval}]`,
        "cells",
        ...(several ? [MODELS_HEAD] : []),
        "published",
        "second laboratory",
      ],
      claims.flatMap((claim) => claimRows(claim, several)),
    ),
    ...kindSection(context.kinds),
    "## How to read it",
    markdownList(claimsLegend(claims, context.judged)),
    "## The claims",
    ...(shared ? [`Judged on ${grids[0]}.`] : []),
    markdownList(claims.map((claim) => claimLine(claim, shared))),
    ...unjudged(claims, context.command),
  ]
    .join("\n\n")
    .concat("\n");
}

function kindSection(compared: readonly ComparedClaim[] = []): readonly string[] {
  const claims = kindEffects(compared);
  if (claims.length === 0) return [];
  return ["## By kind of data set", kindLegend(claims), kindTable(claims)];
}

/** Writes `claims.md`, `claims.csv` and `claims.json` into a folder. */
export function writeClaims(
  folder: string,
  claims: readonly JudgedClaim[],
  context: ClaimsPageContext,
): void {
  writeFileAtomic(path.join(folder, "claims.md"), claimsMarkdown(claims, context));
  writeFileAtomic(path.join(folder, "claims.csv"), claimsCsv(claims));
  writeJsonAtomic(path.join(folder, "claims.json"), claimsJson(claims, context));
}

/** The page as data, with the ids of the runs behind each claim. */
export function claimsJson(
  claims: readonly JudgedClaim[],
  { suite, judged = {}, kinds = [] }: ClaimsPageContext,
): unknown {
  const { seed = 1 } = judged;
  const { bins, rule } = binSettings(judged);
  return {
    suite,
    bins,
    rule,
    bootstrapSeed: seed,
    tests: testFamily(claims) ?? null,
    claims: claims.map(({ claim, statements, models, ...rest }) => ({
      id: claim.id,
      sentence: claim.sentence,
      level: claim.level,
      ours: claim.ours ?? false,
      ...rest,
      verdict: rest.verdict ?? "not judged",
      survivesHolm: survivesHolm({ ...rest, statements }),
      ...(models === undefined ? {} : { models: models.map(modelJson) }),
      datasetsToDecide: finiteOrNull(datasetsToDecide({ ...rest, statements })),
      statements: statements.map(({ inequality, published, ...judgement }) => ({
        text: inequalityText(inequality),
        ...inequality,
        ...judgement,
        publishedPoints: published?.points ?? null,
        secondLaboratory: secondLaboratoryEffect(inequality) ?? null,
        publishedConfidence: published?.confidence ?? null,
      })),
    })),
    byKind: kindEffects(kinds),
    published: publishedNumbers,
  };
}

/** A model's verdict with its effect for each inequality. */
function modelJson({ model, verdict, statements }: ModelVerdict): unknown {
  return { model, verdict, statements: statements.map(({ datasetMean }) => datasetMean) };
}

/** JSON knows no Infinity. */
function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Rows of a claim. @param several whether the table has a column on models */
function claimRows(judged: JudgedClaim, several: boolean): readonly (readonly string[])[] {
  const { claim, verdict, statements } = judged;
  if (verdict === undefined) {
    const ofModels = several ? [""] : [];
    return [[claim.id, "not judged", "", "", "", "", "", ...ofModels, "", ""]];
  }
  const joint = `**${verdict}**${survivesHolm(judged) ? ` ${HOLM}` : ""}`;
  return statements.map((statement, index) => [
    index === 0 ? claim.id : "",
    statements.length === 1 ? joint : partVerdict(joint, statement, index),
    inequalityText(statement.inequality),
    printUnit(statement.inequality),
    effectText(statement.inequality, statement.datasetMean),
    pooledText(statement),
    `${statement.cells.satisfied}/${statement.cells.total}`,
    ...(several ? [modelsCell(judged, index)] : []),
    publishedText(statement),
    secondLaboratoryCell(statement.inequality),
  ]);
}

/** How many models say of an inequality alone what all say together. */
function modelsCell({ models, statements }: JudgedClaim, index: number): string {
  if (models === undefined) return "–";
  const { verdict } = statements[index]!;
  const same = models.filter((model) => model.statements[index]!.verdict === verdict);
  return `${same.length}/${models.length}`;
}

function partVerdict(joint: string, { verdict }: JudgedStatement, index: number): string {
  return index === 0 ? `${joint}: ${verdict}` : verdict;
}

function pooledText({
  inequality,
  verdict,
  pooled,
  pooledVerdict,
}: JudgedStatement): string {
  if (!inequality.terms.some(({ quantity }) => isOfSamples(quantity))) return "–";
  const text = effectText(inequality, pooled);
  return pooledVerdict === verdict ? text : `${text}: ${pooledVerdict}`;
}

function publishedText({ published }: JudgedStatement): string {
  if (published === undefined) return "–";
  return `${signed(published.points, 2)}${published.confidence === "high" ? "" : " ?"}`;
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
