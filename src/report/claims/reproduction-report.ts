import { testImagesText } from "../../analysis/runs/common-coverage";
import { markdownList, markdownTable } from "../tables/markdown-table";
import { familyText } from "./claims-legend";
import { kindLegend, kindTable } from "./kind-table";
import {
  KIND_HISTORY,
  LETTER,
  METHODOLOGY,
  PARTS,
  QUESTIONS,
  SCOPE,
  WHAT_WAS_DIFFICULT,
  WHAT_WAS_EASY,
} from "./reproduction-text";
import { verdictsOfModels } from "./judging/judge-models";
import { verdictCounts } from "./judging/verdict-counts";
import {
  DECIDING_HEADS,
  decidingCells,
  SINGLE_SOURCE,
  storedClaims,
  storedSentence,
  type StoredClaim,
} from "./stored-claims";

/** What the runs took, all together; without it the report says that it is not known. */
export interface ReproductionCost {
  readonly runs: number;
  /** Sum over runs. */
  readonly seconds: number;
  readonly peakBytes: number | undefined;
  readonly machines: readonly string[];
  /** Of each part of the plan, by the name of its preset. */
  readonly parts: readonly {
    readonly part: string;
    readonly runs: number;
    readonly seconds: number;
  }[];
}

/** What the report is about. */
export interface ReproductionFacts {
  readonly suite: string;
  /** The suite's first pretrained model; `claims.json` says which claims are judged on further ones. */
  readonly model: string;
  readonly cost?: ReproductionCost;
}

/**
 * The reproduction as a reviewer of a reproducibility track reads it; every number is from `claims.json` and the
 * store. A claim is a result that matches where it holds, one that does not where it fails.
 * @param json `figures/claims.json`
 */
export function reproductionReport(json: unknown, facts: ReproductionFacts): string {
  const { claims, tests, byKind = [] } = storedClaims(json);
  const judged = claims.filter(({ statements }) => statements.length > 0);
  const of = (verdict: string) => judged.filter((claim) => claim.verdict === verdict);
  return [
    "# Reproduction of arXiv 2410.02681",
    "Written by `npx promptcal tables` from `figures/claims.json`; do not edit.",
    "## Summary",
    [
      `Of ${claims.length} claims: ${verdictCounts(claims.map(({ verdict }) => verdict))}.`,
      ...(tests === null ? [] : [familyText(tests)]),
      costText(facts.cost),
    ].join(" "),
    "## Scope of reproducibility",
    SCOPE,
    "## Methodology",
    METHODOLOGY,
    `${setupText(judged, facts)} ${SINGLE_SOURCE}`,
    ...partsTable(facts.cost?.parts ?? []),
    "## Results that match the paper",
    resultsTable(of("holds")),
    "## Results that do not",
    resultsTable(of("fails")),
    "## Differences that are negligible here",
    resultsTable(of("negligible")),
    "## Results that these runs cannot decide",
    resultsTable(of("undecided")),
    ...(byKind.length === 0
      ? []
      : [
          "## Results by kind of data set",
          `${kindLegend(byKind)} ${KIND_HISTORY}`,
          kindTable(byKind),
        ]),
    "## What was easy",
    markdownList(WHAT_WAS_EASY),
    "## What was difficult",
    markdownList(WHAT_WAS_DIFFICULT),
    "## What the authors should be asked",
    markdownList(QUESTIONS),
    "## A letter to them, as a draft",
    LETTER,
  ]
    .join("\n\n")
    .concat("\n");
}

function costText(cost: ReproductionCost | undefined): string {
  if (cost === undefined || cost.runs === 0)
    return "What the runs took is not in the store.";
  const hours = (cost.seconds / 3600).toFixed(1);
  const memory =
    cost.peakBytes === undefined
      ? ""
      : `, at most ${(cost.peakBytes / 2 ** 30).toFixed(1)} GiB in one process`;
  const machines = cost.machines.length === 1 ? "machine" : "machines";
  return (
    `${cost.runs.toLocaleString("en-US")} runs took ${hours} hours of one worker in all${memory}, ` +
    `on ${cost.machines.length} ${machines} without a graphics card.`
  );
}

/** What each part of the plan took; nothing where that is not known. */
function partsTable(parts: ReproductionCost["parts"]): readonly string[] {
  if (parts.length === 0) return [];
  return [
    "## What it cost",
    "A run is counted in the first part that has it. `npx promptcal sweep --preset NAME` computes a part alone.",
    markdownTable(
      ["part", "", "runs", "hours of one worker"],
      parts.map(({ part, runs, seconds }) => [
        `\`${part}\``,
        PARTS[part] ?? "",
        String(runs),
        (seconds / 3600).toFixed(1),
      ]),
    ),
  ];
}

function setupText(
  claims: readonly StoredClaim[],
  { suite, model }: ReproductionFacts,
): string {
  const isShifted = ({ datasets, tunedOn }: StoredClaim): boolean =>
    datasets.some((name, index) => name !== tunedOn[index]);
  const plain = claims.filter((claim) => !isShifted(claim));
  const shifted = new Set(claims.filter(isShifted).flatMap(({ datasets }) => datasets));
  const [largest] = [...plain].sort((a, b) => b.datasets.length - a.datasets.length);
  if (largest === undefined) return "No claim could be judged: there are no runs.";
  const shifts =
    shifted.size === 0 ? "" : `${shifted.size} test sets under covariate shift, `;
  return (
    `The runs are of the suite \`${suite}\`: ${largest.datasets.length} data sets with ${testImagesText(largest.images)}, ` +
    `${shifts}${largest.seeds} seeds. ${modelsText(claims, model)}`
  );
}

function modelsText(claims: readonly StoredClaim[], model: string): string {
  const shared = claims.filter(({ models }) => models !== undefined);
  const [first] = shared;
  if (first === undefined) return `The pretrained model is \`${model}\`.`;
  const names = first.models!.map((own) => `\`${own.model}\``);
  return (
    `${shared.length} claims are judged on the mean of ${names.length} pretrained models (${names.join(", ")}), which are drawn ` +
    `in each resample; all others on \`${model}\` alone. The claims in each model: [18-models](../notebooks/18-models.ipynb).`
  );
}

function resultsTable(claims: readonly StoredClaim[]): string {
  if (claims.length === 0) return "None.";
  const [effectHead, unitHead, publishedHead] = DECIDING_HEADS;
  return markdownTable(
    ["", "claim", effectHead, unitHead, "models", publishedHead],
    claims.map((claim) => {
      const [effect, unit, published] = decidingCells(claim);
      const on = claim.models === undefined ? "–" : verdictsOfModels(claim.models);
      return [claim.id, storedSentence(claim), effect, unit, on, published];
    }),
  );
}
