import { type EvaluatedRun, tuningSets } from "../../analysis/runs/evaluated-run";
import {
  type Inequality,
  inequalityText,
  printScale,
  type Verdict,
} from "../../analysis/inequality";
import { intervalName } from "../../analysis/interval-name";
import type { BinOptions } from "../../metrics/binned/bins";
import { metricOf } from "../../metrics/registry";
import type { PaperCell, PaperColumn, PaperRow, PaperTable } from "../tables/paper-table";
import type { Claim } from "./list/claim";
import { claims as allClaims } from "./list/claims";
import { judgeClaims, type JudgeOptions } from "./judging/judge";
import type { JudgedClaim } from "./judging/judged-claim";

/** The ways of binning that the table compares: bins and edge rules of the field. */
export const BIN_SETTINGS = (["paper", "textbook"] as const).flatMap((rule) =>
  [10, 15, 20].map((bins) => ({ bins, rule })),
);

export interface BinTableOptions extends Omit<JudgeOptions, keyof BinOptions> {
  readonly caption: string;
}

/**
 * The same runs judged with 10, 15 and 20 bins under both edge rules: a row per inequality on a binned error, with
 * the effect minus the bound and its interval, and notes on the verdicts that change. All columns share their
 * resamples. Claims without a binned error cannot change and are left out, as are those on errors that were
 * evaluated with the run.
 * @param options claims (all by default), resamples (1000 by default: six times the work of `judgeClaims`)
 */
export function binTable(
  runs: readonly EvaluatedRun[],
  { caption, claims = allClaims, resamples = 1000, ...options }: BinTableOptions,
): PaperTable {
  const binned = claims.filter((claim) => quantitiesOf(claim).some(isBinned));
  const fixed = binned.filter((claim) => isFixed(claim, runs));
  const open = binned.filter((claim) => !fixed.includes(claim));
  const judged = BIN_SETTINGS.map((setting) =>
    judgeClaims(runs, { ...options, ...setting, resamples, claims: open }),
  );
  return {
    caption,
    values: `effect minus bound, mean of data sets and seeds [${intervalName(options)}]`,
    columns: BIN_SETTINGS.map(columnOf),
    rows: open.flatMap((_, index) => rowsOf(judged.map((each) => each[index]!))),
    notes: [
      `Percentage points, square points for areas. An interval above 0 holds, one below 0 fails. ${resamples} resamples.`,
      ...changes(judged),
      ...(fixed.length === 0
        ? []
        : [
            `Not compared: ${fixed.map(({ id }) => id).join(", ")}, with an error that was evaluated with the runs.`,
          ]),
    ],
  };
}

function quantitiesOf({ statements }: Claim): readonly string[] {
  return statements.flatMap(({ terms }) => terms.map(({ quantity }) => quantity));
}

function isBinned(quantity: string): boolean {
  return metricOf(quantity).bins !== "none";
}

/** Whether a binned error of the claim is stored with a run, as PIECE is, which needs proximities too. */
function isFixed(claim: Claim, runs: readonly EvaluatedRun[]): boolean {
  const binned = quantitiesOf(claim).filter(isBinned);
  return binned.some(
    (quantity) =>
      metricOf(quantity).needs.length > 0 ||
      runs.some(({ base }) => base.values[quantity] !== undefined),
  );
}

function columnOf({ bins, rule }: (typeof BIN_SETTINGS)[number]): PaperColumn {
  return {
    group: `${rule} edges`,
    title: `${bins} bins`,
    better: "neither",
    signed: true,
    scale: 100,
    digits: 1,
  };
}

/** Rows of one claim, an inequality each; none where the runs do not suffice. */
function rowsOf(settings: readonly JudgedClaim[]): readonly PaperRow[] {
  const { claim, statements, tunedOn, seeds } = settings[0]!;
  return statements.map(({ inequality }, index) => ({
    title: `${claim.id}: ${inequalityText(inequality)}`,
    cells: settings.map((judged) =>
      cellOf(inequality, judged.statements[index]!.datasetMean),
    ),
    datasets: tuningSets({ tunedOn }).length,
    seeds,
  }));
}

function cellOf(
  inequality: Inequality,
  { effect, low, high }: { effect: number; low: number; high: number },
): PaperCell {
  // The columns print percentage points.
  const unit = printScale(inequality) / 100;
  const printed = (value: number): number => unit * (value - inequality.bound);
  return { effect: printed(effect), interval: [printed(low), printed(high)] };
}

/** A sentence on how many verdicts change, and one for each that does. */
function changes(judged: readonly (readonly JudgedClaim[])[]): readonly string[] {
  const known = judged[0]!.flatMap(({ claim, verdict }, index) =>
    verdict === undefined
      ? []
      : [{ claim, verdicts: judged.map((each) => each[index]!.verdict!) }],
  );
  const changed = known.filter(({ verdicts }) => new Set(verdicts).size > 1);
  return [
    `The bins change the verdict on ${changed.length} of ${known.length} claims.`,
    ...changed.map(({ claim, verdicts }) => `${claim.id}: ${bySetting(verdicts)}.`),
  ];
}

/** `holds (paper 10, 15), undecided (paper 20; textbook 10, 15, 20)`. */
function bySetting(verdicts: readonly Verdict[]): string {
  return [...new Set(verdicts)]
    .map((verdict) => {
      const own = BIN_SETTINGS.filter((_, index) => verdicts[index] === verdict);
      const rules = [...new Set(own.map(({ rule }) => rule))].map((rule) => {
        const bins = own.filter((setting) => setting.rule === rule);
        return `${rule} ${bins.map((setting) => setting.bins).join(", ")}`;
      });
      return `${verdict} (${rules.join("; ")})`;
    })
    .join(", ");
}
