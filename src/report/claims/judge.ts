import type { BinOptions } from "../../metrics/bins";
import { type Interval, type IntervalKind, pairedBootstrap } from "../../numeric/bootstrap";
import { seededRandom } from "../../random/random";
import type { Claim } from "./claim";
import { claims as allClaims } from "./claims";
import {
  type Inequality,
  type Verdict,
  leftSide,
  satisfies,
  verdictOf,
} from "../../analysis/inequality";
import { type JudgedRun, type RunGrid, gridOf } from "../../analysis/evaluated-run";
import { type Method, orderMethods } from "../../analysis/methods";
import { bootstrapUnits, cellsOf, lookups } from "../../analysis/lookup";
import { runQuantity } from "../../analysis/run-quantity";
import { type PublishedEffect, publishedEffect } from "../../analysis/published";

/** How to judge. */
export interface JudgeOptions extends BinOptions {
  /** 2000 by default. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  readonly interval?: IntervalKind;
  /** Names the bootstrap's random stream; 1 by default. */
  readonly seed?: number;
  /** The paper's by default. */
  readonly claims?: readonly Claim[];
}

/** An inequality judged on runs. Effects are fractions (accuracy, gap, ECE) or distances. */
export interface JudgedStatement {
  readonly inequality: Inequality;
  readonly verdict: Verdict;
  /** Left side over all data sets' images pooled, with its interval. */
  readonly pooled: Interval;
  /** Left side computed per data set, then averaged. */
  readonly meanOfDatasets: number;
  /** Cells (data set x seed) that satisfy the inequality by themselves. */
  readonly cells: { readonly satisfied: number; readonly total: number };
  readonly published: PublishedEffect | undefined;
}

/** A claim judged on runs, or the reason why it could not be. */
export interface JudgedClaim {
  readonly claim: Claim;
  /** Holds when every statement does, fails when one does; undefined when not judged. */
  readonly verdict: Verdict | undefined;
  readonly statements: readonly JudgedStatement[];
  readonly methods: readonly Method[];
  readonly datasets: readonly string[];
  /** Seeds per data set. */
  readonly seeds: number;
  /** Test images, base and new, of all data sets. */
  readonly images: readonly [number, number];
  readonly runIds: readonly string[];
  /** Runs of its methods that had no counterpart and were not used. */
  readonly leftOut: number;
}

/**
 * Judges the claims on finished runs. Claims whose methods ran on the same grid share one set of
 * resamples; all claims share one random stream's name, so that the order of claims is irrelevant.
 */
export function judgeClaims(
  runs: readonly JudgedRun[],
  options: JudgeOptions = {},
): readonly JudgedClaim[] {
  const claims = options.claims ?? allClaims;
  const grids = new Map(claims.map((claim) => [claim, gridOfClaim(runs, claim)]));
  const judged = new Map<Claim, JudgedClaim>();
  for (const group of groupByCells(grids)) {
    const grid = gridOf(runs, [...new Set(group.flatMap(methodsOf))])!;
    for (const result of judgeOn(grid, group, options)) judged.set(result.claim, result);
  }
  return claims.map((claim) => {
    const result = judged.get(claim) ?? notJudged(claim);
    return { ...result, leftOut: grids.get(claim)?.leftOut ?? 0 };
  });
}

function methodsOf({ statements }: Claim): readonly Method[] {
  const used = new Set(
    statements.flatMap(({ terms }) => terms.map(({ method }) => method)),
  );
  return orderMethods(used);
}

/** The grid of a claim's methods; undefined too where its runs were judged without a quantity of it. */
function gridOfClaim(runs: readonly JudgedRun[], claim: Claim): RunGrid | undefined {
  const grid = gridOf(runs, methodsOf(claim));
  const known = claim.statements.every(({ terms }) =>
    terms.every(({ quantity, method }) =>
      grid?.runs
        .get(method)!
        .flat()
        .every((run) => runQuantity(run.new, quantity) !== undefined),
    ),
  );
  return known ? grid : undefined;
}

/** Claims that can be judged, grouped by the data sets and seeds they are judged on. */
function groupByCells(grids: ReadonlyMap<Claim, RunGrid | undefined>): readonly Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const [claim, grid] of grids) {
    if (grid === undefined) continue;
    const rows = grid.runs.get(grid.methods[0]!)!;
    const key = JSON.stringify(
      rows.map((row) => [row[0]!.dataset, ...row.map(({ seed }) => seed)]),
    );
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups.values()];
}

function judgeOn(
  grid: RunGrid,
  claims: readonly Claim[],
  options: JudgeOptions,
): readonly JudgedClaim[] {
  const { bins, rule, resamples, level, interval, seed = 1 } = options;
  const lookup = lookups(grid, { bins, rule });
  const statements = claims.flatMap((claim) => claim.statements);
  const units = bootstrapUnits(grid);
  const intervals = pairedBootstrap({
    units,
    statistic: (resample) => {
      const ask = lookup(resample);
      return statements.map((statement) => leftSide(statement, ask));
    },
    random: seededRandom("claims", seed),
    resamples,
    level,
    interval,
  });
  const perDataset = grid.datasets.map((_, unit) => lookup(cellsOf(grid, [unit])));
  const perCell = grid.datasets.flatMap((_, unit) =>
    Array.from({ length: grid.seeds }, (_, slot) => lookup(cellsOf(grid, [unit], [slot]))),
  );
  const results = new Map(
    statements.map((inequality, index) => {
      const pooled = intervals[index]!;
      const means = perDataset.map((ask) => leftSide(inequality, ask));
      const cells = perCell.filter((ask) =>
        satisfies(inequality, leftSide(inequality, ask)),
      );
      const result: JudgedStatement = {
        inequality,
        // Resamples of one data set say nothing of others, of which the claim speaks too.
        verdict: grid.datasets.length < 2 ? "undecided" : verdictOf(inequality, pooled),
        pooled,
        meanOfDatasets: means.reduce((sum, value) => sum + value, 0) / means.length,
        cells: { satisfied: cells.length, total: perCell.length },
        published: publishedEffect(inequality),
      };
      return [inequality, result];
    }),
  );
  return claims.map((claim) => {
    const judged = claim.statements.map((statement) => results.get(statement)!);
    const used = methodsOf(claim);
    return {
      claim,
      verdict: jointVerdict(judged.map(({ verdict }) => verdict)),
      statements: judged,
      methods: used,
      datasets: grid.datasets,
      seeds: grid.seeds,
      images: [0, 1].map((pool) =>
        units.reduce((sum, { samples }) => sum + samples[pool]!, 0),
      ) as [number, number],
      runIds: used.flatMap((method) =>
        grid.runs.get(method)!.flatMap((row) => row.map(({ runId }) => runId)),
      ),
      leftOut: 0,
    };
  });
}

function jointVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("fails")) return "fails";
  return verdicts.includes("undecided") ? "undecided" : "holds";
}

function notJudged(claim: Claim): JudgedClaim {
  return {
    claim,
    verdict: undefined,
    statements: [],
    methods: methodsOf(claim),
    datasets: [],
    seeds: 0,
    images: [0, 0],
    runIds: [],
    leftOut: 0,
  };
}
