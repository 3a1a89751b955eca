import type { BinOptions } from "../../../metrics/binned/bins";
import type { Interval } from "../../../numeric/bootstrap";
import type { Claim } from "../list/claim";
import { claimPValue, withHolm } from "./claim-tests";
import { claims as allClaims } from "../list/claims";
import type { JudgedClaim, JudgedStatement } from "./judged-claim";
import {
  type Inequality,
  type Verdict,
  leftSide,
  satisfies,
  verdictOf,
} from "../../../analysis/inequality";
import {
  type EvaluatedRun,
  type RunGrid,
  cellsKey,
  gridOf,
  tuningSets,
} from "../../../analysis/runs/evaluated-run";
import { gridBootstrap } from "../../../analysis/grid-bootstrap";
import { type Method, orderMethods } from "../../../analysis/methods";
import { bootstrapUnits, cellsOf, lookups } from "../../../analysis/lookup";
import { groupsOf } from "../../../analysis/lookup-groups";
import { runQuantity } from "../../../analysis/runs/run-quantity";
import { publishedEffect } from "../../../analysis/published/published";

/** How to judge. */
export interface JudgeOptions extends BinOptions {
  /** 4000 by default: p-values below 0.0005, so that 100 claims can survive Holm's correction. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  /** Names the bootstrap's random stream; 1 by default. */
  readonly seed?: number;
  /** The paper's by default. */
  readonly claims?: readonly Claim[];
}

/**
 * Judges the claims on finished runs. Claims whose methods ran on the same grid share one set of
 * resamples; all claims share one random stream's name, so that the order of claims is irrelevant.
 */
export function judgeClaims(
  runs: readonly EvaluatedRun[],
  options: JudgeOptions = {},
): readonly JudgedClaim[] {
  return judgeReplicas([runs], options);
}

/**
 * Judges the claims on the mean over replicas of all runs, for instance pretrained models. They are drawn in each
 * resample, too, so that intervals include how replicas differ.
 * @param replicas runs of the same methods, data sets and seeds, one list per replica
 */
export function judgeReplicas(
  replicas: readonly (readonly EvaluatedRun[])[],
  options: JudgeOptions = {},
): readonly JudgedClaim[] {
  const claims = options.claims ?? allClaims;
  const grids = new Map(claims.map((claim) => [claim, gridOfClaim(replicas[0]!, claim)]));
  const judged = new Map<Claim, JudgedClaim>();
  for (const group of groupByCells(grids)) {
    const methods = [...new Set(group.flatMap(methodsOf))];
    const each = replicas.map((runs) => gridOf(runs, methods)!);
    for (const result of judgeOn(each, group, options)) judged.set(result.claim, result);
  }
  return withHolm(
    claims.map((claim) => {
      const result = judged.get(claim) ?? notJudged(claim);
      return { ...result, leftOut: grids.get(claim)?.leftOut ?? 0 };
    }),
  );
}

function methodsOf({ statements }: Claim): readonly Method[] {
  const used = new Set(
    statements.flatMap(({ terms }) => terms.map(({ method }) => method)),
  );
  return orderMethods(used);
}

/** The grid of a claim's methods; undefined too where its runs were judged without a quantity of it. */
function gridOfClaim(runs: readonly EvaluatedRun[], claim: Claim): RunGrid | undefined {
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
    const key = cellsKey(grid);
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups.values()];
}

function judgeOn(
  grids: readonly RunGrid[],
  claims: readonly Claim[],
  options: JudgeOptions,
): readonly JudgedClaim[] {
  const { bins, rule, resamples = 4000, level, seed = 1 } = options;
  const grid = grids[0]!;
  const statements = claims.flatMap((claim) => claim.statements);
  const bounds = statements.map(({ bound }) => bound);
  const groups = grids.map((each) => groupsOf(each, { bins, rule }));
  const intervals = gridBootstrap(
    grids,
    {
      ...{ bins, rule, resamples, stream: ["claims", seed], nulls: [...bounds, ...bounds] },
      ...(level === undefined ? {} : { level }),
    },
    (resampled, whole) =>
      (["datasetMean", "pooled"] as const).flatMap((average) =>
        statements.map((statement) =>
          leftSide(statement, resampled[average], whole[average]),
        ),
      ),
    groups,
  );
  const lookup = grids.map((each, at) => lookups(each, { bins, rule }, groups[at]));
  const cells = lookup.flatMap((ofReplica) =>
    grid.datasets.flatMap((_, unit) =>
      Array.from(
        { length: grid.seeds },
        (_, slot) => ofReplica(cellsOf(grid, [unit], [slot])).datasetMean,
      ),
    ),
  );
  // Resamples of one data set say nothing of others, of which the claim speaks too.
  const verdict = (inequality: Inequality, interval: Interval): Verdict =>
    tuningSets(grid).length < 2 ? "undecided" : verdictOf(inequality, interval);
  const results = new Map(
    statements.map((inequality, index): [Inequality, JudgedStatement] => {
      const [datasetMean, pooled] = [0, statements.length].map(
        (from) => intervals[from + index]!,
      ) as [Interval, Interval];
      const satisfied = cells.filter((ask) =>
        satisfies(inequality, leftSide(inequality, ask)),
      ).length;
      const result = {
        inequality,
        verdict: verdict(inequality, datasetMean),
        datasetMean,
        pooledVerdict: verdict(inequality, pooled),
        pooled,
        cells: { satisfied, total: cells.length },
        published: publishedEffect(inequality),
      };
      return [inequality, result];
    }),
  );
  return claims.map((claim): JudgedClaim => {
    const judged = claim.statements.map((statement) => results.get(statement)!);
    const used = methodsOf(claim);
    const joint = jointVerdict(judged.map((statement) => statement.verdict));
    return {
      claim,
      verdict: joint,
      pooledVerdict: jointVerdict(judged.map((statement) => statement.pooledVerdict)),
      pValue: tuningSets(grid).length < 2 ? undefined : claimPValue(joint, judged),
      adjustedPValue: undefined,
      statements: judged,
      methods: used,
      datasets: grid.datasets,
      tunedOn: grid.tunedOn,
      seeds: grid.seeds,
      images: [0, 1].map((pool) =>
        bootstrapUnits(grid).reduce((sum, { samples }) => sum + samples[pool]!, 0),
      ) as [number, number],
      runIds: grids.flatMap(({ runs }) =>
        used.flatMap((method) =>
          runs.get(method)!.flatMap((row) => row.map(({ runId }) => runId)),
        ),
      ),
      leftOut: 0,
    };
  });
}

function jointVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("fails")) return "fails";
  if (verdicts.includes("undecided")) return "undecided";
  return verdicts.includes("negligible") ? "negligible" : "holds";
}

function notJudged(claim: Claim): JudgedClaim {
  return {
    claim,
    verdict: undefined,
    pooledVerdict: undefined,
    pValue: undefined,
    adjustedPValue: undefined,
    statements: [],
    methods: methodsOf(claim),
    datasets: [],
    tunedOn: [],
    seeds: 0,
    images: [0, 0],
    runIds: [],
    leftOut: 0,
  };
}
