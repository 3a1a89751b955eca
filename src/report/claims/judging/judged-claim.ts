import type { Inequality, Verdict } from "../../../analysis/inequality";
import type { Method } from "../../../analysis/methods";
import type { PublishedEffect } from "../../../analysis/published/published";
import type { Interval } from "../../../numeric/bootstrap";
import type { Claim } from "../list/claim";

/** An inequality judged on runs. Effects are fractions (accuracy, gap, ECE), distances or logits. */
export interface JudgedStatement {
  readonly inequality: Inequality;
  /** Of `datasetMean`. */
  readonly verdict: Verdict;
  /**
   * Left side of each data set and seed, then the mean of both, as the paper computes it. Its p-value is
   * that of the bound.
   */
  readonly datasetMean: Interval;
  /** What the verdict would be of `pooled`. */
  readonly pooledVerdict: Verdict;
  /**
   * Left side of all data sets' images together, per seed, then the mean of seeds; the same as
   * `datasetMean` for quantities of runs, such as FD.
   */
  readonly pooled: Interval;
  /** Cells (data set x seed, of every model) that satisfy the inequality by themselves. */
  readonly cells: { readonly satisfied: number; readonly total: number };
  readonly published: PublishedEffect | undefined;
}

/** What the runs of one pretrained model say of a claim alone. */
export interface ModelVerdict {
  /** Name of the model, for instance `icons-b`. */
  readonly model: string;
  readonly verdict: Verdict;
  readonly statements: readonly JudgedStatement[];
}

/** A claim judged on runs, or the reason why it could not be. */
export interface JudgedClaim {
  readonly claim: Claim;
  /** Holds when every statement does, fails when one does; undefined when not judged. */
  readonly verdict: Verdict | undefined;
  /** As `verdict`, of the images of all data sets pooled. */
  readonly pooledVerdict: Verdict | undefined;
  /** See `claimPValue`; undefined where there is nothing to test. */
  readonly pValue: number | undefined;
  /** The p-value after Holm's correction over all claims that were judged with this one. */
  readonly adjustedPValue: number | undefined;
  readonly statements: readonly JudgedStatement[];
  readonly methods: readonly Method[];
  /** Test sets: data sets, or data sets under a shift. */
  readonly datasets: readonly string[];
  /** For each of them the data set that its methods were tuned on. */
  readonly tunedOn: readonly string[];
  /** Seeds per data set. */
  readonly seeds: number;
  /** Test images, base and new, of all data sets. */
  readonly images: readonly [number, number];
  readonly runIds: readonly string[];
  /** Where the claim was judged on the mean of several models: what each says alone. */
  readonly models?: readonly ModelVerdict[];
  /** Runs of its methods that had no counterpart and were not used. */
  readonly leftOut: number;
}
