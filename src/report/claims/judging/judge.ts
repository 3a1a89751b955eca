import type { Claim } from "../list/claim";
import { claimPValue, withHolm } from "./claim-tests";
import { claims as allClaims } from "../list/claims";
import { canDecide, judgeStatements, type ResampleOptions } from "./judge-statements";
import type { JudgedClaim, JudgedStatement } from "./judged-claim";
import type { Verdict } from "../../../analysis/inequality";
import {
  type EvaluatedRun,
  type RunGrid,
  cellsKey,
  gridOf,
} from "../../../analysis/runs/evaluated-run";
import { type Method, orderMethods } from "../../../analysis/methods";
import { bootstrapUnits } from "../../../analysis/lookup";
import { runQuantity } from "../../../analysis/runs/run-quantity";

/** How to judge. */
export interface JudgeOptions extends ResampleOptions {
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
  options: ResampleOptions,
): readonly JudgedClaim[] {
  const statements = claims.flatMap((claim) => claim.statements);
  const judged = judgeStatements(grids, statements, options);
  return claims.map((claim) =>
    jointly(
      claim,
      claim.statements.map((statement) => judged.get(statement)!),
      grids,
    ),
  );
}

/** A claim whose inequalities are judged. Its p-value is not yet corrected. */
function jointly(
  claim: Claim,
  statements: readonly JudgedStatement[],
  grids: readonly RunGrid[],
): JudgedClaim {
  const grid = grids[0]!;
  const { datasets, tunedOn, seeds } = grid;
  const methods = methodsOf(claim);
  const verdict = jointVerdict(statements.map((statement) => statement.verdict));
  const images = (pool: 0 | 1): number =>
    bootstrapUnits(grid).reduce((sum, { samples }) => sum + samples[pool]!, 0);
  return {
    claim,
    verdict,
    pooledVerdict: jointVerdict(statements.map((statement) => statement.pooledVerdict)),
    pValue: canDecide(grid) ? claimPValue(verdict, statements) : undefined,
    adjustedPValue: undefined,
    statements,
    methods,
    datasets,
    tunedOn,
    seeds,
    images: [images(0), images(1)],
    runIds: grids.flatMap(({ runs }) =>
      methods.flatMap((method) =>
        runs.get(method)!.flatMap((row) => row.map(({ runId }) => runId)),
      ),
    ),
    leftOut: 0,
  };
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
